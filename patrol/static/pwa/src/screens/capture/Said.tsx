// What may be said besides, and never has to be: a voice note, a few words.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { currentOwner } from "../../db.ts";
import { t } from "../../i18n.ts";
import { Icon } from "../../parts/Icon.tsx";
import { tellFull } from "../../parts/full.ts";
import { VoiceRow } from "../../parts/VoiceRow.tsx";
import { file, keep } from "../../photo.ts";
import type { Draft } from "../../kept.ts";
import type { Recorded } from "../../voice.ts";

export function Voice({ draft, longest, set }: { draft: Draft; longest: number; set: (part: Partial<Draft>) => void }) {
  const recorded = async ({ bytes, type, seconds }: Recorded) => {
    try {
      const sha256 = await keep(draft.owner, bytes, type);
      set({ voice: { sha256, bytes: bytes.byteLength, type, seconds } });
    } catch {
      tellFull();
    }
  };
  const play = async () => {
    const owner = await currentOwner();
    const row = owner && draft.voice ? await file(owner, draft.voice.sha256) : undefined;
    return row?.bytes ? URL.createObjectURL(new Blob([row.bytes], { type: row.type })) : null;
  };
  return <VoiceRow seconds={draft.voice?.seconds ?? null} longest={longest} onRecorded={(voice) => void recorded(voice)} onRemove={() => set({ voice: null })} play={play} />;
}

export function Note({ draft, set }: { draft: Draft; set: (part: Partial<Draft>) => void }) {
  const [open, setOpen] = useState(draft.note !== "");
  const area = useRef<HTMLTextAreaElement>(null);
  // Before the next paint: what is typed right after the tap must land in it.
  useLayoutEffect(() => { if (open && draft.note === "") area.current?.focus(); }, [open]);
  if (!open) {
    return <button class="line" type="button" onClick={() => setOpen(true)}><Icon name="pen" /><span class="grow">{t("capture.note")}</span><Icon name="next" /></button>;
  }
  return (
    <label class="wide">
      <span class="hidden-text">{t("capture.note")}</span>
      <span class="grow"><textarea ref={area} class="field" rows={3} maxLength={2000} placeholder={t("capture.note")} value={draft.note} onInput={(event) => set({ note: event.currentTarget.value })} /></span>
    </label>
  );
}
