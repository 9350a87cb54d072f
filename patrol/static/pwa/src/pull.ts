// What the server knows comes into the phone's tables, so that every list opens without it.
import { ask, picture, type Answer } from "./api.ts";
import { changed, changeSession, currentOwner, database, meta, sessionRow, setMeta, type Writing } from "./db.ts";
import { setFetched } from "./net.ts";
import { isShut } from "./past.ts";
import { room } from "./room.ts";
import { tellAgain } from "./safe.ts";
import { withoutSecret } from "./sealing.ts";
import { waitingHeader } from "./waiting.ts";
import type { Case, Notice, Outlines, Session, TaskCard } from "./types.ts";

interface Changes { cases: Case[]; gone: (string | number)[]; cursor: string; reset: boolean; more: boolean; tasks?: TaskCard[] }
export type Pulled = "ok" | "offline" | "signed_out";

/** That somebody may have signed in as this person is told in any case: it is not the past. */
export const WAYS_IN = ["way_in_mine", "new_device"];
const MOST_PAGES = 200;
const MOST_PICTURES = 120;
const OUTLINES_MS = 24 * 3600_000;

/** `known`: who is signed in was asked a moment ago. On one bar of signal a question less is half a second. */
export async function pull(known = false): Promise<Pulled> {
  const owner = await currentOwner();
  if (owner === null) return "signed_out";
  const session = known ? "ok" : await pullSession(owner);
  if (session !== "ok") return session;
  if (await isShut()) {
    await pullNotices(owner, (one) => WAYS_IN.includes(one.event));
    return "ok";
  }
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
  const session = await withoutSecret(owner, answer.value);
  await changeSession(owner, (row) => ({ ...row, session, signed_in: true, seen_at: Date.now() }));
  if (known !== undefined && known !== answer.value.county.epoch) await tellAgain(owner);
  return "ok";
}

async function pullCases(owner: string): Promise<Pulled> {
  for (let page = 0; page < MOST_PAGES; page++) {
    const cursor = (await sessionRow())?.cursor ?? null;
    const answer = await changesAfter(cursor);
    if (!answer.ok) return answer.why === "signed_out" ? "signed_out" : "offline";
    if (!(await store(owner, answer.value))) return "signed_out";
    // What made the phone begin anew may have been a merge of villages: their outlines come anew, too.
    if (answer.value.reset) await setMeta("outlines_for", null);
    if (!answer.value.more) return "ok";
    if (cursor === null || answer.value.reset) await pullLists(owner, answer.value.cursor);
    setFetched(await whole(owner));
  }
  return "ok";
}

async function changesAfter(cursor: string | null, more = ""): Promise<Answer<Changes>> {
  const query = `${more}${cursor ? `&after=${encodeURIComponent(cursor)}` : ""}`.replace("&", "?");
  return ask<Changes>(`/changes${query}`, { headers: await waitingHeader(), check: (value) => Array.isArray((value as Changes).cases) });
}

/**
 * Hundreds of cases are half a minute on one bar of signal, and the newest come last: what lists show of them goes
 * before. The cursor stays where it was, so that the wholes come behind, and nothing is lost if this is cut off.
 */
async function pullLists(owner: string, cursor: string): Promise<void> {
  for (let more = true, page = 0; more && page < MOST_PAGES; page++) {
    const answer = await changesAfter(cursor, "&form=list&limit=200");
    if (!answer.ok || answer.value.reset || (await currentOwner()) !== owner) return;
    const tx = (await database()).transaction("cases", "readwrite");
    for (const one of answer.value.cases) {
      const held = await tx.store.get([owner, String(one.id)]);
      if (!held || held.case.listed) await tx.store.put({ owner, id: String(one.id), case: one });
    }
    await tx.done;
    changed("cases");
    [cursor, more] = [answer.value.cursor, answer.value.more];
  }
}

/** How many cases are here with all that is known of them. */
async function whole(owner: string): Promise<number> {
  const rows = await (await database()).getAllFromIndex("cases", "owner", owner);
  return rows.filter((row) => !row.case.listed).length;
}

/** One page with its cursor in one transaction: killed in between, the same page comes again. */
export async function store(owner: string, page: Changes): Promise<boolean> {
  const tx = (await database()).transaction(["meta", "sessions", "cases", "notices", "pictures"], "readwrite");
  const row = await tx.objectStore("sessions").get(owner);
  const still = (await tx.objectStore("meta").get("owner"))?.value === owner;
  if (row && still) {
    const cases = tx.objectStore("cases");
    if (page.reset) for (const key of await cases.index("owner").getAllKeys(owner)) await cases.delete(key);
    for (const one of page.cases) await cases.put({ owner, id: String(one.id), case: one });
    for (const id of page.gone) await forget(tx, owner, String(id));
    await tx.objectStore("sessions").put({ ...row, cursor: page.cursor, tasks: page.tasks ?? [] });
  }
  await tx.done;
  if (row && still && JSON.stringify(page.tasks ?? []) !== JSON.stringify(row.tasks ?? [])) changed("sessions");
  if (page.reset || page.cases.length || page.gone.length) changed("cases");
  if (page.gone.length) changed("notices", "pictures");
  return Boolean(row && still);
}

/** A case that is not this person's to see any more goes with its pictures and with what was said of it, at once. */
async function forget(tx: Writing<("meta" | "sessions" | "cases" | "notices" | "pictures")[]>, owner: string, id: string): Promise<void> {
  const held = await tx.objectStore("cases").get([owner, id]);
  for (const photo of held?.case.photos ?? []) await tx.objectStore("pictures").delete([owner, photo.sha256]);
  for (const row of await tx.objectStore("notices").index("owner").getAll(owner)) {
    if (String(row.notice.case?.id) === id) await tx.objectStore("notices").delete([owner, row.id]);
  }
  await tx.objectStore("cases").delete([owner, id]);
}

async function pullNotices(owner: string, wanted: (one: Notice) => boolean = () => true): Promise<void> {
  const answer = await ask<{ notices: Notice[] }>("/inbox", { check: (value) => Array.isArray((value as { notices?: unknown }).notices) });
  if (!answer.ok || (await currentOwner()) !== owner) return;
  const tx = (await database()).transaction("notices", "readwrite");
  for (const key of await tx.store.index("owner").getAllKeys(owner)) await tx.store.delete(key);
  for (const notice of answer.value.notices.filter(wanted)) await tx.store.put({ owner, id: String(notice.id), notice });
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
  // On a phone that fills up the room is for what was taken here.
  if (owner === null || room()?.ample === false) return;
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
  const first = open.map((one) => one.photos.find((photo) => photo.state !== "wanted" && !photo.expired)?.sha256);
  return [...new Set(first.filter((name): name is string => Boolean(name)))].slice(0, MOST_PICTURES);
}
