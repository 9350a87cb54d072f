// What may go with an act and never has to: photos, a voice note, words.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { PhotoInput } from "./PhotoInput.tsx";
import { VoiceRow } from "./VoiceRow.tsx";
import type { Attached } from "../outbox.ts";
import { useSession } from "../store.ts";
import { Icon } from "./Icon.tsx";
import type { SheetDraft } from "./useSheet.ts";

type Draft = SheetDraft<{ note: string }>;

/** Photos as a grid with 再拍一张, for acts where a picture says most. */
export function PhotoGrid({ draft, hint }: { draft: Draft; hint?: string }) {
  const photos = draft.files.filter((file) => file.role === "photo");
  return (
    <>
      <div class="head"><h2>{t("sheet.photos")}</h2><p class="small">{hint ?? t("sheet.photos_hint")}</p></div>
      <div class="photos three">
        <Shots draft={draft} />
        <PhotoInput class="add" source="camera" flush={draft.flush} onPicked={draft.addPhotos}>
          <Icon name="camera" />{t(photos.length > 0 ? "sheet.one_more" : "sheet.take")}
        </PhotoInput>
        <PhotoInput class="add" source="gallery" flush={draft.flush} onPicked={draft.addPhotos}>
          <Icon name="picture" />{t("sheet.gallery")}
        </PhotoInput>
      </div>
    </>
  );
}

/** What was taken for this act so far, each with its own way out. */
export function Shots({ draft }: { draft: Draft }) {
  const photos = draft.files.filter((file) => file.role === "photo");
  return <>{photos.map((photo, index) => <Shot key={`${photo.taken_at}-${index}`} photo={photo} n={index + 1} onRemove={() => draft.remove(photo)} />)}</>;
}

function Shot({ photo, n, onRemove }: { photo: Attached; n: number; onRemove: () => void }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([photo.bytes], { type: photo.type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [photo]);
  return (
    <figure>
      {url ? <img src={url} alt={t("sheet.photo_n", { n })} width="400" height="300" /> : null}
      <figcaption>{t("sheet.just_taken")}</figcaption>
      <button class="remove" type="button" aria-label={t("sheet.remove_photo", { n })} onClick={onRemove}><Icon name="close" /></button>
    </figure>
  );
}

/** A voice note and words, as rows below whatever else this act has rows for. */
export function Words({ draft, note = true, children }: { draft: Draft; note?: boolean; children?: ComponentChildren }) {
  const session = useSession();
  const voice = draft.files.find((file) => file.role === "voice");
  const play = async () => (voice ? URL.createObjectURL(new Blob([voice.bytes], { type: voice.type })) : null);
  return (
    <div class="lines top-gap">
      {children}
      <VoiceRow
        seconds={voice?.seconds ?? null} longest={session?.rules.voice_max_seconds ?? 60}
        onRecorded={(recorded) => draft.setVoice(recorded)} onRemove={() => draft.setVoice(null)} play={play}
      />
      {note ? (
        <label class="wide">
          <Icon name="pen" /><span class="hidden-text">{t("sheet.note")}</span>
          <textarea rows={2} maxLength={4000} placeholder={t("sheet.note")} value={draft.value.note} onInput={(event) => draft.set({ note: event.currentTarget.value })} />
        </label>
      ) : null}
    </div>
  );
}

/** A text that an act cannot do without. */
export function Reason({ label, value, onInput, hint }: { label: string; value: string; onInput: (text: string) => void; hint?: string }) {
  return (
    <label class="asked">
      <span class="head"><b>{label}</b>{hint ? <span class="small">{hint}</span> : null}</span>
      <textarea rows={3} maxLength={4000} value={value} onInput={(event) => onInput(event.currentTarget.value)} />
    </label>
  );
}
