// A case in a list: photo, kind, place with the one odd fact, what is owed and by when. The whole row is the link.
import { clockOf } from "../deadlines.ts";
import { t } from "../i18n.ts";
import { Picture } from "./Picture.tsx";
import { href } from "../router.ts";
import { climbedAway, climbedHere, isRefused } from "../sight.ts";
import type { Calendar, Case, Level } from "../types.ts";
import { areaName, joined, kindName, known, levelIn, levelOf } from "../words.ts";
import { ClockChip, GraveChip, RecurrenceChip } from "./Chip.tsx";
import { Icon } from "./Icon.tsx";
import { isLate } from "./TaskChip.tsx";

interface Props { case: Case; level: Level | null; now: number; calendar?: Calendar | undefined }

export function CaseRow({ case: theCase, level, now, calendar }: Props) {
  const clock = clockOf(theCase, level, now, calendar);
  const late = (clock?.tone === "over" && clock.due !== null) || (theCase.tasks ?? []).some((task) => theCase.state === "open" && isLate(task, now));
  const photo = theCase.photos?.find((one) => one.state !== "wanted" && one.preview !== false && !one.expired);
  return (
    <a class={late || missedByStaff(theCase, level) ? "row over" : "row"} href={href("case", theCase.id)}>
      <Picture class="thumb" sha256={photo?.sha256} kind={theCase.kind} alt="" />
      <div>
        <h3>{kindName(theCase.kind)}{theCase.grave ? <GraveChip /> : null}{theCase.recurs_of ? <RecurrenceChip /> : null}</h3>
        <p class="small">{joined(areaName(theCase.area), oddFact(theCase, level, now))}</p>
        <p class="foot"><span class="level">{clock?.climbed ? <Climbed /> : null}{clock?.owes || stepWords(theCase)}</span>{clock ? <ClockChip clock={clock} /> : null}</p>
      </div>
    </a>
  );
}

function Climbed() {
  return <><Icon name="climb" /><span class="hidden-text">{t("due.climbed")}</span></>;
}

/** What climbed away from the reader's level, or up to it from staff: villagers owe nobody an explanation. */
function missedByStaff(theCase: Case, level: Level | null): boolean {
  const here = climbedHere(theCase, level)?.missed ?? [];
  return climbedAway(theCase, level) !== null || here.some((one) => one.level !== "village");
}

function stepWords(theCase: Case): string {
  if (theCase.merged_into) return t("case.story.merge");
  if (theCase.state === "closed") return t(theCase.founded === false ? "case.unfounded" : "step.close");
  return t(`step.${theCase.step ?? "close"}`);
}

/** One fact that sets this case apart from the others of the list, or none. */
export function oddFact(theCase: Case, level: Level | null, now: number): string {
  if (theCase.state === "closed") return "";
  if (isRefused(theCase)) return t("case.odd.refused");
  const late = (theCase.tasks ?? []).find((task) => isLate(task, now));
  if (late) return t("task.late", { department: known(`department.${late.department}`, late.department) });
  if (theCase.listing) return t("case.odd.listed");
  const here = climbedHere(theCase, level);
  const from = here?.missed?.[here.missed.length - 1]?.level;
  if (from) return from === "village" ? t("case.odd.from_village") : t("case.odd.from", { level: levelOf(theCase, from) });
  if (theCase.step === "sign_off") {
    return theCase.may?.includes("sign_off") ? t("case.odd.sign_you") : t("case.odd.sign_wait", { level: levelIn(theCase.holder ?? "town") });
  }
  if (theCase.works_going_on) return t("case.odd.works");
  if (theCase.concealed) return t("case.odd.concealed");
  return "";
}
