// The photos of a case: three at a glance, all of them in a viewer. What is still on its way says so.
import { useRef, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { Picture } from "./Picture.tsx";
import type { Case, CasePhoto } from "../types.ts";
import { moment } from "../words.ts";
import { Icon } from "./Icon.tsx";
import { useModal } from "./useModal.ts";

const GLANCE = 3;

export function Photos({ case: theCase, now }: { case: Case; now: number }) {
  const [open, setOpen] = useState<number | null>(null);
  const photos = theCase.photos ?? [];
  if (photos.length === 0) return null;
  const shown = photos.slice(0, GLANCE);
  const shape = photos.length === 1 ? "photos one top-gap" : photos.length === 2 ? "photos two top-gap" : "photos top-gap";
  return (
    <>
      <div class={shape}>
        {shown.map((photo, index) => (
          <figure key={`${photo.id}-${photo.sha256}`} class={index === 0 && photos.length !== 2 ? "first" : undefined}>
            <Shown photo={photo} alt="" />
            <Caption photo={photo} index={index} all={photos.length} now={now} />
            <button type="button" aria-label={t("part.open_photo", { n: index + 1, all: photos.length, time: timeOf(photo, now) })} onClick={() => setOpen(index)} />
          </figure>
        ))}
      </div>
      {open === null ? null : <Viewer photos={photos} start={open} now={now} onClose={() => setOpen(null)} />}
    </>
  );
}

function Caption({ photo, index, all, now }: { photo: CasePhoto; index: number; all: number; now: number }) {
  if (index === GLANCE - 1 && all > GLANCE) return <figcaption>{t("part.all_photos", { n: all })}</figcaption>;
  if (index === 0) return <figcaption>{timeOf(photo, now)}</figcaption>;
  return null;
}

function timeOf(photo: CasePhoto, now: number): string {
  return photo.taken_at ? moment(photo.taken_at, now) : "";
}

function Shown({ photo, alt, size = "thumb" }: { photo: CasePhoto; alt: string; size?: "thumb" | "view" }) {
  const blank = photo.state === "wanted" ? "part.on_its_way" : photo.preview === false ? "part.no_preview" : null;
  if (blank) return <span class="blank"><Icon name={photo.state === "wanted" ? "up" : "picture"} />{t(blank)}</span>;
  return <Picture sha256={photo.sha256} alt={alt} size={photo.state === "held" ? size : "thumb"} />;
}

function Viewer({ photos, start, now, onClose }: { photos: CasePhoto[]; start: number; now: number; onClose: () => void }) {
  const [index, setIndex] = useState(start);
  const dialog = useRef<HTMLDialogElement>(null);
  const close = useRef<HTMLButtonElement>(null);
  useModal(dialog, close, onClose);
  const photo = photos[index] as CasePhoto;
  const words = t("part.photo_of", { n: index + 1, all: photos.length, time: timeOf(photo, now) });
  const step = (by: number) => setIndex((index + by + photos.length) % photos.length);
  const byKey = (event: KeyboardEvent) => { if (event.key === "ArrowLeft") step(-1); else if (event.key === "ArrowRight") step(1); };
  return (
    <dialog class="viewer" ref={dialog} aria-label={t("part.photos_title")} onCancel={(event) => { event.preventDefault(); onClose(); }} onKeyDown={byKey}>
      <div class="viewer-in">
        <div class="viewer-bar">
          <p role="status">{words}</p>
          <button class="round" type="button" ref={close} aria-label={t("sheet.close")} onClick={onClose}><Icon name="close" /></button>
        </div>
        <div class="frame"><Shown key={photo.sha256} photo={photo} alt={words} size="view" /></div>
        {photos.length > 1 ? (
          <div class="dock-in">
            <button class="btn" type="button" onClick={() => step(-1)}><Icon name="back" />{t("part.before")}</button>
            <button class="btn" type="button" onClick={() => step(1)}>{t("part.after")}<Icon name="next" /></button>
          </div>
        ) : null}
      </div>
    </dialog>
  );
}
