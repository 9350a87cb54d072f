// What the phone writes down when the server has answered: about a fact, and about one of its files.
import type { Answer } from "./api.ts";
import { serverNow } from "./clock.ts";
import { changed, database } from "./db.ts";
import { changeItem, settled } from "./items.ts";
import { settleMended } from "./mend.ts";
import { isShut } from "./past.ts";
import { backoff, type Job } from "./queue.ts";
import type { OutboxFile, OutboxItem } from "./kept.ts";
import type { ActAnswer, PhotoState, Reason, Receipt } from "./types.ts";

const MANY_MISMATCHES = 3;
// It is told in words: a person who sees photos wait for days should know that it is not their phone.
const STORAGE_FULL = 507;

/** The reason to wait, where it is one for people to hear. */
export function delayOf(answer: Answer<unknown>): string | null {
  return answer.status === STORAGE_FULL ? "storage_full" : null;
}

export function later(answer: Answer<unknown>, tries: number): number {
  const asked = !answer.ok && "after_ms" in answer ? answer.after_ms : 0;
  return Date.now() + Math.max(asked, backoff(tries));
}

/** A proxy's word and not the server's, which says more: nginx takes 1 MB unless somebody has thought of photos. */
function tooLargeForSome(error: Reason): boolean {
  return error.code === "too_large" && error.message === "";
}

/** The server looked at this very photo and said no. The report and its other photos are not touched by that. */
export async function judged(job: Extract<Job, { file: OutboxFile }>, owner: string, error: Reason): Promise<"stuck" | "goes on"> {
  const { item, file: entry, step } = job;
  const mismatches = (entry.mismatches ?? 0) + 1;
  if (step === "thumbnail" && error.code !== "not_named") {
    await changeFile(item, entry, owner, { thumb: "none" });
  } else if (tooLargeForSome(error) && entry.role === "photo" && !entry.in_pieces) {
    await changeFile(item, entry, owner, { in_pieces: true });
  } else if (error.code === "not_named" && !item.renamed) {
    // A server restored from a backup may have forgotten the facts: they are here, word for word.
    await changeItem(item.id, (now) => ({ ...now, state: "waiting", renamed: true }), owner);
  } else if (error.code === "hash_differs" && mismatches < MANY_MISMATCHES) {
    await changeFile(item, entry, owner, { mismatches, next_at: Date.now() + backoff(mismatches) });
  } else {
    await changeFile(item, entry, owner, { state: "stuck", reason: { code: error.code, message: error.message } });
    return "stuck";
  }
  return "goes on";
}

export async function received(item: OutboxItem, owner: string, receipt: Receipt): Promise<void> {
  await settleMended(item, owner);
  await (await database()).put("receipts", { owner, report: item.id, receipt });
  changed("receipts");
  await changeItem(item.id, (now) => arrivedWith({ ...now, receipt }, receipt.photos), owner);
}

export async function answered(item: OutboxItem, owner: string, whole: ActAnswer): Promise<void> {
  const { case: now, ...answer } = whole;
  await settleMended(item, owner);
  if (now && !(await isShut())) {
    await (await database()).put("cases", { owner, id: String(now.id), case: now });
    changed("cases");
  }
  await changeItem(item.id, (one) => arrivedWith({ ...one, answer }, whole.photos ?? {}), owner);
}

function arrivedWith(item: OutboxItem, states: Record<string, PhotoState>): OutboxItem {
  const files = item.files.map((one) => {
    const state = states[one.sha256];
    if (!state || one.state === "given_up" || one.state === "stuck") return one;
    return { ...one, state, thumb: state === "wanted" ? one.thumb : one.thumb === "none" ? ("none" as const) : ("sent" as const) };
  });
  return heldNow({ ...item, files, state: settled(files) ? "done" : "facts", next_at: 0, refused: null, delayed: null });
}

export async function changeFile(item: OutboxItem, entry: OutboxFile, owner: string, part: Partial<OutboxFile>): Promise<void> {
  await changeItem(item.id, (now) => {
    const files = now.files.map((one) => (one.sha256 === entry.sha256 && one.state !== "given_up" ? { ...one, ...part } : one));
    return heldNow({ ...now, files, state: now.state === "facts" && settled(files) ? "done" : now.state });
  }, owner);
}

/** From here the days count that an original stays where no backup is made. The answer has just told the server's time. */
function heldNow(item: OutboxItem): OutboxItem {
  return item.state === "done" ? { ...item, held_at: item.held_at ?? serverNow() } : item;
}
