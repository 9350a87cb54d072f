// 清掉本机记录: what was sent, and what the server told, goes from this phone and does not come back until its owner
// asks for it. The server keeps all of it. What is unsent or begun stays, whatever happens.
import { changed, currentOwner, meta, setMeta, write } from "./db.ts";
import { unsent } from "./items.ts";
import type { Draft, OutboxItem } from "./kept.ts";

// What was picked so lately may not stand in a draft yet.
const PICKED_MS = 3600_000;

/** Whether this person wants nothing of the past on this phone. */
export async function isShut(): Promise<boolean> {
  const owner = await currentOwner();
  return owner !== null && (await meta<boolean>(key(owner))) === true;
}

/** From now on what the server knows comes here again. */
export async function openPast(): Promise<void> {
  const owner = await currentOwner();
  if (owner !== null) await setMeta(key(owner), false);
}

/** In one transaction, so that a phone switched off in between has either all of it or nothing. */
export async function forgetPast(now: number = Date.now()): Promise<void> {
  const owner = await currentOwner();
  if (owner === null) return;
  await write(["meta", "sessions", "cases", "notices", "pictures", "receipts", "items", "files", "drafts"], async (tx) => {
    await tx.objectStore("meta").put({ key: key(owner), value: true });
    await tx.objectStore("meta").delete("seen_waiting");
    for (const table of ["cases", "notices", "pictures"] as const) {
      const store = tx.objectStore(table);
      for (const each of await store.index("owner").getAllKeys(owner)) await store.delete(each);
    }
    const all = await tx.objectStore("items").index("owner").getAll(owner);
    const kept = all.filter((item) => staysWith(item, all));
    const names = new Set(kept.map((item) => item.id));
    for (const item of all) if (!names.has(item.id)) await tx.objectStore("items").delete([owner, item.id]);
    for (const row of await tx.objectStore("receipts").index("owner").getAll(owner)) {
      if (!names.has(row.report)) await tx.objectStore("receipts").delete([owner, row.report]);
    }
    const needed = filesOf(kept, await tx.objectStore("drafts").index("owner").getAll(owner));
    for (const row of await tx.objectStore("files").index("owner").getAll(owner)) {
      const picked = Math.abs(now - (row.at ?? 0)) < PICKED_MS;
      if (!needed.has(row.sha256) && !picked) await tx.objectStore("files").delete([owner, row.sha256]);
    }
    const session = await tx.objectStore("sessions").get(owner);
    if (session) await tx.objectStore("sessions").put({ ...session, cursor: null });
  });
  changed("meta", "sessions", "cases", "notices", "pictures", "receipts", "items", "files");
}

/** What is unsent, and what was refused for as long as that which was made of it is unsent. */
function staysWith(item: OutboxItem, all: OutboxItem[]): boolean {
  return unsent(item) || all.some((other) => other.id === item.mended_by && unsent(other));
}

function filesOf(items: OutboxItem[], drafts: Draft[]): Set<string> {
  const begun = drafts.flatMap((draft) => [...draft.photos, ...(draft.voice ? [draft.voice] : [])]);
  return new Set([...items.flatMap((item) => item.files), ...begun].map((one) => one.sha256));
}

function key(owner: string): string {
  return `shut/${owner}`;
}
