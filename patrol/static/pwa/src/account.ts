// Coming and going. None of it touches what is unsent, and none of it crosses a request being sent.
import { ask, type Answer } from "./api.ts";
import { changed, currentOwner, database, meta, PAUSE_MS, setMeta } from "./db.ts";
import { forgetFigures } from "./figures.ts";
import { inTurn } from "./lock.ts";
import { withoutSecret } from "./sealing.ts";
import { interrupt } from "./sender.ts";
import type { Reason, Session } from "./types.ts";

export interface Card { area: { code: string; name: string }; role: string; demo?: boolean; tries_left: number; state: "open" | "locked" | "revoked" }
type Problem = Reason & { fields?: Record<string, unknown> };
export type Came = { ok: true } | { ok: false; why: "offline" | "wrong"; error?: Problem };

export function signIn(username: string, password: string): Promise<Came> {
  return come("/session", { username, password });
}

export function redeemCard(token: string, last4: string): Promise<Came> {
  return come(`/enrolments/${encodeURIComponent(token)}/redemption`, { last4 });
}

export function redeemTransfer(code: string): Promise<Came> {
  return come("/session/transfer/redemption", { code });
}

/** A code of the office's and a password of one's own; the browser is signed in with it. */
export function choosePassword(code: string, password: string): Promise<Came> {
  return come("/session/password", { code, password });
}

export async function readCard(token: string): Promise<Answer<Card>> {
  const answer = await ask<Card>(`/enrolments/${encodeURIComponent(token)}`);
  if (answer.ok) await setMeta("demo", answer.value.demo === true);
  return answer;
}

export function transferCode(): Promise<Answer<{ code: string; expires_at: string }>> {
  return ask("/session/transfer", { method: "POST", json: {} });
}

/** The browser may still be signed in though its tables are empty: storage is cleared more often than cookies. */
export async function adopt(): Promise<boolean> {
  if ((await currentOwner()) !== null || (await meta("signing_out"))) return false;
  const answer = await ask<Session>("/session", { check: (value) => "person" in (value as object) });
  if (answer.ok) await enter(answer.value);
  else if (answer.why === "signed_out") await setMeta("demo", (answer.error as Problem | undefined)?.fields?.["demo"] === true);
  return answer.ok;
}

/** Leaves at once, with or without network; the server is told when it can be reached. */
export async function signOut(): Promise<void> {
  const owner = await currentOwner();
  await leave();
  // A request that is under way still goes under the old name; what it brings is not stored, for nobody is here.
  await alone(async () => { if (owner !== null) await forgetReadings(owner); });
  await finishSignOut();
}

/** In one transaction and before anything is waited for: a reload right after the tap finds nobody signed in. */
async function leave(): Promise<void> {
  const tx = (await database()).transaction("meta", "readwrite");
  const owner = (await tx.store.get("owner"))?.value ?? null;
  await tx.store.put({ key: "signing_out", value: true });
  await tx.store.put({ key: "owner", value: null });
  await tx.store.put({ key: "leaving", value: owner });
  await tx.done;
  changed("meta");
}

/** Also for a sign-out that a reload cut short. */
export async function finishSignOut(): Promise<void> {
  if (!(await meta("signing_out"))) return;
  const owner = await meta<string | null>("leaving");
  if (owner) await forgetReadings(owner);
  const answer = await ask("/session", { method: "DELETE" });
  if (answer.ok || answer.why === "signed_out") await setMeta("signing_out", false);
}

async function come(path: string, json: unknown): Promise<Came> {
  return alone(async () => {
    const answer = await ask<Session>(path, { method: "POST", json, check: (value) => "person" in (value as object) });
    if (answer.ok) {
      await enter(answer.value);
      return { ok: true };
    }
    if (answer.why === "refused" || answer.error) return { ok: false, why: "wrong", ...("error" in answer ? { error: answer.error } : {}) };
    return { ok: false, why: "offline" };
  });
}

async function enter(told: Session): Promise<void> {
  const owner = String(told.person.id);
  const session = await withoutSecret(owner, told);
  const tx = (await database()).transaction(["meta", "sessions"], "readwrite");
  const known = await tx.objectStore("sessions").get(owner);
  await tx.objectStore("sessions").put({ owner, session, signed_in: true, cursor: known?.cursor ?? null, seen_at: Date.now() });
  await tx.objectStore("meta").put({ key: "owner", value: owner });
  await tx.objectStore("meta").put({ key: "signing_out", value: false });
  await tx.objectStore("meta").put({ key: "demo", value: session.demo });
  await tx.done;
  changed("meta", "sessions", "cases", "items", "drafts", "notices");
}

/** What the server can tell again goes from a phone that is handed on. Unsent things, drafts and receipts stay. */
async function forgetReadings(owner: string): Promise<void> {
  const tx = (await database()).transaction(["sessions", "cases", "notices", "pictures"], "readwrite");
  for (const table of ["cases", "notices", "pictures"] as const) {
    const store = tx.objectStore(table);
    for (const key of await store.index("owner").getAllKeys(owner)) await store.delete(key);
  }
  const row = await tx.objectStore("sessions").get(owner);
  if (row) await tx.objectStore("sessions").put({ ...row, cursor: null, signed_in: false });
  await tx.done;
  await forgetFigures(owner);
  await setMeta("leaving", null);
  changed("sessions", "cases", "notices", "pictures");
}

/** Every tab's sender ends its request, then this has the lock. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  await setMeta("paused_until", Date.now() + PAUSE_MS);
  interrupt();
  try {
    return await inTurn(work);
  } finally {
    await setMeta("paused_until", 0);
  }
}
