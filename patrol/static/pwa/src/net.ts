// What is known about the way to the server. navigator.onLine only knows of a cable or a tower, so answers decide.
export type Reach = "online" | "offline" | "unwell";

const listeners = new Set<() => void>();
let lost = 0;
let reach: Reach = typeof navigator !== "undefined" && navigator.onLine === false ? "offline" : "online";

export function reachable(): Reach {
  return reach;
}

/** How often the network went away so far. What was asked before the last time says nothing of now. */
export function losses(): number {
  return lost;
}

/** The phone says so itself. */
export function wentOffline(): void {
  lost += 1;
  setReach("offline");
}

export function setReach(next: Reach, asked: number = lost): void {
  if (next === reach || asked !== lost) return;
  reach = next;
  for (const listener of listeners) listener();
}

export function onReachable(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// ---- whether lists are being fetched: they are open already, and a thin bar says that more may come

const watching = new Set<() => void>();
let since: number | null = null;
let held: number | null = null;

export function fetchingSince(): number | null {
  return since;
}

export function setFetching(begun: boolean): void {
  since = begun ? Date.now() : null;
  held = null;
  for (const listener of watching) listener();
}

/** How many cases are on the phone so far, where they come in several pages; null where one page is all. */
export function fetchedSoFar(): number | null {
  return held;
}

export function setFetched(cases: number): void {
  held = cases;
  for (const listener of watching) listener();
}

export function onFetching(listener: () => void): () => void {
  watching.add(listener);
  return () => watching.delete(listener);
}
