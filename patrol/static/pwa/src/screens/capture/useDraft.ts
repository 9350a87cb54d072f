// The draft on screen and the draft on the phone, kept the same: the screen moves at once, the write follows in order.
import { useEffect, useRef, useState } from "preact/hooks";
import { change, load } from "../../draft.ts";
import { onChange } from "../../db.ts";
import type { Draft } from "../../kept.ts";

export interface DraftHandle {
  /** Undefined while reading, null when there is none (sent or thrown away). */
  draft: Draft | null | undefined;
  set: (part: Partial<Draft>) => void;
  /** Null when everything is on the phone already. */
  flush: () => Promise<void> | null;
}

export function useDraft(id: string): DraftHandle {
  const [draft, setDraft] = useState<Draft | null>();
  const writing = useRef<Promise<unknown> | null>(null);
  const open = useRef(0);
  const reread = useRef(() => {});
  useEffect(() => {
    let alive = true;
    const read = () => {
      // What is being typed is newer than what a table says.
      if (open.current > 0) return;
      void load(id).then((kept) => { if (alive && open.current === 0) setDraft(kept); });
    };
    read();
    reread.current = read;
    const stop = onChange((tables) => { if (tables.includes("drafts")) read(); });
    return () => { alive = false; stop(); };
  }, [id]);

  const set = (part: Partial<Draft>) => {
    setDraft((now) => (now ? { ...now, ...part } : now));
    open.current += 1;
    // What others wrote meanwhile was passed over: a photo that came in while the place was being kept.
    const done = change(id, part).finally(() => {
      open.current -= 1;
      reread.current();
    });
    writing.current = done;
  };
  const flush = () => (open.current > 0 ? Promise.resolve(writing.current).then(() => undefined, () => undefined) : null);
  return { draft, set, flush };
}
