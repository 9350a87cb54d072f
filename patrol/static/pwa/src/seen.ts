// A notice that was opened. Seen here at once, and told to the server when it can be reached.
import { ask } from "./api.ts";
import { changed, currentOwner, database, meta, setMeta } from "./db.ts";
import type { Id } from "./types.ts";

const WAITING = "seen_waiting";
interface Waiting { owner: string; ids: string[] }

export async function markSeen(id: Id): Promise<void> {
  const owner = await currentOwner();
  if (owner === null) return;
  await remember(owner, [...(await waiting(owner)), String(id)]);
  await show(owner, [String(id)]);
  await tellServer();
}

/** Whatever was seen without network, and has come back as unread with a later fetch. */
export async function tellServer(): Promise<void> {
  const owner = await currentOwner();
  if (owner === null) return;
  const ids = await waiting(owner);
  if (ids.length > 0) await show(owner, ids);
  for (const id of ids) {
    const answer = await ask(`/inbox/${id}/seen`, { method: "PUT" });
    if (!answer.ok && answer.why !== "refused") return;
    await remember(owner, (await waiting(owner)).filter((one) => one !== id));
  }
}

async function show(owner: string, ids: string[]): Promise<void> {
  const tx = (await database()).transaction("notices", "readwrite");
  let any = false;
  for (const id of ids) {
    const row = await tx.store.get([owner, id]);
    if (!row || row.notice.seen_at) continue;
    any = true;
    await tx.store.put({ ...row, notice: { ...row.notice, seen_at: new Date().toISOString() } });
  }
  await tx.done;
  if (any) changed("notices");
}

async function waiting(owner: string): Promise<string[]> {
  const kept = await meta<Waiting>(WAITING);
  return kept?.owner === owner ? kept.ids : [];
}

async function remember(owner: string, ids: string[]): Promise<void> {
  await setMeta(WAITING, { owner, ids: [...new Set(ids)] });
}
