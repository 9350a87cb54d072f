// 劝停结果怎样: an outcome by one tap; a photo, a voice note and words may follow.
import { useRef } from "preact/hooks";
import { act } from "../../outbox.ts";
import { t } from "../../i18n.ts";
import { Icon, type IconName } from "../../parts/Icon.tsx";
import { Sheet } from "../../parts/Sheet.tsx";
import type { CaseRef } from "../../types.ts";
import { showToast } from "../../toast.ts";
import { PhotoInput } from "../../parts/PhotoInput.tsx";
import { Picture } from "../../parts/Picture.tsx";
import { attachedOf, useSheet } from "./useKept.ts";
import { VoiceRow } from "../../parts/VoiceRow.tsx";
import { currentOwner } from "../../db.ts";
import { file } from "../../photo.ts";

const OUTCOMES: [string, IconName][] = [["stopped", "tick"], ["refused", "triangle"], ["nobody", "nobody"]];

export function StopSheet({ about, name, longest, onClose }: { about: CaseRef; name: string; longest: number; onClose: () => void }) {
  const sheet = useSheet(`stop/${name}`);
  const sending = useRef(false);
  const { state } = sheet;
  if (!state) return null;
  const photos = state.files.filter((one) => one.role === "photo");
  const voice = state.files.find((one) => one.role === "voice");
  const record = async () => {
    if (!state.outcome || sending.current) return;
    sending.current = true;
    const note = state.note.trim();
    await act(about, { act: "stop", outcome: state.outcome, ...(note ? { note } : {}) }, await attachedOf(state.files));
    await sheet.clear();
    navigator.vibrate?.(30);
    showToast(t("report.act_stored"));
    onClose();
  };
  const play = async () => {
    const owner = await currentOwner();
    const row = owner && voice ? await file(owner, voice.sha256) : undefined;
    return row?.bytes ? URL.createObjectURL(new Blob([row.bytes], { type: row.type })) : null;
  };
  return (
    <Sheet
      title={t("report.stop.title")} onClose={onClose}
      dock={<button class="btn main" type="button" aria-disabled={!state.outcome} onClick={() => void record()}>{t("report.stop.record")}</button>}
    >
      {sheet.begun ? <p class="small">{t("home.begun")}</p> : null}
      <div class="picks one">
        {OUTCOMES.map(([outcome, icon]) => (
          <label key={outcome} class={state.outcome === outcome ? "pick chosen" : "pick"}>
            <input type="radio" name="outcome" checked={state.outcome === outcome} onChange={() => sheet.set({ outcome })} />
            <Icon name={icon} />
            <span><b>{t(`report.stop.${outcome}`)}</b><span class="small">{t(`report.stop.${outcome}_hint`)}</span></span>
            <Icon name="tick" class="tick" />
          </label>
        ))}
      </div>
      {photos.length > 0 ? <div class="photos three gap">{photos.map((one) => <figure key={one.sha256}><Picture sha256={one.sha256} alt={t("capture.photos")} /></figure>)}</div> : null}
      <div class="lines gap">
        <PhotoInput class="line" source="camera" onPicked={sheet.addPhotos}>
          <Icon name="camera" /><span class="grow">{t("report.stop.photo")}<br /><span class="small">{t("report.stop.photo_hint")}</span></span><Icon name="next" />
        </PhotoInput>
        <VoiceRow seconds={voice?.seconds ?? null} longest={longest} onRecorded={(one) => void sheet.addVoice(one)} onRemove={() => { if (voice) sheet.dropFile(voice.sha256); }} play={play} />
        <label class="wide">
          <span class="hidden-text">{t("capture.note")}</span>
          <span class="grow"><textarea class="field" rows={2} maxLength={2000} placeholder={t("capture.note")} value={state.note} onInput={(event) => sheet.set({ note: event.currentTarget.value })} /></span>
        </label>
      </div>
    </Sheet>
  );
}
