// How much waits on this phone, told with what it asks anyway: the station rings when such a phone goes silent.
// A number and no more: not when somebody is there, nor what it is about.
import { items, unsent } from "./items.ts";
import type { OutboxItem } from "./kept.ts";

/** "3; for=5400": three things, the oldest for so many seconds, which need no clock to be right. */
export async function waitingHeader(now: number = Date.now()): Promise<Record<string, string>> {
  const all = await items();
  const counted = all.filter((item) => unsent(item) && !hiddenFromStation(item, all));
  if (counted.length === 0) return { "X-Unsent": "0" };
  const oldest = Math.min(...counted.map((item) => Date.parse(item.created_at)));
  return { "X-Unsent": `${counted.length}; for=${Math.max(0, Math.floor((now - oldest) / 1000))}` };
}

/** Counted, it would tell the station that there is something it does not see. */
function hiddenFromStation(item: OutboxItem, all: OutboxItem[]): boolean {
  const { about } = item;
  const report = about && "report" in about ? all.find((one) => one.id === about.report) : item;
  return report?.type === "report" && (JSON.parse(report.body) as { conceal?: string | null }).conceal === "station";
}
