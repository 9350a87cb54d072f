// Where the case is: the small map, how far from here, and the way there.
import { metresBetween } from "../geometry.ts";
import { t } from "../i18n.ts";
import { AreaMap } from "./AreaMap.tsx";
import { useOutlines } from "../store.ts";
import type { Case } from "../types.ts";
import { areaName, distance } from "../words.ts";
import { Icon } from "./Icon.tsx";
import { useFix } from "./useFix.ts";

export function PlaceOf({ case: theCase, onNavigate }: { case: Case; onNavigate?: (() => void) | undefined }) {
  const outlines = useOutlines();
  const fix = useFix();
  const { place } = theCase;
  if (!place) return null;
  const exact = place.by !== "village";
  const away = fix && exact ? t("case.away", { distance: distance(metresBetween(fix, place)) }) : areaName(theCase.area);
  const circle = place.accuracy_m ? { ...place, accuracy_m: place.accuracy_m } : null;
  return (
    <section class="card place top-gap" aria-label={t("case.place")}>
      <AreaMap view={{ centre: place, metres: exact ? 3000 : 6000, width: 160, height: 120 }} outlines={outlines} pin={place} fix={circle} label={t("case.map_of", { area: areaName(theCase.area) })} />
      <div>
        <p class="strong">{away}</p>
        <p class="small">{t(accuracyKey(theCase), { metres: Math.max(1, Math.round(place.accuracy_m ?? 0)) })}</p>
        {outlines?.synthetic ? <p class="small">{t("part.synthetic_short")}</p> : null}
        {onNavigate && exact ? <button class="link btn-line bare" type="button" onClick={onNavigate}><Icon name="navigate" />{t("case.navigate")}</button> : null}
      </div>
    </section>
  );
}

function accuracyKey({ place }: Case): string {
  if (place?.accuracy_m) return "case.accuracy";
  return `case.place_by_${place?.by ?? "village"}`;
}
