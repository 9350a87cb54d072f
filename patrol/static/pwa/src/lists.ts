// Which cases belong on which list: plain questions about the phone's own table, the same for a number and for what it opens.
import { above, climbedAway, climbedHere, due, firstDue, isRefused, missedBy } from "./sight.ts";
import type { Area, Case, Level, Outlines, Session } from "./types.ts";
import { areaName, china, kindName } from "./words.ts";

export interface Reader { level: Level | null; person: string }

export function readerOf(session: Session, level: Level | null): Reader {
  return { level, person: String(session.person.id) };
}

export type ListName =
  | "mine" | "all" | "village" | "closed" | "missed" | "refused" | "grave" | "new" | "closed_month" | "waiting" | "area" | "on_list" | "late_tasks";

/** `area` is a code of a village or a town; it narrows any list. */
export function listed(cases: Case[], name: ListName, reader: Reader, now: number, area: string | null = null): Case[] {
  const within = area === null ? cases : cases.filter((one) => isIn(one, area));
  return within.filter((one) => !one.brief && belongs(one, name, reader, now));
}

function belongs(one: Case, name: ListName, reader: Reader, now: number): boolean {
  const open = one.state === "open";
  const today = china(now);
  if (name === "closed") return !open;
  // What was merged is not over: it goes on as another case.
  if (name === "closed_month") return !open && !one.merged_into && one.closed_at !== null && sameMonth(one.closed_at, now);
  if (name === "new") return china(one.opened_at).number === today.number;
  if (!open) return false;
  if (name === "mine") return isMine(one, reader);
  if (name === "village") return firstDue(one)?.level === "village";
  if (name === "missed") return missedBelow(one, reader.level);
  if (name === "refused") return isRefused(one);
  if (name === "grave") return one.grave;
  if (name === "on_list") return Boolean(one.listing);
  if (name === "late_tasks") return hasLateTask(one, now);
  if (name === "waiting") return waitsFor(one, reader.level) || (reader.level !== "station" && (hasLateTask(one, now) || hasRefusedTask(one)));
  return true;
}

/** A department has not answered by its deadline. */
export function hasLateTask(one: Case, now: number): boolean {
  return (one.tasks ?? []).some((task) => task.state === "open" && Date.parse(task.due_at) <= now);
}

/** A department says that it cannot: whoever asked decides what next. */
function hasRefusedTask(one: Case): boolean {
  return (one.tasks ?? []).some((task) => task.state === "refused");
}

/** 归我办: at my level, mine or nobody's in particular; and what climbed away stays in sight. */
function isMine(one: Case, { level, person }: Reader): boolean {
  const named = [one.lead?.id, one.assistant?.id].filter((id) => id !== null && id !== undefined).map(String);
  if (named.length > 0 && !named.includes(person)) return false;
  const holder = firstDue(one)?.level ?? "station";
  return holder === level || climbedAway(one, level) !== null;
}

/** 等您定的: climbed to this level, refused, or to be signed. */
export function waitsFor(one: Case, level: Level | null): boolean {
  if (one.state === "closed") return false;
  if (climbedHere(one, level)) return true;
  if (one.step === "sign_off" && one.may?.includes("sign_off")) return true;
  return isRefused(one) && (level === "town" || due(one, "stop")?.level === level);
}

/** Missed by the level right under the reader, where there is somebody to ask. */
function missedBelow(one: Case, level: Level | null): boolean {
  const below: Level = level === "county" ? "town" : "station";
  return (one.dues ?? []).some((each) => each.owed && missedBy(each, below) && above(each.level, below));
}

export interface Groups { climbed: Case[]; today: Case[]; later: Case[] }

/** Missed by us first, then what falls today, then the rest, each by the due that falls first. */
export function grouped(cases: Case[], level: Level | null, now: number): Groups {
  const groups: Groups = { climbed: [], today: [], later: [] };
  const tonight = china(now).number;
  for (const one of byDue(cases)) {
    const at = firstDue(one)?.due_at;
    if (climbedAway(one, level)) groups.climbed.push(one);
    else if (at && china(at).number <= tonight) groups.today.push(one);
    else groups.later.push(one);
  }
  return groups;
}

export function byDue(cases: Case[]): Case[] {
  const at = (one: Case) => Date.parse(firstDue(one)?.due_at ?? "") || Number.MAX_SAFE_INTEGER;
  return [...cases].sort((a, b) => at(a) - at(b) || a.opened_at.localeCompare(b.opened_at));
}

export function newestClosed(cases: Case[]): Case[] {
  return [...cases].sort((a, b) => (b.closed_at ?? "").localeCompare(a.closed_at ?? ""));
}

/** By number, kind or place, every word somewhere. */
export function search(cases: Case[], text: string): Case[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return cases.filter((one) => {
    const all = [one.number, kindName(one.kind), areaName(one.area), one.town?.name, one.station?.name].join(" ").toLowerCase();
    return !one.brief && words.every((word) => all.includes(word));
  });
}

export interface Place { code: string; name: string; open: number }

/** Villages, or for the county towns, in the order of their codes. */
export function places(cases: Case[], by: "village" | "town", outlines: Outlines | null | undefined): Place[] {
  const found = new Map<string, Place>();
  for (const one of cases) {
    const area = by === "town" ? one.town : villageOf(one.area, outlines);
    if (one.brief || !area) continue;
    const place = found.get(area.code) ?? { code: area.code, name: areaName(area), open: 0 };
    if (one.state === "open") place.open += 1;
    found.set(area.code, place);
  }
  return [...found.values()].sort((a, b) => a.code.localeCompare(b.code));
}

function villageOf(area: Area, outlines: Outlines | null | undefined): Area {
  const code = area.code.slice(0, 12);
  return code === area.code ? area : { code, name: outlines?.areas.find((one) => one.code === code)?.name ?? area.name };
}

/** A town is where the server says a case lies: villages that came from another town keep their codes. A group's code begins with its village's. */
function isIn(one: Case, area: string): boolean {
  return one.town?.code === area || one.area.code === area || (!isTown(area) && one.area.code.startsWith(area));
}

function isTown(code: string): boolean {
  return code.length === 12 && code.endsWith("000");
}

function sameMonth(at: string, now: number): boolean {
  const [a, b] = [china(at), china(now)];
  return a.year === b.year && a.month === b.month;
}
