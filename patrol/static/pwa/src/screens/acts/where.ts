// How far the person stands from the place of the matter, in words.
import { metresBetween } from "../../geometry.ts";
import { t } from "../../i18n.ts";
import type { Case, Fix } from "../../types.ts";
import { distance } from "../../words.ts";

const ON_SITE_M = 100;

export function whereNow(theCase: Case, fix: Fix | null): string {
  if (!fix || !theCase.place || theCase.place.by === "village") return "";
  const metres = metresBetween(fix, theCase.place);
  if (metres > ON_SITE_M + (fix.accuracy_m ?? 0)) return t("case.away", { distance: distance(metres) });
  return t("case.on_site", { metres: Math.max(1, Math.round(fix.accuracy_m ?? 0)) });
}
