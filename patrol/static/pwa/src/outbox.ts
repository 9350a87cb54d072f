// What this person did and has not heard back about. Nothing here touches the network or deletes what is unsent.
import { phoneTime } from "./clock.ts";
import { changed, currentOwner, database, sessionRow, write, type SessionRow } from "./db.ts";
import { uuid } from "./hash.ts";
import { joinsOf } from "./draft.ts";
import { changeItem, settled } from "./items.ts";
import { takeMark } from "./mend.ts";
import { keep } from "./photo.ts";
import { heldUntil, UNDO_MS } from "./queue.ts";
import type { CaseRef, Draft, OutboxFile, OutboxItem } from "./kept.ts";
import type { Session } from "./types.ts";

interface Items { get(key: [string, string]): Promise<OutboxItem | undefined>; put(item: OutboxItem): Promise<unknown> }

/** A file an act carries, as picked or recorded on this phone. */
export interface Attached {
  bytes: ArrayBuffer; type: string; role: "photo" | "voice"; source: "camera" | "gallery"; taken_at: string; seconds?: number;
}

/**
 * Turns a draft into an item, in one transaction: after it the report is on the phone, and a second tap finds no draft.
 * The body is frozen here, every try sends these characters.
 */
export async function report(draftId: string): Promise<OutboxItem | null> {
  const row = await sessionRow();
  if (!row) return null;
  const order = await turn();
  const item = await write(["drafts", "items"], async (tx) => {
    const draft = await tx.objectStore("drafts").get([row.owner, draftId]);
    if (!draft?.kind) return null;
    const made = itemOf(draft, row, order);
    await tx.objectStore("items").put(made);
    if (made.mends) await markMended(tx.objectStore("items"), row.owner, made.mends, made.id);
    await tx.objectStore("drafts").delete([row.owner, draftId]);
    return made;
  });
  if (item) changed("items", "drafts");
  return item;
}

function itemOf(draft: Draft, row: SessionRow, order: number): OutboxItem {
  const item = blank(draft.id, row.owner, "report", null, JSON.stringify(reportBody(draft, row.session)), order);
  item.files = draft.photos.map((photo) => entry(photo.sha256, "photo", photo.type, photo.bytes));
  if (draft.voice) item.files.push(entry(draft.voice.sha256, "voice", draft.voice.type, draft.voice.bytes));
  const mends = draft.mends ?? null;
  return { ...item, area_name: draft.area_name, hold_until: Date.now() + UNDO_MS, draft, mends };
}

/**
 * Queues an act: `body` is {"act":"stop","outcome":"stopped","note":…}; `at`, `photos` and `voice` are filled in here.
 * Resolves with the act's uuid once it is on the phone. `fromSheet`: it may be what a refused one was mended into.
 */
export async function act(about: CaseRef, body: Record<string, unknown>, files: Attached[] = [], fromSheet = false): Promise<string> {
  const owner = await currentOwner();
  if (owner === null) throw new Error("nobody is signed in");
  const entries: OutboxFile[] = [];
  const photos: object[] = [];
  let voice: object | undefined;
  for (const one of files) {
    const sha256 = await keep(owner, one.bytes, one.type);
    entries.push(entry(sha256, one.role, one.type, one.bytes.byteLength));
    const named = { sha256, bytes: one.bytes.byteLength, type: one.type };
    if (one.role === "voice") voice = { ...named, seconds: one.seconds ?? 0 };
    else photos.push({ ...named, source: one.source, taken_at: one.taken_at });
  }
  const whole = { at: phoneTime(), ...body, ...(photos.length ? { photos } : {}), ...(voice ? { voice } : {}) };
  const item = { ...blank(uuid(), owner, "act", about, JSON.stringify(whole), await turn()), files: entries };
  const mends = fromSheet ? await takeMark(owner, String(body["act"]), about) : null;
  await write(["items"], async (tx) => {
    await tx.store.put({ ...item, mends });
    if (mends) await markMended(tx.store, owner, mends, item.id);
  });
  changed("items");
  return item.id;
}

/** Takes a report back into a draft while its five seconds run. False when it is already on its way. */
export async function undo(id: string): Promise<boolean> {
  const owner = await currentOwner();
  if (owner === null) return false;
  const open = await write(["drafts", "items"], async (tx) => {
    const item = await tx.objectStore("items").get([owner, id]);
    if (!item?.draft || item.tries > 0 || !heldUntil(item, Date.now())) return false;
    await tx.objectStore("drafts").put(item.draft);
    await tx.objectStore("items").delete([owner, id]);
    if (item.mends) await markMended(tx.objectStore("items"), owner, item.mends, null);
    return true;
  });
  if (open) changed("items", "drafts");
  return open;
}

/** 不补了: the person lets one photo go. Its bytes stay on the phone with the rest. */
export async function giveUp(id: string, sha256: string): Promise<void> {
  await changeItem(id, (item) => {
    const files = item.files.map((one) => (one.sha256 === sha256 ? { ...one, state: "given_up" as const } : one));
    return { ...item, files, state: settled(files) && item.state === "facts" ? "done" : item.state };
  });
}

/** 重拍这张: the report's words are frozen, so the new photo comes as a comment on it. */
export async function retake(id: string, sha256: string, photo: Attached): Promise<void> {
  const owner = await currentOwner();
  const item = owner === null ? undefined : await (await database()).get("items", [owner, id]);
  if (!item) return;
  await act(item.type === "report" ? { report: item.id } : item.about ?? { report: item.id }, { act: "comment" }, [photo]);
  await giveUp(id, sha256);
}

function reportBody(draft: Draft, session: Session): object {
  const staff = session.posts.some((post) => post.role !== "informant");
  const { fix } = draft;
  const joins = joinsOf(draft);
  return {
    kind: draft.kind,
    captured_at: draft.captured_at,
    source: staff ? "patrol" : "informant",
    fix,
    place: draft.place ?? (fix ? { lat: fix.lat, lon: fix.lon, by: "fix" } : null),
    note: draft.note.trim() || null,
    works_going_on: draft.works_going_on,
    conceal: draft.conceal,
    photos: draft.photos,
    voice: draft.voice,
    ...(joins ? { joins } : {}),
  };
}

function blank(id: string, owner: string, type: OutboxItem["type"], about: CaseRef | null, body: string, order: number): OutboxItem {
  return {
    id, owner, type, about, body, order, files: [], state: "waiting", area_name: "", created_at: phoneTime(), hold_until: 0,
    tries: 0, next_at: 0, receipt: null, answer: null, refused: null, renamed: false, draft: null,
  };
}

/** Says on a refused item what was made of it; `by` null takes that back. */
async function markMended(store: Items, owner: string, id: string, by: string | null): Promise<void> {
  const old = await store.get([owner, id]);
  if (old) await store.put({ ...old, mended_by: by });
}

/** Ever rising, over all tabs and whatever the phone's clock does: a clock set back must not turn two acts round. */
function turn(): Promise<number> {
  return write(["meta"], async (tx) => {
    const last = ((await tx.store.get("order"))?.value as number | undefined) ?? 0;
    const next = Math.max(Date.now(), last + 1);
    await tx.store.put({ key: "order", value: next });
    return next;
  });
}

function entry(sha256: string, role: OutboxFile["role"], type: string, bytes: number): OutboxFile {
  const thumb = role === "photo" ? "wanted" : "none";
  return { sha256, role, type, bytes, state: "wanted", thumb, reason: null, tries: 0, next_at: 0 };
}
