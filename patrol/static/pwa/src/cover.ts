// 先藏起来: at once a plain calendar stands where the app was, and stays there over a reload until its owner comes back
// by the way they chose. For this phone alone, and known to this phone alone.
import { t } from "./i18n.ts";

const WAY = "patrol.cover";
const UP = "patrol.covered";
const COVERED = "covered";
const TAPS = 3;
const WITHIN_MS = 1500;

/** Where to tap three times to come back: the month above, or today. */
export type Way = "month" | "today";
export const WAYS: Way[] = ["month", "today"];

const listeners = new Set<() => void>();
// Where the browser keeps nothing, it holds until the page is closed.
const here = new Map<string, string>();

export function way(): Way | null {
  const kept = read(WAY);
  return kept === "month" || kept === "today" ? kept : null;
}

export function setWay(next: Way | null): void {
  write(WAY, next);
}

/** Only with a way back. */
export function covered(): boolean {
  return read(UP) !== null && way() !== null;
}

/** False when no way back was chosen yet. */
export function cover(): boolean {
  if (way() === null) return false;
  write(UP, location.hash || "#/");
  tellWorker(t("cover.title"));
  history.replaceState(null, "", "#/");
  return true;
}

export function uncover(): void {
  const before = read(UP) ?? "#/";
  write(UP, null);
  tellWorker(null);
  history.replaceState(null, "", before);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

export function onCover(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** True with the third of three quick taps. */
export function thrice(): (at: number) => boolean {
  let taps: number[] = [];
  return (at) => {
    taps = [...taps, at].filter((one) => Math.abs(at - one) < WITHIN_MS);
    if (taps.length < TAPS) return false;
    taps = [];
    return true;
  };
}

/** Three taps on any heading hide; other tabs of the app hide with this one. */
export function watchCover(): void {
  const third = thrice();
  addEventListener("click", (event) => {
    if (!covered() && event.target instanceof Element && event.target.closest("h1") && third(event.timeStamp)) cover();
  });
  addEventListener("storage", (event) => { if (event.key === UP || event.key === WAY) tell(); });
}

/** What comes by push is shown by the worker, which cannot read this page's storage: hidden, it says only this title. */
function tellWorker(title: string | null): void {
  if (typeof caches === "undefined") return;
  const told = title === null ? caches.delete(COVERED) : caches.open(COVERED).then((cache) => cache.put("/", new Response(title)));
  told.catch(() => undefined);
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return here.get(key) ?? null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    if (value === null) here.delete(key);
    else here.set(key, value);
  }
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}
