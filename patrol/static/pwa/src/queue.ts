// Which thing goes next and when, as plain functions of what is on the phone and the time.
import type { OutboxFile, OutboxItem } from "./kept.ts";

export type Job =
  | { step: "facts"; at: number; item: OutboxItem }
  | { step: "thumbnail" | "original"; at: number; item: OutboxItem; file: OutboxFile };

const LONGEST_MS = 5 * 60_000;
// Nothing waits longer than this: what seems to was told its time by a clock that has been set back since.
const LONGEST_WAIT_MS = 20 * 60_000;
/** How long 撤回 stands open; sending waits that long, or until the page is hidden. */
export const UNDO_MS = 5000;
const ORDER = { facts: 0, thumbnail: 1, original: 2 };

/**
 * Facts of everything first, then small pictures, then originals: a clock starts with the first kilobyte.
 * `forWifi`: photos' originals wait for it, but for those that a person sent on; words spoken are small and go.
 */
export function nextJob(items: OutboxItem[], now: number, originalsFrom = 0, forWifi = false): Job | null {
  return jobs(items, now, originalsFrom, forWifi).find((job) => job.at <= now || job.at > now + LONGEST_WAIT_MS) ?? null;
}

/** When the queue has something to do again. Null when nothing waits, or for Wi-Fi alone. */
export function nextTime(items: OutboxItem[], now: number, originalsFrom = 0, forWifi = false): number | null {
  const times = jobs(items, now, originalsFrom, forWifi).map((job) => job.at);
  return times.length ? Math.min(...times) : null;
}

/** It will not go before its report does, and the server has refused that one. */
export function waitsForRefused(item: OutboxItem, items: OutboxItem[]): boolean {
  const report = item.state === "waiting" ? reportOf(item, items) : undefined;
  return report?.state === "refused";
}

/** All that is left of it are originals that wait for Wi-Fi. */
export function waitsForWifi(item: OutboxItem, forWifi: boolean): boolean {
  return forWifi && item.state === "facts" && left(item).length > 0 && jobsOf(item, 0, 0, true).length === 0;
}

/** Until when it can be taken back. 0 when it cannot: a longer time was begun by a clock that has been set back since. */
export function heldUntil(item: OutboxItem, now: number): number {
  return item.hold_until > now && item.hold_until <= now + UNDO_MS ? item.hold_until : 0;
}

function left(item: OutboxItem): OutboxFile[] {
  return item.files.filter((file) => file.state === "wanted" || file.state === "thumbnail");
}

function jobs(items: OutboxItem[], now: number, originalsFrom: number, forWifi: boolean): Job[] {
  const oldestFirst = [...items].sort((a, b) => placeOf(a) - placeOf(b));
  const behind = behindOthers(oldestFirst);
  const all = oldestFirst.filter((item) => !behind.has(item.id)).flatMap((item) => jobsOf(item, now, originalsFrom, forWifi));
  return all.sort((a, b) => ORDER[a.step] - ORDER[b.step]);
}

function jobsOf(item: OutboxItem, now: number, originalsFrom: number, forWifi: boolean): Job[] {
  if (item.state === "waiting") return [{ step: "facts", at: Math.max(heldUntil(item, now), item.next_at), item }];
  if (item.state !== "facts") return [];
  return left(item).flatMap((file): Job[] => {
    if (file.thumb === "wanted") return [{ step: "thumbnail", at: file.next_at, item, file }];
    if (forWifi && file.role === "photo" && !item.any_network) return [];
    return [{ step: "original", at: Math.max(file.next_at, originalsFrom), item, file }];
  });
}

/**
 * Acts that are not to go yet: what they are about has not arrived, or an earlier act on the same matter waits.
 * A refused act holds up nobody: it waits for its person, and the later ones land as the server says.
 */
function behindOthers(oldestFirst: OutboxItem[]): Set<string> {
  const behind = new Set<string>();
  const waiting = new Set<string>();
  for (const item of oldestFirst) {
    if (item.type !== "act" || item.state !== "waiting") continue;
    const matter = matterOf(item, oldestFirst);
    const report = reportOf(item, oldestFirst);
    const unheard = report !== undefined && !arrived(report);
    if (unheard || waiting.has(matter)) behind.add(item.id);
    if (report?.state !== "refused") waiting.add(matter);
  }
  return behind;
}

/** The case where this phone knows it: an act by the report's name and one by the case's are on the same matter. */
function matterOf(item: OutboxItem, items: OutboxItem[]): string {
  const { about } = item;
  if (about && "case" in about) return `case/${about.case}`;
  if (about && "task" in about) return `task/${about.task}`;
  const known = reportOf(item, items)?.receipt?.case.id;
  return known === undefined ? `report/${about?.report}` : `case/${known}`;
}

function reportOf(item: OutboxItem, items: OutboxItem[]): OutboxItem | undefined {
  const { about } = item;
  return about && "report" in about ? items.find((one) => one.type === "report" && one.id === about.report) : undefined;
}

function arrived(item: OutboxItem): boolean {
  return item.state === "facts" || item.state === "done";
}

function placeOf(item: OutboxItem): number {
  return item.order ?? Date.parse(item.created_at);
}

/** 2 s, 4 s, 8 s … 5 min, give or take a quarter, so that a village coming back into signal does not knock as one. */
export function backoff(tries: number, random: number = Math.random()): number {
  const wait = Math.min(LONGEST_MS, 2000 * 2 ** Math.min(Math.max(tries - 1, 0), 10));
  const least = wait * 0.75, most = Math.min(LONGEST_MS, wait * 1.25);
  return Math.round(least + random * (most - least));
}
