// What somebody has begun to fill in on an act's sheet: on the phone with every keystroke, and there again on reopening.
import { useEffect, useRef, useState } from "preact/hooks";
import { clearSheet, loadSheet, saveSheet, type Picked } from "../draft.ts";
import type { Attached } from "../outbox.ts";
import { tellFull } from "./full.ts";
import type { Recorded } from "../voice.ts";
import { phoneTime } from "../clock.ts";

export interface SheetDraft<T> {
  value: T;
  files: Attached[];
  /** Something was half filled when the sheet was opened. */
  restored: boolean;
  /** False until the phone has answered what it kept. */
  ready: boolean;
  set: (part: Partial<T>) => void;
  addPhotos: (photos: Picked[]) => Promise<void>;
  setVoice: (voice: Recorded | null) => void;
  remove: (file: Attached) => void;
  /** Null when all of it is on the phone already. */
  flush: () => Promise<void> | null;
  clear: () => Promise<void>;
}

export function useSheet<T extends object>(key: string, empty: T): SheetDraft<T> {
  const [value, setValue] = useState(empty);
  const [files, setFiles] = useState<Attached[]>([]);
  const [restored, setRestored] = useState(false);
  const [ready, setReady] = useState(false);
  const writing = useRef<Promise<unknown> | null>(null);
  const latest = useRef({ value: empty, files: [] as Attached[] });

  useEffect(() => {
    void Promise.all([loadSheet<T>(key), loadSheet<Attached[]>(`${key}/files`)]).then(([kept, keptFiles]) => {
      latest.current = { value: { ...empty, ...kept }, files: keptFiles ?? [] };
      setValue(latest.current.value);
      setFiles(latest.current.files);
      setRestored(kept !== null || (keptFiles?.length ?? 0) > 0);
      setReady(true);
    });
  }, [key]);

  // Photos stand under a key of their own, so that a keystroke does not write them again.
  const write = (part: string, what: unknown) => {
    const done = saveSheet(part, what).finally(() => { if (writing.current === done) writing.current = null; });
    writing.current = done;
    return done;
  };
  const keepFiles = (next: Attached[]) => {
    latest.current.files = next;
    setFiles(next);
    return write(`${key}/files`, next);
  };
  const set = (part: Partial<T>) => {
    latest.current.value = { ...latest.current.value, ...part };
    setValue(latest.current.value);
    void write(key, latest.current.value);
  };
  return {
    value, files, restored, ready, set,
    addPhotos: async (photos) => {
      const before = latest.current.files;
      const added = photos.map((photo): Attached => ({ ...photo, role: "photo" }));
      await keepFiles([...before, ...added]).catch(() => {
        // What is on the phone is what is shown: a photo that only this page knows would be gone with it.
        latest.current.files = before;
        setFiles(before);
        tellFull();
      });
    },
    setVoice: (voice) => {
      const others = latest.current.files.filter((file) => file.role !== "voice");
      const note: Attached[] = voice ? [{ ...voice, role: "voice", source: "camera", taken_at: phoneTime() }] : [];
      void keepFiles([...others, ...note]);
    },
    remove: (file) => void keepFiles(latest.current.files.filter((one) => one !== file)),
    flush: () => writing.current?.then(() => undefined, () => undefined) ?? null,
    clear: async () => {
      latest.current = { value: empty, files: [] };
      setValue(empty);
      setFiles([]);
      setRestored(false);
      await Promise.all([clearSheet(key), clearSheet(`${key}/files`)]);
    },
  };
}
