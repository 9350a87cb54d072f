// What stands under the title of an event: when and by whom, what is to be noted about it, and what was said.
import { t } from "./i18n.ts";
import type { Case, TimelineEntry } from "./types.ts";
import { amount, clock, doneAndReceived, joined, known, levelIn, levelOf, moment } from "./words.ts";

export type Voice = "staff" | "reporter";

export function linesOf(theCase: Case, entry: TimelineEntry, voice: Voice, now: number): string[] {
  if (entry.act === "escalate") return [escalationLine(theCase, entry, voice, now)];
  const mine = voice === "reporter" && entry.mine;
  const post = postOf(theCase, entry);
  const when = entry.act === "open" ? taken(entry, now) : doneAndReceived(entry.at, entry.received_at, now);
  const photos = entry.photos?.length ? amount("part.photos", entry.photos.length) : "";
  const who = mine ? photos : joined(entry.by, post, photos);
  const marks = marksOf(entry);
  const first = entry.act === "open" || !who ? [when, who] : [joined(when, who)];
  return [...first, ...marks].filter(Boolean);
}

function taken(entry: TimelineEntry, now: number): string {
  const both = doneAndReceived(entry.at, entry.received_at, now);
  return both === moment(entry.at, now) ? both : t("case.taken", { at: moment(entry.at, now), received: clock(entry.received_at), both });
}

function escalationLine(theCase: Case, entry: TimelineEntry, voice: Voice, now: number): string {
  const at = moment(entry.at, now);
  if (voice === "reporter") return t("case.told.by_itself", { at });
  if (causeOf(entry) === "refused" || !entry.from_level || !entry.level) return joined(at, entry.by);
  return t("case.story.both_told", { at, by: entry.by, from: levelOf(theCase, entry.from_level), level: levelIn(entry.level) });
}

function postOf(theCase: Case, entry: TimelineEntry): string {
  if (entry.role !== "inspector") return "";
  if (theCase.lead?.name === entry.by) return t("case.lead");
  return theCase.assistant?.name === entry.by ? t("case.assistant") : "";
}

function marksOf(entry: TimelineEntry): string[] {
  const marks = (entry.findings ?? []).map((code) => known(`finding.${code}`, code));
  if (entry.act === "open" && entry.late) marks.unshift(t("case.late"));
  if (entry.via) marks.unshift(known(`case.via_${entry.via}`, entry.via));
  if (entry.act !== "open" && entry.late) marks.unshift(t(entry.on_time === false ? "case.late" : "case.on_time_late"));
  if (entry.recurrence) marks.unshift(t("case.recurrence.why"));
  if (entry.not_joined) marks.push(t(`join.${entry.not_joined}`));
  if (entry.status === "noted") marks.unshift(entry.message ?? known(`why.${entry.why}`, t("why.noted")));
  return marks;
}

/** Codes where other acts have what somebody wrote. */
const NOT_WORDS = ["refused", "overdue"];

export function quotesOf(theCase: Case | null, entry: TimelineEntry, now: number): string[] {
  const people = entry as { lead_name?: string; assistant_name?: string };
  const note = entry.note ?? (entry.act === "open" ? theCase?.reports?.[0]?.note : null);
  return [
    ...(entry.tasks ?? []).map((task) => t("task.asked", { department: known(`department.${task.department}`, task.department), instruction: task.instruction, time: moment(task.due_at, now) })),
    entry.instruction, NOT_WORDS.includes(entry.reason ?? "") || entry.act === "pause" ? null : entry.reason,
    entry.until && entry.act !== "away" && t("case.story.until", { time: moment(entry.until, now) }),
    entry.party && t("case.fact.party", { value: entry.party }),
    entry.land_class && t("case.fact.land_class", { value: known(`case.land.${entry.land_class}`, entry.land_class) }),
    entry.permits && t("case.fact.permits", { value: entry.permits }),
    entry.act === "assign" && (entry.lead?.name ?? people.lead_name) && t("case.fact.lead", { value: entry.lead?.name ?? people.lead_name ?? "" }),
    entry.act === "assign" && (entry.assistant?.name ?? people.assistant_name) && t("case.fact.assistant", { value: entry.assistant?.name ?? people.assistant_name ?? "" }),
    ...(entry.moves ?? []).map((one) => t("case.fact.move", {
      step: t(`step.${one.step}`), before: one.before ? moment(one.before, now) : t("case.fact.not_begun"), after: moment(one.due_at, now),
    })),
    entry.due_at && entry.act !== "escalate" && entry.act !== "task_late" && t("due.exact", { time: moment(entry.due_at, now) }),
    note,
  ].filter((text): text is string => Boolean(text));
}

/** Who the party is and what papers they have is not told around the village. */
export function withoutFindings(entry: TimelineEntry): TimelineEntry {
  return { ...entry, party: null, permits: null, land_class: null };
}

export function causeOf(entry: TimelineEntry): string | null | undefined {
  return (entry as { cause?: string }).cause ?? entry.reason;
}
