// Sends what the outbox holds, one thing at a time, and writes down each answer before the next.
// Killed anywhere, it resumes from the tables: every step is repeatable on the server.
import { ask, healthy, type Answer } from "./api.ts";
import { answered, changeFile, delayOf, judged, later, received } from "./answers.ts";
import { changed, changeSession, currentOwner, paused } from "./db.ts";
import { originalsWait } from "./link.ts";
import { alone, type Held } from "./lock.ts";
import { changeItem, isAbout, items, pathOf } from "./items.ts";
import { file, thumbnail } from "./photo.ts";
import { backoff, nextJob, type Job } from "./queue.ts";
import { goesWhole, IN_PIECES_FROM, onePiece, UNHEARD } from "./tus.ts";
import { tellUpload } from "./upload.ts";
import type { OutboxFile, OutboxItem } from "./kept.ts";
import type { ActAnswer, PhotoState, Receipt } from "./types.ts";

// The server asked originals to wait: a photo of 5 MB sent only to hear "busy" again is money of the person's.
let originalsFrom = 0;
let current: AbortController | null = null;
let sending = false;
let refusedSome: () => void = () => {};

export type Outcome = "sent" | "nothing" | "elsewhere" | "offline" | "signed_out";

export function isSending(): boolean {
  return sending;
}

/** Ends the request in flight, so that signing in or out need not wait for a photo. */
export function interrupt(): void {
  current?.abort();
}

export function onRefused(tell: () => void): void {
  refusedSome = tell;
}

/** For `wake`: an impatient person overrides what the server asked for originals. */
export function forgetBusy(): void {
  originalsFrom = 0;
}

export function originalsHeldUntil(): number {
  return originalsFrom;
}

/** Works until nothing is due. Other tabs stay out meanwhile. */
export async function send(): Promise<Outcome> {
  let outcome: Outcome = "nothing";
  const mine = await alone(async (held) => {
    sending = true;
    try {
      outcome = await work(held);
    } finally {
      sending = false;
      current = null;
      changed("items");
    }
  });
  return mine ? outcome : "elsewhere";
}

async function work(held: Held): Promise<Outcome> {
  const owner = await currentOwner();
  if (owner === null || !nextJob(await items(), Date.now(), originalsFrom, originalsWait())) return "nothing";
  current = new AbortController();
  const { signal } = current;
  const who = await ask<{ person: { id: unknown } }>("/session", { signal, check: (value) => "person" in (value as object) });
  if (!who.ok) return who.why === "signed_out" ? signedOut(owner) : "offline";
  // Never under another person's name, whoever's cookie this browser holds now.
  if (String(who.value.person.id) !== owner) return signedOut(owner);
  let outcome: Outcome = "nothing";
  while ((await currentOwner()) === owner && !(await paused()) && (await held.still())) {
    // Asked anew before every piece: the phone may have left its Wi-Fi.
    const job = nextJob(await items(), Date.now(), originalsFrom, originalsWait());
    if (!job) return outcome;
    const answer = await one(job, owner);
    if (answer === "offline" || answer === "signed_out") return answer;
    outcome = "sent";
  }
  return outcome;
}

async function one(job: Job, owner: string): Promise<Outcome> {
  current = new AbortController();
  if (job.step === "facts") return facts(job.item, owner, current.signal);
  return bytes(job, owner, current.signal);
}

async function facts(item: OutboxItem, owner: string, signal: AbortSignal): Promise<Outcome> {
  // From here on it may be on the server: it can no longer be taken back.
  const claimed = await changeItem(item.id, (now) => ({ ...now, hold_until: 0, draft: null, tries: now.tries + 1 }), owner);
  if (!claimed) return "sent";
  const answer = judgedByServer(await ask<Receipt | ActAnswer>(pathOf(item), { method: "PUT", text: item.body, signal, check: (value) => isAbout(value, item) }));
  if (answer.ok) {
    await (item.type === "report" ? received(item, owner, answer.value as Receipt) : answered(item, owner, answer.value as ActAnswer));
    return "sent";
  }
  if (answer.why === "refused" && answer.status === 404 && (item.answer || item.receipt)) {
    // It was taken before: the case is on its way back from another phone.
    await changeItem(item.id, (now) => ({ ...now, next_at: Date.now() + backoff(now.tries + 5) }), owner);
    return "sent";
  }
  if (answer.why === "refused") {
    await changeItem(item.id, (now) => ({ ...now, state: "refused", refused: answer.error }), owner);
    refusedSome();
    return "sent";
  }
  if (answer.why === "signed_out") return signedOut(owner);
  await changeItem(item.id, (now) => ({ ...now, next_at: later(answer, now.tries), delayed: delayOf(answer) }), owner);
  return afterTrouble(answer);
}

/** Facts are a kilobyte: who calls them too large or no picture stands on the way, and has judged nothing. The server gives its reason in words. */
function judgedByServer<T>(answer: Answer<T>): Answer<T> {
  const ours = answer.ok || answer.why !== "refused" || answer.error.message !== "";
  return ours ? answer : { ok: false, why: "later", status: answer.status, after_ms: 0 };
}

async function bytes(job: Extract<Job, { file: OutboxFile }>, owner: string, signal: AbortSignal): Promise<Outcome> {
  const { item, file: entry, step } = job;
  const small = step === "thumbnail";
  const body = small ? await thumbnail(owner, entry.sha256) : (await file(owner, entry.sha256))?.bytes ?? null;
  if (!body) {
    const change: Partial<OutboxFile> = small
      ? { thumb: "none" }
      : { state: "stuck", reason: { code: "gone", message: "" } };
    await changeFile(item, entry, owner, change);
    return "sent";
  }
  if (step === "original" && entry.role === "photo" && (body.byteLength > IN_PIECES_FROM || entry.in_pieces)) return piece(job, owner, body, signal);
  const where = entry.role === "voice" ? `/voices/${entry.sha256}` : `/photos/${entry.sha256}${small ? "/thumbnail" : ""}`;
  const type = small ? "image/jpeg" : entry.type;
  const check = (value: unknown) => isOfFile(value, entry.sha256);
  const onSent = small ? {} : { onSent: (sent: number) => tellUpload({ sha256: entry.sha256, sent, total: body.byteLength }) };
  const answer = await ask<{ state: PhotoState }>(where, { method: "PUT", bytes: body, type, signal, check, ...onSent });
  tellUpload(null);
  if (answer.ok) {
    await changeFile(item, entry, owner, { ...(small ? { thumb: "sent" } : {}), state: answer.value.state, reason: null, tries: 0, next_at: 0 });
    return "sent";
  }
  return notSent(job, owner, answer);
}

const STATES: unknown[] = ["wanted", "thumbnail", "held"] satisfies PhotoState[];

/** The answer is to this very photo, and says how it stands with it. */
function isOfFile(value: unknown, sha256: string): boolean {
  const answer = value as { sha256?: string; state?: string };
  return answer.sha256 === sha256 && STATES.includes(answer.state);
}

/** One piece of a large original; the queue is asked again before the next, so that facts go in between. */
async function piece(job: Extract<Job, { file: OutboxFile }>, owner: string, body: ArrayBuffer, signal: AbortSignal): Promise<Outcome> {
  const { item, file: entry } = job;
  const total = body.byteLength;
  if (goesWhole(entry, body)) await changeFile(item, entry, owner, { progress: UNHEARD });
  const { answer, progress, held } = await onePiece(entry, body, signal, (sent) => tellUpload({ sha256: entry.sha256, sent, total }));
  if (!answer.ok) {
    tellUpload(null);
    await changeFile(item, entry, owner, { progress });
    return notSent(job, owner, answer);
  }
  if (held) tellUpload(null);
  await changeFile(item, entry, owner, { progress: held ? null : progress, reason: null, tries: 0, next_at: 0, ...(held ? { state: "held" as const } : {}) });
  return "sent";
}

async function notSent(job: Extract<Job, { file: OutboxFile }>, owner: string, answer: Exclude<Answer<unknown>, { ok: true }>): Promise<Outcome> {
  const { item, file: entry, step } = job;
  if (answer.why === "signed_out") return signedOut(owner);
  if (answer.why === "refused") {
    if ((await judged(job, owner, answer.error)) === "stuck") refusedSome();
    return "sent";
  }
  const tries = entry.tries + 1;
  const delay = delayOf(answer);
  if ((answer.status === 503 || delay) && step === "original") originalsFrom = later(answer, tries);
  await changeFile(item, entry, owner, { tries, next_at: later(answer, tries), reason: delay ? { code: delay, message: "" } : null });
  return afterTrouble(answer);
}

/** A hung or broken request alone is no proof that the network is gone: the others may still get through. */
async function afterTrouble(answer: Answer<unknown>): Promise<Outcome> {
  if (!answer.ok && answer.why === "later") return "sent";
  if (current?.signal.aborted) return "offline";
  return (await healthy(current?.signal)) ? "sent" : "offline";
}

async function signedOut(owner: string): Promise<Outcome> {
  await changeSession(owner, (row) => ({ ...row, signed_in: false }));
  return "signed_out";
}
