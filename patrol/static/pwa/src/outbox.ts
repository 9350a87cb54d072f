// What this person did and has not heard back about. Nothing here touches the network or deletes what is unsent.
import { phoneTime } from "./clock.ts";
import { changed, currentOwner, database, sessionRow } from "./db.ts";
import { uuid } from "./hash.ts";
import { file, keep } from "./photo.ts";
import type { CaseRef, Draft, OutboxFile, OutboxItem, Session } from "./types.ts";

/** A file an act carries, as picked or recorded on this phone. */
export interface Attached {
  bytes: ArrayBuffer; type: string; role: "photo" | "voice"; source: "camera" | "gallery"; taken_at: string; seconds?: number;
}

/** How long 撤回 stands open; sending waits that long, or until the page is hidden. */
export const UNDO_MS = 5000;

/**
 * Turns a draft into an item, in one transaction: after it the report is on the phone, and a second tap finds no draft.
 * The body is frozen here, every try sends these characters.
 */
export async function report(draftId: string): Promise<OutboxItem | null> {
  const row = await sessionRow();
  if (!row) return null;
  const db = await database();
  const tx = db.transaction(["drafts", "items"], "readwrite");
  const draft = await tx.objectStore("drafts").get([row.owner, draftId]);
  if (!draft?.kind) {
    await tx.done;
    return null;
  }
  const item = blank(draft.id, row.owner, "report", null, JSON.stringify(reportBody(draft, row.session)));
  item.files = draft.photos.map((photo) => entry(photo.sha256, "photo", photo.type, photo.bytes));
  if (draft.voice) item.files.push(entry(draft.voice.sha256, "voice", draft.voice.type, draft.voice.bytes));
  item.area_name = draft.area_name;
  item.hold_until = Date.now() + UNDO_MS;
  item.draft = draft;
  await tx.objectStore("items").put(item);
  await tx.objectStore("drafts").delete([row.owner, draftId]);
  await tx.done;
  changed("items", "drafts");
  return item;
}

/**
 * Queues an act: `body` is {"act":"stop","outcome":"stopped","note":…}; `at`, `photos` and `voice` are filled in here.
 * Resolves with the act's uuid once it is on the phone.
 */
export async function act(about: CaseRef, body: Record<string, unknown>, files: Attached[] = []): Promise<string> {
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
  const item = blank(uuid(), owner, "act", about, JSON.stringify(whole));
  item.files = entries;
  await (await database()).put("items", item);
  changed("items");
  return item.id;
}

/** Takes a report back into a draft while its five seconds run. False when it is already on its way. */
export async function undo(id: string): Promise<boolean> {
  const owner = await currentOwner();
  if (owner === null) return false;
  const tx = (await database()).transaction(["drafts", "items"], "readwrite");
  const item = await tx.objectStore("items").get([owner, id]);
  const open = item?.draft && item.tries === 0 && item.hold_until > Date.now();
  if (open) {
    await tx.objectStore("drafts").put(item.draft as Draft);
    await tx.objectStore("items").delete([owner, id]);
  }
  await tx.done;
  if (open) changed("items", "drafts");
  return Boolean(open);
}

/** The page is going away: what waited for a change of mind goes now. */
export async function release(): Promise<void> {
  await eachItem((item) => (item.hold_until > Date.now() ? { ...item, hold_until: 0 } : null));
}

/** Forget every backoff: somebody asked for another try, or the network came back. */
export async function wake(): Promise<void> {
  await eachItem((item) => {
    const late = item.next_at > Date.now() || item.files.some((one) => one.next_at > Date.now());
    return late ? { ...item, next_at: 0, files: item.files.map((one) => ({ ...one, next_at: 0 })) } : null;
  });
}

/** One more try with the same bytes for something the server refused: the reason may lie with the server. */
export async function again(id: string): Promise<void> {
  await changeItem(id, (item) => (item.state === "refused" ? { ...item, state: "waiting", next_at: 0 } : item));
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

export async function items(): Promise<OutboxItem[]> {
  const owner = await currentOwner();
  return owner === null ? [] : (await database()).getAllFromIndex("items", "owner", owner);
}

/** Read-change-write in one transaction. Undefined when the item is gone (taken back). */
export async function changeItem(
  id: string, change: (item: OutboxItem) => OutboxItem, ofOwner?: string,
): Promise<OutboxItem | undefined> {
  const owner = ofOwner ?? await currentOwner();
  if (owner === null || owner === undefined) return undefined;
  const tx = (await database()).transaction("items", "readwrite");
  const item = await tx.store.get([owner, id]);
  const next = item ? change(item) : undefined;
  if (next) await tx.store.put(next);
  await tx.done;
  if (next) changed("items");
  return next;
}

export function settled(files: OutboxFile[]): boolean {
  return files.every((one) => one.state === "held" || one.state === "given_up");
}

export function unsent(item: OutboxItem): boolean {
  return item.state !== "done";
}

/** Everything unsent in one file that a person or the office can read: facts as sent, files in base64. */
export async function exportUnsent(): Promise<Blob> {
  const all = (await items()).filter(unsent);
  const parts: BlobPart[] = [`{"patrol":"outbox","at":${JSON.stringify(phoneTime())},"items":[\n`];
  for (const [index, item] of all.entries()) {
    const facts = { id: item.id, type: item.type, about: item.about, state: item.state, refused: item.refused, body: item.body };
    parts.push(`${index ? ",\n" : ""}{"item":${JSON.stringify(facts)},"files":[`);
    for (const [place, one] of item.files.entries()) {
      const row = await file(item.owner, one.sha256);
      const { sha256, role, type, state } = one;
      parts.push(`${place ? "," : ""}${JSON.stringify({ sha256, role, type, state, base64: row?.bytes ? base64(row.bytes) : null })}`);
    }
    parts.push("]}");
  }
  parts.push("\n]}\n");
  return new Blob(parts, { type: "application/json" });
}

/** How much of somebody else's waits on this phone: the question at sign-out needs a number, not their things. */
export async function unsentOf(owner: string): Promise<number> {
  const all = await (await database()).getAllFromIndex("items", "owner", owner);
  return all.filter(unsent).length;
}

async function eachItem(change: (item: OutboxItem) => OutboxItem | null): Promise<void> {
  const owner = await currentOwner();
  if (owner === null) return;
  const tx = (await database()).transaction("items", "readwrite");
  let any = false;
  for (const item of await tx.store.index("owner").getAll(owner)) {
    const next = unsent(item) ? change(item) : null;
    if (!next) continue;
    any = true;
    await tx.store.put(next);
  }
  await tx.done;
  if (any) changed("items");
}

function reportBody(draft: Draft, session: Session): object {
  const staff = session.posts.some((post) => post.role !== "informant");
  const { fix } = draft;
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
  };
}

function blank(id: string, owner: string, type: OutboxItem["type"], about: CaseRef | null, body: string): OutboxItem {
  return {
    id, owner, type, about, body, files: [], state: "waiting", area_name: "", created_at: phoneTime(), hold_until: 0,
    tries: 0, next_at: 0, receipt: null, answer: null, refused: null, renamed: false, draft: null,
  };
}

function entry(sha256: string, role: OutboxFile["role"], type: string, bytes: number): OutboxFile {
  const thumb = role === "photo" ? "wanted" : "none";
  return { sha256, role, type, bytes, state: "wanted", thumb, reason: null, tries: 0, next_at: 0 };
}

function base64(bytes: ArrayBuffer): string {
  const all = new Uint8Array(bytes);
  let text = "";
  // fromCharCode takes its arguments from the stack: a whole photo at once would overflow it.
  for (let at = 0; at < all.length; at += 0x8000) text += String.fromCharCode(...all.subarray(at, at + 0x8000));
  return btoa(text);
}
