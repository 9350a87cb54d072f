// How much this browser lets the app keep. Told in words before it is full; what others took makes room before what is mine.
import { changed, database, onChange, write } from "./db.ts";
import { items } from "./items.ts";

/** `ample`: well below where it gets short, so that what made room is not fetched again at once. */
export interface Room { used: number; left: number; photos: number; short: boolean; ample: boolean }

const ENOUGH = 100_000_000;
const NEARLY = 0.8;
const USUAL_PHOTO = 3_000_000;
const SETTLE_MS = 1500;
const listeners = new Set<() => void>();
let last: Room | null = null;
let refused = false;

/** As last measured. Null where the browser does not say. */
export function room(): Room | null {
  return last;
}

export function onRoom(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function roomOf(usage: number, quota: number, sizes: number[]): Room {
  const left = Math.max(0, quota - usage);
  const photo = sizes.length ? sizes.reduce((sum, one) => sum + one, 0) / sizes.length : USUAL_PHOTO;
  const short = usage >= NEARLY * quota || left < ENOUGH;
  return { used: usage, left, photos: Math.floor(left / Math.max(photo, 1)), short, ample: usage < 0.9 * NEARLY * quota && left > 1.5 * ENOUGH };
}

/**
 * Newer Chromium tells every page the same ten gigabytes, whatever the phone has left. What it refused to keep is a
 * plainer word, and counts until it keeps something again.
 */
export function wasRefused(now: boolean): void {
  if (refused === now) return;
  refused = now;
  void measure();
}

export async function measure(): Promise<Room | null> {
  try {
    const { usage, quota } = await navigator.storage.estimate();
    last = usage === undefined || !quota ? null : roomOf(usage, quota, await photoSizes());
  } catch {
    last = null;
  }
  if (refused) last = { used: last?.used ?? 0, left: 0, photos: 0, short: true, ample: false };
  if (last?.short) await makeRoom();
  for (const listener of listeners) listener();
  return last;
}

/** Once at the start, and whenever pictures were kept or let go. */
export function watchRoom(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  void measure();
  onChange((tables) => {
    if (!tables.includes("files") && !tables.includes("pictures")) return;
    clearTimeout(timer);
    timer = setTimeout(() => void measure(), SETTLE_MS);
  });
}

/** The small pictures of the lists can be fetched again; nothing else here can. False when there were none. */
export async function makeRoom(): Promise<boolean> {
  if ((await (await database()).count("pictures")) === 0) return false;
  await write(["pictures"], (tx) => tx.store.clear());
  changed("pictures");
  return true;
}

export function isFull(error: unknown): boolean {
  return (error as { name?: string } | null)?.name === "QuotaExceededError";
}

/** Asked when there is something to keep. Undefined where the browser knows no such promise. */
export async function askToKeep(): Promise<boolean | undefined> {
  try {
    return await navigator.storage?.persist?.();
  } catch {
    return undefined;
  }
}

async function photoSizes(): Promise<number[]> {
  const files = (await items()).flatMap((item) => item.files);
  return files.filter((file) => file.role === "photo").map((file) => file.bytes);
}
