// One photo over the whole screen, the others beside it, and for those who work on the case what the file says of itself.
import { useRef, useState } from "preact/hooks";
import { stampedUrl } from "../api.ts";
import { t } from "../i18n.ts";
import { Icon } from "./Icon.tsx";
import { PhotoFacts } from "./PhotoFacts.tsx";
import { Picture } from "./Picture.tsx";
import { useModal } from "./useModal.ts";
import { moment } from "../words.ts";
import type { CasePhoto, Id, Place } from "../types.ts";

export type Shown = Pick<CasePhoto, "sha256" | "state" | "preview" | "taken_at" | "expired">;

interface Props {
  photos: Shown[];
  start: number;
  now: number;
  onClose: () => void;
  /** Given to inspectors and officers: the case's place, to be set against the photo's. */
  examine?: { place: Place | null };
  /** Whose photos these are, where a stamped copy can be had. */
  of?: Id;
}

export function Viewer({ photos, start, now, onClose, examine, of }: Props) {
  const [index, setIndex] = useState(start);
  const [facts, setFacts] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const close = useRef<HTMLButtonElement>(null);
  useModal(dialog, close, onClose);
  const photo = photos[index] as Shown;
  const asks = examine && !photo.expired;
  const stamped = of !== undefined && photo.state === "held" && photo.preview && !photo.expired ? stampedUrl(photo.sha256, of) : null;
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
        <div class="frame"><PhotoOrWhy key={photo.sha256} photo={photo} alt={words} size="view" /></div>
        {photos.length > 1 || asks || stamped ? (
          <div class="dock-in">
            {photos.length > 1 ? <button class="btn" type="button" onClick={() => step(-1)}><Icon name="back" />{t("part.before")}</button> : null}
            {photos.length > 1 ? <button class="btn" type="button" onClick={() => step(1)}>{t("part.after")}<Icon name="next" /></button> : null}
            {stamped ? <a class="btn wide" href={stamped} target="_blank" rel="noopener">{t("part.stamped")}</a> : null}
            {asks ? <button class="btn wide" type="button" onClick={() => setFacts(true)}>{t("facts.open")}</button> : null}
          </div>
        ) : null}
        {facts && examine ? <PhotoFacts sha256={photo.sha256} place={examine.place} now={now} onClose={() => setFacts(false)} /> : null}
      </div>
    </dialog>
  );
}

export function timeOf(photo: Shown, now: number): string {
  return photo.taken_at ? moment(photo.taken_at, now) : "";
}

/** What is still on its way, or that nothing here can show, says so. */
export function PhotoOrWhy({ photo, alt, size = "thumb" }: { photo: Shown; alt: string; size?: "thumb" | "view" }) {
  if (photo.expired) return <span class="blank"><Icon name="picture" />{t("part.expired")}{size === "view" ? <span class="hash">SHA-256 {photo.sha256}</span> : null}</span>;
  const blank = photo.state === "wanted" ? "part.on_its_way" : photo.preview === false ? "part.no_preview" : null;
  if (blank) return <span class="blank"><Icon name={photo.state === "wanted" ? "up" : "picture"} />{t(blank)}</span>;
  return <Picture sha256={photo.sha256} alt={alt} size={photo.state === "held" ? size : "thumb"} />;
}
