// Where it is: filled in by the phone, corrected by the person, and never in the way.
import { useEffect, useState } from "preact/hooks";
import { areaAt, centreOf } from "../../geometry.ts";
import { watch, type GeoState } from "../../geo.ts";
import { t } from "../../i18n.ts";
import { go, href } from "../../router.ts";
import { useOutlines, useSession } from "../../store.ts";
import type { Draft } from "../../kept.ts";
import type { Session } from "../../types.ts";
import { areaName } from "../../words.ts";
import { AreaMap } from "../../parts/AreaMap.tsx";
import type { DraftHandle } from "./useDraft.ts";

interface Props { draft: Draft; set: DraftHandle["set"] }

export function PlaceCard({ draft, set }: Props) {
  const outlines = useOutlines();
  const session = useSession();
  const [state, setState] = useState<GeoState>("searching");
  // Where the phone was when it was found is not where it is mended.
  useEffect(() => (draft.mends ? undefined : watch((next, fix) => {
    setState(next);
    if (fix) set({ fix });
  })), [draft.id]);

  const spot = draft.place ?? draft.fix;
  const area = spot ? areaAt(outlines, spot) : null;
  const name = area ? areaName(area) : (spot ? t("place.here") : ownArea(session));
  useEffect(() => {
    if (outlines !== undefined && name && name !== draft.area_name) set({ area_name: name });
  }, [name, outlines === undefined]);

  const home = outlines?.areas.find((one) => one.code === session?.posts[0]?.area?.code);
  const centre = spot ?? (home ? centreOf(home) : null);
  return (
    <>
      {draft.exif && draft.exif_answer === null ? <ExifQuestion draft={draft} set={set} /> : null}
      <section class="card place" aria-label={t("place.title")}>
        {centre ? (
          <AreaMap
            view={{ centre, metres: spot ? spanOf(draft) : 4000, width: 160, height: 120 }} outlines={outlines} pin={spot}
            fix={draft.place ? null : draft.fix} label={t("place.map_of", { name })}
          />
        ) : null}
        <div>
          <p class="strong">{name}</p>
          <p class="small" role="status">{placeWords(draft, state)}</p>
          <a class="link btn-line" href={href("place", draft.id)} onClick={(event) => { event.preventDefault(); go(href("place", draft.id)); }}>
            {spot ? t("place.move") : t("place.point_out")}
          </a>
        </div>
      </section>
    </>
  );
}

function ExifQuestion({ draft, set }: Props) {
  const useIt = () => { if (draft.exif) set({ exif_answer: "use", place: { ...draft.exif, by: "exif" } }); };
  return (
    <section class="card" aria-label={t("place.exif_question")}>
      <p class="strong">{t("place.exif_question")}</p>
      <div class="dock-in flush">
        <button class="btn" type="button" onClick={() => set({ exif_answer: "keep" })}>{t("place.exif_keep")}</button>
        <button class="btn strongish" type="button" onClick={useIt}>{t("place.exif_use")}</button>
      </div>
    </section>
  );
}

export function placeWords(draft: Draft, state: GeoState): string {
  if (draft.place?.by === "pin") return t("place.by_pin");
  if (draft.place?.by === "exif") return t("place.by_exif");
  if (draft.fix) {
    const metres = Math.max(1, Math.round(draft.fix.accuracy_m ?? 0));
    if (!draft.fix.accuracy_m) return t("place.by_fix");
    return t(state === "found" || state === "searching" ? "place.accuracy_better" : "place.accuracy", { metres });
  }
  if (state === "denied") return t("place.denied");
  return t(state === "missing" ? "place.missing" : "place.searching");
}

/** Wide enough that the circle of the fix is a third of it, whatever the accuracy. */
function spanOf(draft: Draft): number {
  return draft.place ? 600 : Math.min(20_000, Math.max(150, (draft.fix?.accuracy_m ?? 50) * 6));
}

function ownArea(session: Session | null | undefined): string {
  const area = session?.posts.find((post) => post.area)?.area ?? session?.county;
  return area ? areaName(area) : "";
}
