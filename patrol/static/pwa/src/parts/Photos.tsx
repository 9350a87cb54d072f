// The photos of a case: three at a glance, all of them in the viewer.
import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import type { Case } from "../types.ts";
import { PhotoOrWhy, timeOf, Viewer, type Shown } from "./Viewer.tsx";

const GLANCE = 3;

/** `examine`: this person may ask what the files say of themselves. */
export function Photos({ case: theCase, now, examine }: { case: Case; now: number; examine: boolean }) {
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
            <PhotoOrWhy photo={photo} alt="" />
            <Caption photo={photo} index={index} all={photos.length} now={now} />
            <button type="button" aria-label={t("part.open_photo", { n: index + 1, all: photos.length, time: timeOf(photo, now) })} onClick={() => setOpen(index)} />
          </figure>
        ))}
      </div>
      {open === null ? null : <Viewer photos={photos} start={open} now={now} onClose={() => setOpen(null)} of={theCase.id} {...(examine ? { examine: { place: theCase.place } } : {})} />}
    </>
  );
}

function Caption({ photo, index, all, now }: { photo: Shown; index: number; all: number; now: number }) {
  if (index === GLANCE - 1 && all > GLANCE) return <figcaption>{t("part.all_photos", { n: all })}</figcaption>;
  if (index === 0) return <figcaption>{timeOf(photo, now)}</figcaption>;
  return null;
}
