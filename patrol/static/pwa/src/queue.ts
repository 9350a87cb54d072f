// Which thing goes next and when, as plain functions of what is on the phone and the time.
import type { OutboxFile, OutboxItem } from "./types.ts";

export type Job =
  | { step: "facts"; at: number; item: OutboxItem }
  | { step: "thumbnail" | "original"; at: number; item: OutboxItem; file: OutboxFile };

const LONGEST_MS = 5 * 60_000;
const ORDER = { facts: 0, thumbnail: 1, original: 2 };

/** Facts of everything first, then small pictures, then originals: a clock starts with the first kilobyte. */
export function nextJob(items: OutboxItem[], now: number, originalsFrom = 0): Job | null {
  return jobs(items, originalsFrom).find((job) => job.at <= now) ?? null;
}

/** When the queue has something to do again. Null when nothing waits. */
export function nextTime(items: OutboxItem[], originalsFrom = 0): number | null {
  const times = jobs(items, originalsFrom).map((job) => job.at);
  return times.length ? Math.min(...times) : null;
}

function jobs(items: OutboxItem[], originalsFrom: number): Job[] {
  const unheard = new Set(items.filter((one) => one.type === "report" && !arrived(one)).map((one) => one.id));
  const oldestFirst = [...items].sort((a, b) => a.created_at.localeCompare(b.created_at));
  const all = oldestFirst.flatMap((item) => jobsOf(item, unheard, originalsFrom));
  return all.sort((a, b) => ORDER[a.step] - ORDER[b.step]);
}

function jobsOf(item: OutboxItem, unheard: Set<string>, originalsFrom: number): Job[] {
  if (item.state === "waiting" && !follows(item, unheard)) {
    return [{ step: "facts", at: Math.max(item.hold_until, item.next_at), item }];
  }
  if (item.state !== "facts") return [];
  return item.files.filter((file) => file.state === "wanted" || file.state === "thumbnail").map((file) => {
    if (file.thumb === "wanted") return { step: "thumbnail", at: file.next_at, item, file };
    return { step: "original", at: Math.max(file.next_at, originalsFrom), item, file };
  });
}

/** An act on a report of mine goes after it: the server could not know what it is about. */
function follows(item: OutboxItem, unheard: Set<string>): boolean {
  return item.about !== null && "report" in item.about && unheard.has(item.about.report);
}

function arrived(item: OutboxItem): boolean {
  return item.state === "facts" || item.state === "done";
}

/** 2 s, 4 s, 8 s … 5 min, give or take a quarter, so that a village coming back into signal does not knock as one. */
export function backoff(tries: number, random: number = Math.random()): number {
  const wait = Math.min(LONGEST_MS, 2000 * 2 ** Math.min(Math.max(tries - 1, 0), 10));
  return Math.round(Math.min(LONGEST_MS, wait * (0.75 + random / 2)));
}
