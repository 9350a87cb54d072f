// The rows of the outbox: read, and changed one whole transaction at a time. Nothing here deletes what is unsent.
import { changed, currentOwner, database } from "./db.ts";
import type { OutboxFile, OutboxItem } from "./kept.ts";

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

/** Where this fact is PUT. */
export function pathOf(item: OutboxItem): string {
  if (item.type === "report" || item.about === null) return `/reports/${item.id}`;
  const about = "case" in item.about ? `/cases/${item.about.case}` : `/reports/${item.about.report}`;
  return `${about}/acts/${item.id}`;
}

/** The answer is to this very fact, and not some page of a portal. */
export function isAbout(value: unknown, item: OutboxItem): boolean {
  const answer = value as { report?: string; act?: string };
  return (item.type === "report" ? answer.report : answer.act) === item.id;
}
