// What a deadline chip says. Words are rounded down and speak from the reader's level: who missed a deadline sees
// what was missed, everybody else sees the clock of the level that holds the case now.
import { t } from "./i18n.ts";
import { above, firstDue, missedBy } from "./sight.ts";
import type { Calendar, Case, Due, DueRule, Level, TimelineEntry } from "./types.ts";
import { amount, china, DAY, HOUR, levelShort, MINUTE, sentences, span } from "./words.ts";

export type Tone = "calm" | "soon" | "over" | "done" | "pause";

export interface Clock {
  tone: Tone;
  words: string;
  step: string | null;
  /** 报告，归镇: said beside the chip when the reader's own level missed it. */
  owes: string;
  climbed: boolean;
  due: Due | null;
}

const PLAIN: Calendar = { off: [], work: [] };

export function clockOf(theCase: Case, level: Level | null, now: number, calendar: Calendar = PLAIN): Clock | null {
  if (theCase.state === "closed") return { tone: "done", words: t(theCase.merged_into ? "case.merged" : "due.closed"), step: null, owes: "", climbed: false, due: null };
  const due = firstDue(theCase);
  if (due?.paused) return pausedClock(due, due.paused.for);
  if (!due?.due_at) return null;
  const missed = level && above(due.level, level) && missedBy(due, level);
  const clock = missed ? missedClock(due, level, now) : heldClock(theCase, due, level, now, calendar);
  const name = t(`step.${due.step}`);
  const owes = missed ? t("due.owed_by", { step: name, level: levelShort(due.level) }) : name;
  return { ...clock, step: due.step, owes, climbed: !missed && (due.missed?.length ?? 0) > 0, due };
}

function pausedClock(due: Due, reason: string): Clock {
  return { tone: "pause", words: t("due.paused", { reason: t(`pause.${reason}`) }), step: due.step, owes: t(`step.${due.step}`), climbed: false, due };
}

function missedClock(due: Due, level: Level, now: number): { tone: Tone; words: string } {
  const mine = [...(due.missed ?? [])].reverse().find((one) => one.level === level);
  const late = now - Date.parse(mine?.due_at ?? due.due_at ?? "");
  return { tone: "over", words: t("due.missed", { amount: span(Math.max(0, late)) }) };
}

function heldClock(
  theCase: Case, due: Due, level: Level | null, now: number, calendar: Calendar,
): { tone: Tone; words: string } {
  const left = Date.parse(due.due_at ?? "") - now;
  if (left > 0) {
    const tone = left < soonUnder(theCase, due) ? "soon" : "calm";
    return { tone, words: t("due.left", { amount: remaining(due, left, now, calendar) }) };
  }
  // Below the county a passed deadline is about to climb: only its holder is told in red.
  const tone = due.level === "county" || due.level === level ? "over" : "soon";
  return { tone, words: t("due.over", { amount: span(-left) }) };
}

function remaining(due: Due, left: number, now: number, calendar: Calendar): string {
  if (left < DAY || due.step === "stop" || inCalendarDays(due)) return span(left);
  const days = workingDays(now, now + left, calendar);
  return days > 0 ? amount("time.workdays", days) : span(left);
}

/** A list says no rule; decisions are counted in days wherever the county has not changed that. */
function inCalendarDays(due: Due): boolean {
  return due.rule ? due.rule.unit === "calendar_days" : due.step === "decide";
}

/** Whole working days between two moments. */
export function workingDays(from: number, to: number, calendar: Calendar = PLAIN): number {
  const start = china(from);
  const end = china(to);
  let days = 0;
  for (let number = start.number + 1; number <= end.number; number += 1) if (isWorkingDay(number, calendar)) days += 1;
  const partial = end.clock < start.clock && isWorkingDay(end.number, calendar);
  return Math.max(0, partial ? days - 1 : days);
}

function isWorkingDay(number: number, calendar: Calendar): boolean {
  const day = new Date(number * DAY);
  const name = day.toISOString().slice(0, 10);
  if (calendar.work.includes(name)) return true;
  const weekend = day.getUTCDay() === 0 || day.getUTCDay() === 6;
  return !weekend && !calendar.off.includes(name);
}

/** Terms in hours turn amber in their last quarter; terms in working days a day ahead. */
function soonUnder(theCase: Case, due: Due): number {
  if (due.step !== "stop") return DAY;
  const term = Date.parse(due.due_at ?? "") - Date.parse(startOf(theCase, due));
  return term > 0 ? Math.min(DAY, term / 4) : DAY;
}

function startOf(theCase: Case, due: Due): string {
  const set = setBy(theCase, due);
  if (set) return set.received_at;
  const missed = due.missed ?? [];
  return missed[missed.length - 1]?.at ?? theCase.opened_at;
}

/** The act of a person that set this very deadline: 督办 or 退回. */
export function setBy(theCase: Case, due: Due): TimelineEntry | null {
  const acts = ["supervise", "return"];
  const set = (theCase.timeline ?? []).filter((entry) => acts.includes(entry.act) && sameMoment(entry.due_at, due.due_at));
  return set[set.length - 1] ?? null;
}

function sameMoment(a: string | null | undefined, b: string | null): boolean {
  return Boolean(a && b) && Math.abs(Date.parse(a ?? "") - Date.parse(b ?? "")) < MINUTE;
}

/** The rule a deadline comes from, in one sentence. */
export function ruleOf(theCase: Case, due: Due): string {
  const set = setBy(theCase, due);
  if (set) return t(`due.rule.${set.act}`);
  const name = ruleName(theCase, due);
  const rule = due.rule ?? SHIPPED[name] ?? {};
  const words = t(`due.rule.${name}`, { amount: termWords(rule), end: endWords(rule, name), until: rule.until ?? "09:00" });
  return due.extended_at ? sentences(words, t("due.rule.extended")) : words;
}

function ruleName(theCase: Case, due: Due): string {
  const climbed = (due.missed?.length ?? 0) > 0;
  if (due.step !== "stop") return climbed && !due.extended_at ? "upper" : firstName(due);
  if (due.outcome === "refused") return "upper_refused";
  if (due.outcome === "nobody") return "nobody";
  if (climbed) return theCase.grave ? "upper_grave" : "upper_stop";
  const term = Date.parse(due.due_at ?? "") - Date.parse(theCase.opened_at);
  return term <= 3 * HOUR ? "stop_now" : "stop";
}

function firstName(due: Due): string {
  const since = due.step === "handle" ? due.rule?.since : null;
  return since ? `${due.step}_${since}` : due.step;
}

/** What held before a due carried its rule with it. */
const SHIPPED: Record<string, DueRule> = {
  stop_now: { amount: 2, unit: "hours" }, stop: { amount: 24, unit: "hours" },
  report: { amount: 3, unit: "working_days", until: "18:00" }, handle: { amount: 15, unit: "working_days", until: "18:00" },
  upper: { amount: 1, unit: "working_days", until: "18:00" }, upper_grave: { amount: 4, unit: "hours" },
  upper_refused: { amount: 4, unit: "hours" }, upper_stop: { amount: 4, unit: "window_hours", opens: "07:00", closes: "21:00" },
};
const UNIT: Record<string, string> = {
  hours: "time.hours", window_hours: "time.hours", working_days: "time.workdays", calendar_days: "time.days",
};

function termWords(rule: DueRule): string {
  return rule.amount && rule.unit ? amount(UNIT[rule.unit] ?? "time.hours", rule.amount) : "";
}

function endWords(rule: DueRule, name: string): string {
  if (rule.unit === "window_hours") return t("due.end.window", { opens: rule.opens ?? "", closes: rule.closes ?? "" });
  if (rule.unit === "hours") return name.startsWith("upper") ? t("due.end.night") : "";
  return rule.until ? t("due.end.days", { until: rule.until }) : "";
}
