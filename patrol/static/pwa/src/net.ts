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
