// Background Sync and periodic sync, where Chromium has them: the system nudges an open page that has fallen asleep. Only
// extras: `online`, coming back to the page and opening it do the same everywhere.
import { items, unsent } from "./items.ts";
import { onReachable, reachable } from "./net.ts";

const NAME = "patrol-send";
const SELDOM_MS = 6 * 3600_000;

interface Nudging { sync?: { register(tag: string): Promise<void> }; periodicSync?: { register(tag: string, options: { minInterval: number }): Promise<void> } }

/** Asked for on going away or losing the network, and not with every change: while there is network it fires at once. */
export function watchBackground(registration: ServiceWorkerRegistration): void {
  const ask = () => void askFor(registration as Nudging).catch(() => undefined);
  onReachable(() => { if (reachable() === "offline") ask(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") ask(); });
}

async function askFor({ sync, periodicSync }: Nudging): Promise<void> {
  if (!(await items()).some((item) => unsent(item) && item.state !== "refused")) return;
  await sync?.register(NAME);
  await periodicSync?.register(NAME, { minInterval: SELDOM_MS });
}
