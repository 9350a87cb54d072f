// A report is let go of only when the server says that a backup covers it. Until then the phone asks now and then.
import { ask } from "./api.ts";
import { changed, currentOwner, database } from "./db.ts";
import { changeItem, items } from "./items.ts";
import type { OutboxItem } from "./kept.ts";
import type { Receipt } from "./types.ts";

const EVERY_MS = 3600_000;
const AT_ONCE = 5;

export async function recheck(now: number = Date.now()): Promise<void> {
  const owner = await currentOwner();
  if (owner === null) return;
  const due = (await items()).filter((one) => one.type === "report" && one.state === "done" && !one.receipt?.safe && one.next_at <= now);
  for (const item of due.slice(0, AT_ONCE)) await check(item, owner, now);
}

async function check(item: OutboxItem, owner: string, now: number): Promise<void> {
  const answer = await ask<Receipt>(`/reports/${item.id}`, { check: (value) => (value as Receipt).report === item.id });
  if (answer.ok) {
    await (await database()).put("receipts", { owner, report: item.id, receipt: answer.value });
    const lost = item.files.some((one) => one.state === "held" && answer.value.photos[one.sha256] !== "held");
    // A restored server may lack bytes it had acknowledged; they are still here.
    const files = item.files.map((one) => ({ ...one, state: one.state === "held" ? answer.value.photos[one.sha256] ?? one.state : one.state }));
    await changeItem(item.id, (one) => ({ ...one, receipt: answer.value, files, state: lost ? "facts" : "done", next_at: lost ? 0 : now + EVERY_MS }), owner);
    if (answer.value.safe && !lost) await lighten(item, owner);
  } else if (answer.why === "refused" && answer.status === 404) {
    await changeItem(item.id, (one) => ({ ...one, state: "waiting", next_at: 0 }), owner);
  } else {
    await changeItem(item.id, (one) => ({ ...one, next_at: now + EVERY_MS }), owner);
  }
}

/**
 * The server came back from a backup: whatever this phone was told is said once more, word for word. What it still
 * knows it answers as before; of a case that another phone has yet to bring back it will hear again.
 */
export async function tellAgain(owner: string): Promise<void> {
  for (const item of await items()) {
    if (item.state === "done") await changeItem(item.id, (one) => ({ ...one, state: "waiting", next_at: 0, tries: 0 }), owner);
  }
}

/** The originals go, the small pictures stay for the list. */
async function lighten(item: OutboxItem, owner: string): Promise<void> {
  const db = await database();
  const needed = new Set((await items()).filter((one) => one.state !== "done" && one.id !== item.id).flatMap((one) => one.files.map((f) => f.sha256)));
  const drafts = await db.getAllFromIndex("drafts", "owner", owner);
  for (const draft of drafts) for (const photo of draft.photos) needed.add(photo.sha256);
  for (const one of item.files.filter((entry) => entry.state === "held" && !needed.has(entry.sha256))) {
    const tx = db.transaction("files", "readwrite");
    const row = await tx.store.get([owner, one.sha256]);
    if (row?.bytes) await tx.store.put({ ...row, bytes: null });
    await tx.done;
  }
  changed("files");
}
