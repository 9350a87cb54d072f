// What the server knows comes into the phone's tables, so that every list opens without it.
import { ask, picture } from "./api.ts";
import { changed, changeSession, currentOwner, database, meta, sessionRow, setMeta } from "./db.ts";
import { tellAgain } from "./safe.ts";
import type { Case, Notice, Outlines, Session } from "./types.ts";

interface Changes { cases: Case[]; gone: (string | number)[]; cursor: string; reset: boolean; more: boolean }
export type Pulled = "ok" | "offline" | "signed_out";

const MOST_PAGES = 200;
const MOST_PICTURES = 120;
const OUTLINES_MS = 24 * 3600_000;

/** `known`: who is signed in was asked a moment ago. On one bar of signal a question less is half a second. */
export async function pull(known = false): Promise<Pulled> {
  const owner = await currentOwner();
  if (owner === null) return "signed_out";
  const session = known ? "ok" : await pullSession(owner);
  if (session !== "ok") return session;
  const cases = await pullCases(owner);
  if (cases !== "ok") return cases;
  await pullNotices(owner);
  await pullOutlines(owner);
  return "ok";
}

async function pullSession(owner: string): Promise<Pulled> {
  const answer = await ask<Session>("/session", { check: (value) => "person" in (value as object) });
  if (!answer.ok) {
    if (answer.why === "signed_out") await changeSession(owner, (row) => ({ ...row, signed_in: false }));
    return answer.why === "signed_out" ? "signed_out" : "offline";
  }
  if (String(answer.value.person.id) !== owner) {
    await changeSession(owner, (row) => ({ ...row, signed_in: false }));
    return "signed_out";
  }
  const known = (await sessionRow())?.session.county.epoch;
  await changeSession(owner, (row) => ({ ...row, session: answer.value, signed_in: true, seen_at: Date.now() }));
  if (known !== undefined && known !== answer.value.county.epoch) await tellAgain(owner);
  return "ok";
}

async function pullCases(owner: string): Promise<Pulled> {
  for (let page = 0; page < MOST_PAGES; page++) {
    const cursor = (await sessionRow())?.cursor;
    const query = cursor ? `?after=${encodeURIComponent(cursor)}` : "";
    const answer = await ask<Changes>(`/changes${query}`, { check: (value) => Array.isArray((value as Changes).cases) });
    if (!answer.ok) return answer.why === "signed_out" ? "signed_out" : "offline";
    if (!(await store(owner, answer.value))) return "signed_out";
    // What made the phone begin anew may have been a merge of villages: their outlines come anew, too.
    if (answer.value.reset) await setMeta("outlines_for", null);
    if (!answer.value.more) return "ok";
  }
  return "ok";
}

/** One page with its cursor in one transaction: killed in between, the same page comes again. */
export async function store(owner: string, page: Changes): Promise<boolean> {
  const tx = (await database()).transaction(["meta", "sessions", "cases"], "readwrite");
  const row = await tx.objectStore("sessions").get(owner);
  const still = (await tx.objectStore("meta").get("owner"))?.value === owner;
  if (row && still) {
    const cases = tx.objectStore("cases");
    if (page.reset) for (const key of await cases.index("owner").getAllKeys(owner)) await cases.delete(key);
    for (const one of page.cases) await cases.put({ owner, id: String(one.id), case: one });
    for (const id of page.gone) await cases.delete([owner, String(id)]);
    await tx.objectStore("sessions").put({ ...row, cursor: page.cursor });
  }
  await tx.done;
  if (page.reset || page.cases.length || page.gone.length) changed("cases");
  return Boolean(row && still);
}

async function pullNotices(owner: string): Promise<void> {
  const answer = await ask<{ notices: Notice[] }>("/inbox", { check: (value) => Array.isArray((value as { notices?: unknown }).notices) });
  if (!answer.ok || (await currentOwner()) !== owner) return;
  const tx = (await database()).transaction("notices", "readwrite");
  for (const key of await tx.store.index("owner").getAllKeys(owner)) await tx.store.delete(key);
  for (const notice of answer.value.notices) await tx.store.put({ owner, id: String(notice.id), notice });
  await tx.done;
  changed("notices");
}

async function pullOutlines(owner: string): Promise<void> {
  const known = await meta<{ owner: string; at: number } | null>("outlines_for");
  if (known?.owner === owner && Date.now() - known.at < OUTLINES_MS) return;
  const answer = await ask<Outlines>("/outlines", { check: (value) => Array.isArray((value as Outlines).areas) });
  if (!answer.ok) return;
  await setMeta("outlines", answer.value);
  await setMeta("outlines_for", { owner, at: Date.now() });
}

/** One small picture for each case of the list, newest first, and no more than a phone spares for it. */
export async function pullPictures(): Promise<void> {
  const owner = await currentOwner();
  if (owner === null) return;
  const db = await database();
  const rows = await db.getAllFromIndex("cases", "owner", owner);
  const wanted = picturesOf(rows.map((row) => row.case));
  const held = new Set((await db.getAllKeysFromIndex("pictures", "owner", owner)).map(([, name]) => name));
  for (const name of wanted.filter((one) => !held.has(one))) {
    const bytes = await picture(name, "thumb");
    if (!bytes || (await currentOwner()) !== owner) continue;
    await db.put("pictures", { owner, sha256: name, bytes, at: Date.now() });
    changed("pictures");
  }
  const keep = new Set(wanted);
  for (const name of held) if (!keep.has(name)) await db.delete("pictures", [owner, name]);
}

export function picturesOf(cases: Case[]): string[] {
  const open = cases.filter((one) => !one.brief && one.photos?.length);
  open.sort((a, b) => Number(a.state === "closed") - Number(b.state === "closed") || b.updated_at.localeCompare(a.updated_at));
  const first = open.map((one) => one.photos.find((photo) => photo.state !== "wanted")?.sha256);
  return [...new Set(first.filter((name): name is string => Boolean(name)))].slice(0, MOST_PICTURES);
}
