// The photos of a report that is being written: looked at whole by a tap, and let go of there.
import { useEffect, useState } from "preact/hooks";
import { removePhoto, type Picked } from "../../draft.ts";
import { t } from "../../i18n.ts";
import { Icon } from "../../parts/Icon.tsx";
import { PhotoInput } from "../../parts/PhotoInput.tsx";
import { Picture } from "../../parts/Picture.tsx";
import { Sheet } from "../../parts/Sheet.tsx";
import { thumbnail } from "../../photo.ts";
import type { Draft } from "../../kept.ts";
import { compass } from "../../words.ts";

export function DraftPhotos({ draft, add, flush }: { draft: Draft; add: (photos: Picked[]) => Promise<void>; flush: () => Promise<void> | null }) {
  const [shown, setShown] = useState<string | null>(null);
  useEffect(() => { for (const photo of draft.photos) void thumbnail(draft.owner, photo.sha256); }, [draft.photos.length]);
  const heading = draft.fix?.heading_deg ?? null;
  const many = draft.photos.length > 2;
  const figure = (sha256: string, index: number) => (
    <figure key={sha256} class={index === 0 && !many ? "first" : undefined}>
      <button class="photo" type="button" aria-label={t("capture.look", { n: index + 1 })} onClick={() => setShown(sha256)}>
        <Picture sha256={sha256} alt={t("capture.photo", { n: index + 1 })} />
      </button>
      {index === 0 && heading !== null && draft.photos[0]?.source === "camera" ? <figcaption>{compass(heading)}</figcaption> : null}
    </figure>
  );
  const drop = (sha256: string) => { setShown(null); void removePhoto(draft.id, sha256); };
  return (
    <>
      <div class={many ? "photos three lead" : "photos lead"}>
        {draft.photos.map((photo, index) => figure(photo.sha256, index))}
        <PhotoInput class="add" source="camera" onPicked={add} flush={flush}>
          <Icon name="camera" />{draft.photos.length > 0 ? t("capture.another") : t("capture.first")}
        </PhotoInput>
      </div>
      {shown ? (
        <Sheet
          title={t("capture.photo", { n: draft.photos.findIndex((one) => one.sha256 === shown) + 1 })} onClose={() => setShown(null)}
          dock={<><button class="btn warn" type="button" onClick={() => drop(shown)}>{t("capture.drop")}</button>
            <button class="btn main" type="button" onClick={() => setShown(null)}>{t("capture.keep")}</button></>}
        >
          <Picture sha256={shown} size="view" alt={t("capture.photos")} class="whole" />
        </Sheet>
      ) : null}
    </>
  );
}
