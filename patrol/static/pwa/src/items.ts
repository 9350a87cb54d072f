// The rows of the outbox: read, and changed one whole transaction at a time. Nothing here deletes what is unsent.
import { changed, currentOwner, database, write } from "./db.ts";
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
  const next = await write(["items"], async (tx) => {
    const item = await tx.store.get([owner, id]);
    const after = item ? change(item) : undefined;
    if (after) await tx.store.put(after);
    return after;
  });
  if (next) changed("items");
  return next;
}

export function settled(files: OutboxFile[]): boolean {
  return files.every((one) => one.state === "held" || one.state === "given_up");
}

/** What was mended counts no more: what was made of it does. */
export function unsent(item: OutboxItem): boolean {
  return item.state !== "done" && item.state !== "mended" && !item.mended_by;
}

/** What leaves in a file: all that is unsent, or one thing alone. */
export function toExport(all: OutboxItem[], only?: string): OutboxItem[] {
  return all.filter((item) => (only === undefined ? unsent(item) : item.id === only));
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

/** The same for one photo: what refused it may have been a proxy's limit, or a server that was half restored. */
export async function photoAgain(id: string, sha256: string): Promise<void> {
  await changeItem(id, (item) => ({ ...item, files: item.files.map((one) => (one.sha256 === sha256 && one.state === "stuck" ? fresh(one) : one)) }));
}

function fresh(file: OutboxFile): OutboxFile {
  return { ...file, state: "wanted", reason: null, tries: 0, mismatches: 0, next_at: 0, progress: null };
}

/** 现在就传: the person would rather pay for the network than wait for Wi-Fi. Without an id, for all that waits now. */
export async function goNow(id?: string): Promise<void> {
  await eachItem((item) => (id === undefined || item.id === id ? { ...item, any_network: true } : null));
}

async function eachItem(change: (item: OutboxItem) => OutboxItem | null): Promise<void> {
  const owner = await currentOwner();
  if (owner === null) return;
  const any = await write(["items"], async (tx) => {
    let some = false;
    for (const item of await tx.store.index("owner").getAll(owner)) {
      const next = unsent(item) ? change(item) : null;
      if (!next) continue;
      some = true;
      await tx.store.put(next);
    }
    return some;
  });
  if (any) changed("items");
}

/** What I said to this task of my department. */
export function actsOnTask(all: OutboxItem[], task: string): OutboxItem[] {
  return all.filter((item) => item.about !== null && "task" in item.about && item.about.task === task);
}

/** Where this fact is PUT. */
export function pathOf(item: OutboxItem): string {
  if (item.type === "report" || item.about === null) return `/reports/${item.id}`;
  const { about } = item;
  const where = "case" in about ? `/cases/${about.case}` : "task" in about ? `/tasks/${about.task}` : `/reports/${about.report}`;
  return `${where}/acts/${item.id}`;
}

/** The answer is to this very fact, and not some page of a portal. */
export function isAbout(value: unknown, item: OutboxItem): boolean {
  const answer = value as { report?: string; act?: string };
  return (item.type === "report" ? answer.report : answer.act) === item.id;
}
