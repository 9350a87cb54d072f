// What the server counts where the phone has not all it takes: a year's closed cases, medians, twelve weeks. The last
// answer is kept for when there is no network, and goes with the person's other readings.
import { ask } from "./api.ts";
import { currentOwner, database, meta, setMeta } from "./db.ts";
import type { Figures, Weeks } from "./types.ts";

export type Kept<T> = { at: number; value: T };
export type Wanted = "figures" | "weeks";
const PATH: Record<Wanted, string> = { figures: "/figures", weeks: "/figures/weeks" };

export async function keptFigures<T extends Figures | Weeks>(what: Wanted, town: string | null): Promise<Kept<T> | null> {
  const owner = await currentOwner();
  return owner === null ? null : ((await meta<Kept<T>>(keyOf(owner, what, town))) ?? null);
}

/** False when nothing new could be had. */
export async function fetchFigures(what: Wanted, town: string | null): Promise<boolean> {
  const owner = await currentOwner();
  const answer = await ask<Figures | Weeks>(PATH[what] + (town ? `?town=${encodeURIComponent(town)}` : ""), { check: (value) => "places" in (value as object) });
  if (!answer.ok || owner === null || owner !== (await currentOwner())) return false;
  await setMeta(keyOf(owner, what, town), { at: Date.now(), value: answer.value });
  return true;
}

/** With the person's other readings, when the phone is handed on. */
export async function forgetFigures(owner: string): Promise<void> {
  const db = await database();
  for (const key of await db.getAllKeys("meta")) if (key.startsWith(`figures/${owner}/`)) await db.delete("meta", key);
}

function keyOf(owner: string, what: Wanted, town: string | null): string {
  return `figures/${owner}/${what}/${town ?? ""}`;
}
