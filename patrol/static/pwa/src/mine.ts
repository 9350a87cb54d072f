// My reports as one list: what this phone sent or holds, and what the server says about the same ones.
import { originalsWait } from "./link.ts";
import { heldUntil, waitsForRefused, waitsForWifi } from "./queue.ts";
import type { OutboxItem } from "./kept.ts";
import type { Case, CaseReport, Reason } from "./types.ts";
import { areaName } from "./words.ts";

export interface MyReport {
  id: string;
  kind: string;
  captured_at: string;
  area_name: string;
  photos: string[];
  item: OutboxItem | null;
  case: Case | null;
}

export type Tone = "phone" | "going" | "held" | "stuck";
export interface StateLine { tone: Tone; key: string; params?: Record<string, string | number> }

export function myReports(items: OutboxItem[], cases: Case[]): MyReport[] {
  const known = new Map<string, { one: Case; report: CaseReport }>();
  // A report of a merged case is shown by the one it was merged into as well, and follows that.
  const whole = [...cases].sort((a, b) => Number(Boolean(b.merged_into)) - Number(Boolean(a.merged_into)));
  for (const one of whole) for (const report of one.reports ?? []) if (report.mine) known.set(String(report.id), { one, report });
  const all: MyReport[] = [];
  for (const item of items) {
    // What was made of it stands for it.
    if (item.type !== "report" || item.mended_by) continue;
    const found = known.get(item.id);
    known.delete(item.id);
    const body = JSON.parse(item.body) as { kind: string; captured_at: string };
    all.push({
      id: item.id, kind: found?.one.kind ?? body.kind, captured_at: body.captured_at, item, case: found?.one ?? null,
      area_name: found ? areaName(found.one.area) : item.area_name, photos: item.files.filter((file) => file.role === "photo").map((file) => file.sha256),
    });
  }
  for (const [id, { one, report }] of known) {
    const photos = (one.photos ?? []).filter((photo) => photo.of === "report" && String(photo.id) === id).map((photo) => photo.sha256);
    all.push({ id, kind: one.kind, captured_at: report.captured_at, area_name: areaName(one.area), photos, item: null, case: one });
  }
  return all.sort((a, b) => Date.parse(b.captured_at) - Date.parse(a.captured_at));
}

/**
 * One line at a time; only the last kind asks for something. After 局里已收 it follows the case.
 * `all` is what else is on the phone: an act may wait for a report that was refused.
 */
export function stateOf(report: Pick<MyReport, "item" | "case">, all: OutboxItem[] = []): StateLine {
  const { item } = report;
  if (item?.mended_by) return { tone: "phone", key: "report.state.mended" };
  if (item?.state === "refused") return { tone: "stuck", key: "report.state.refused" };
  if (item?.state === "waiting") return waiting(item, all);
  const stuck = item?.files.filter((file) => file.state === "stuck").length ?? 0;
  if (stuck > 0) return { tone: "stuck", key: "report.state.stuck", params: { count: stuck } };
  if (item?.state === "facts") return arriving(item);
  return { tone: "held", key: report.case ? followed(report.case) : "report.state.received" };
}

/** Nothing goes on with it before somebody has looked. */
export function needsPerson(item: OutboxItem, all: OutboxItem[]): boolean {
  if (item.mended_by) return false;
  return item.state === "refused" || item.files.some((file) => file.state === "stuck") || waitsForRefused(item, all);
}

function waiting(item: OutboxItem, all: OutboxItem[]): StateLine {
  if (waitsForRefused(item, all)) return { tone: "stuck", key: "report.state.after_refused" };
  if (item.delayed) return { tone: "phone", key: "report.state.full" };
  return { tone: "phone", key: heldUntil(item, Date.now()) ? "report.state.stored" : "report.state.phone" };
}

/** For acts, which have no photos more often than not. */
export function arriving(item: OutboxItem): StateLine {
  const wanted = item.files.filter((file) => file.state !== "given_up");
  const photos = wanted.filter((file) => file.role === "photo");
  if (wanted.some((file) => file.reason?.code === "storage_full")) return { tone: "phone", key: "report.state.full_photos" };
  if (waitsForWifi(item, originalsWait())) return { tone: "phone", key: "report.state.wifi" };
  const done = photos.filter((file) => file.state === "held").length;
  if (done === photos.length) return { tone: "going", key: "report.state.voice_left" };
  return { tone: "going", key: "report.state.arriving", params: { done, all: photos.length } };
}

function followed(one: Case): string {
  if (one.merged_into) return "report.state.merged";
  if (one.state === "closed") return one.founded === false ? "report.state.unfounded" : "report.state.closed";
  const due = new Map((one.dues ?? []).map((entry) => [entry.step, entry]));
  if (due.get("decide")?.owed) return "report.state.filed";
  if (due.get("handle")?.done_at) return "report.state.handled";
  if (due.get("report")?.done_at) return "report.state.handling";
  const stop = due.get("stop")?.outcome;
  if (stop === "stopped") return "report.state.stopped";
  if (stop === "refused") return "report.state.stop_refused";
  if (stop === "nobody") return "report.state.nobody";
  return "report.state.received";
}

/** Words for a reason: ours where we have them, the server's otherwise. */
export function reasonKey(reason: Reason): string {
  return `outbox.reason.${reason.code}`;
}
