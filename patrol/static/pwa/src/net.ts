// What is known about the way to the server. navigator.onLine only knows of a cable or a tower, so answers decide.
export type Reach = "online" | "offline" | "unwell";

const listeners = new Set<() => void>();
let reach: Reach = typeof navigator !== "undefined" && navigator.onLine === false ? "offline" : "online";

export function reachable(): Reach {
  return reach;
}

export function setReach(next: Reach): void {
  if (next === reach) return;
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

export function fetchingSince(): number | null {
  return since;
}

export function setFetching(begun: boolean): void {
  since = begun ? Date.now() : null;
  for (const listener of watching) listener();
}

export function onFetching(listener: () => void): () => void {
  watching.add(listener);
  return () => watching.delete(listener);
}
