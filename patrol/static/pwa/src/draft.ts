// What is half said. Every choice and keystroke is on the phone before the next one, so a killed tab loses nothing.
import { phoneTime } from "./clock.ts";
import { changed, currentOwner, database, write } from "./db.ts";
import { readPlace } from "./exif.ts";
import { uuid } from "./hash.ts";
import { keep } from "./photo.ts";
import type { Draft } from "./kept.ts";

/** What one report may carry; the server takes no more. */
export const MOST_PHOTOS = 20;

export interface Picked { bytes: ArrayBuffer; type: string; source: "camera" | "gallery"; taken_at: string }

/** Reads a picked file to the end at once. */
export async function picked(file: File, source: "camera" | "gallery"): Promise<Picked> {
  const taken = source === "gallery" && file.lastModified ? file.lastModified : Date.now();
  return { bytes: await file.arrayBuffer(), type: file.type || "image/jpeg", source, taken_at: phoneTime(taken) };
}

export function empty(owner: string): Draft {
  return {
    id: uuid(), owner, created_at: phoneTime(), updated_at: Date.now(), captured_at: phoneTime(), kind: null, note: "",
    works_going_on: false, conceal: null, photos: [], voice: null, fix: null, place: null, exif: null, exif_answer: null,
    area_name: "",
  };
}

/** A new draft with its first photos, on the phone when this resolves. */
export async function begin(photos: Picked[]): Promise<Draft> {
  const owner = await currentOwner();
  if (owner === null) throw new Error("nobody is signed in");
  const draft = empty(owner);
  await save(draft);
  try {
    return photos.length > 0 ? await addPhotos(draft.id, photos) ?? draft : draft;
  } catch (error) {
    // A report of which the phone could keep no photo is not one to go on with.
    if ((await load(draft.id))?.photos.length === 0) await discard(draft.id);
    throw error;
  }
}

/** The case this draft was said to belong to; concealed and open never join. */
export function joinsOf({ same, kind, conceal }: Draft): string | null {
  return same?.yes && same.kind === kind && !conceal ? same.id : null;
}

export async function load(id: string): Promise<Draft | null> {
  const owner = await currentOwner();
  return owner === null ? null : (await (await database()).get("drafts", [owner, id])) ?? null;
}

/**
 * Changes are merged into what stands on the phone, in the order they were made. What follows from what stands there
 * (one photo more) is a function of it: two at once must not undo each other.
 */
export async function change(id: string, part: Partial<Draft> | ((now: Draft) => Partial<Draft>)): Promise<Draft | null> {
  const owner = await currentOwner();
  if (owner === null) return null;
  const next = await write(["drafts"], async (tx) => {
    const now = await tx.store.get([owner, id]);
    const after = now ? { ...now, ...(typeof part === "function" ? part(now) : part), updated_at: Date.now() } : null;
    if (after) await tx.store.put(after);
    return after;
  });
  if (next) changed("drafts");
  return next;
}

export async function addPhotos(id: string, photos: Picked[]): Promise<Draft | null> {
  let draft = await load(id);
  for (const photo of photos) {
    if (!draft) return null;
    const sha256 = await keep(draft.owner, photo.bytes, photo.type);
    const spot = photo.source === "gallery" && !draft.exif ? readPlace(photo.bytes) : null;
    const { bytes, type, source, taken_at } = photo;
    const one = { sha256, bytes: bytes.byteLength, type, source, taken_at };
    draft = await change(id, ({ photos: all, exif }) => {
      const known = all.some((other) => other.sha256 === sha256) || all.length >= MOST_PHOTOS;
      return { photos: known ? all : [...all, one], exif: exif ?? spot };
    });
  }
  return draft;
}

export async function removePhoto(id: string, sha256: string): Promise<void> {
  await change(id, ({ photos }) => ({ photos: photos.filter((photo) => photo.sha256 !== sha256) }));
}

/** Only ever on the person's own word. */
export async function discard(id: string): Promise<void> {
  const owner = await currentOwner();
  if (owner === null) return;
  await (await database()).delete("drafts", [owner, id]);
  changed("drafts");
}

export async function save(draft: Draft): Promise<void> {
  await (await database()).put("drafts", draft);
  changed("drafts");
}

// ---- half-filled sheets of acts, by any key the screen chooses (say "stop/4711")

export async function saveSheet(key: string, value: unknown): Promise<void> {
  const owner = await currentOwner();
  if (owner !== null) await (await database()).put("sheets", { owner, key, value });
}

export async function loadSheet<T>(key: string): Promise<T | null> {
  const owner = await currentOwner();
  return owner === null ? null : ((await (await database()).get("sheets", [owner, key]))?.value as T) ?? null;
}

export async function clearSheet(key: string): Promise<void> {
  const owner = await currentOwner();
  if (owner !== null) await (await database()).delete("sheets", [owner, key]);
}
