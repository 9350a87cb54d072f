// When the phone gives up its originals: when the server says that it holds them and that a backup covers it. Where no
// backup was ever set up, thirty days after they arrived. Until then the phone asks now and then. Receipts stay.
import { ask } from "./api.ts";
import { serverNow } from "./clock.ts";
import { changed, currentOwner, sessionRow, write } from "./db.ts";
import { changeItem, isAbout, items } from "./items.ts";
import { wasRefused } from "./room.ts";
import type { OutboxItem } from "./kept.ts";
import type { ActReceipt, PhotoState, Receipt } from "./types.ts";

const EVERY_MS = 3600_000;
const AT_ONCE = 5;
const WITHOUT_BACKUP_MS = 30 * 24 * 3600_000;
// What was picked so lately may not stand in a draft yet.
const PICKED_MS = 3600_000;
const UNKNOWN = ["report_missing", "act_missing"];

export async function recheck(now: number = Date.now()): Promise<void> {
  const owner = await currentOwner();
  if (owner === null) return;
  const due = (await items()).filter((one) => one.state === "done" && !one.let_go && waits(one) && one.next_at <= now);
  for (const item of due.slice(0, AT_ONCE)) await check(item, owner, now);
}

/** An act without files has nothing to let go of; of a report people read that it is backed up. */
function waits(item: OutboxItem): boolean {
  return item.type === "report" || item.files.length > 0;
}

async function check(item: OutboxItem, owner: string, now: number): Promise<void> {
  const path = item.type === "report" ? `/reports/${item.id}` : `/acts/${item.id}`;
  const answer = await ask<Receipt | ActReceipt>(path, { check: (value) => isAbout(value, item) });
  if (answer.ok) return heard(item, owner, answer.value, now);
  const forgotten = answer.why === "refused" && UNKNOWN.includes(answer.error.code);
  await changeItem(item.id, (one) => (forgotten ? anew(one) : { ...one, next_at: now + EVERY_MS }), owner);
}

async function heard(item: OutboxItem, owner: string, receipt: Receipt | ActReceipt, now: number): Promise<void> {
  const files = item.files.map((one) => (one.state === "held" ? { ...one, state: receipt.photos[one.sha256] ?? one.state } : one));
  // A restored server may lack bytes it had acknowledged; they are still here.
  const lost = files.some((one, index) => one.state !== item.files[index]?.state);
  const held_at = lost ? null : item.held_at ?? serverNow();
  const may = held_at !== null && (receipt.safe || await longWithoutBackup(held_at));
  // Before it is written down as done: killed in between, the phone asks once more.
  const let_go = may && await lighten(item, receipt.photos, owner, now);
  const told = "report" in receipt ? { receipt } : { answer: item.answer && { ...item.answer, safe: receipt.safe, photos: receipt.photos } };
  if ("report" in receipt) await write(["receipts"], (tx) => tx.store.put({ owner, report: item.id, receipt }));
  await changeItem(item.id, (one) => ({ ...one, ...told, files, held_at, let_go, state: lost ? "facts" : "done", next_at: lost ? 0 : now + EVERY_MS }), owner);
}

/** By the server's clock, which this very answer has told: a phone whose own has jumped must not be hasty. */
async function longWithoutBackup(heldAt: number): Promise<boolean> {
  const none = (await sessionRow())?.session.county.backup === "none";
  return none && serverNow() - heldAt >= WITHOUT_BACKUP_MS;
}

/**
 * The server came back from a backup: whatever this phone was told is said once more, word for word. What it still
 * knows it answers as before; of a case that another phone has yet to bring back it will hear again.
 */
export async function tellAgain(owner: string): Promise<void> {
  for (const item of await items()) if (item.state === "done") await changeItem(item.id, anew, owner);
}

function anew(item: OutboxItem): OutboxItem {
  return { ...item, state: "waiting", next_at: 0, tries: 0, held_at: null, let_go: false };
}

/** The originals that the receipt lists as held go, the small pictures stay for the list. False when one had to stay. */
async function lighten(item: OutboxItem, states: Record<string, PhotoState>, owner: string, now: number): Promise<boolean> {
  const names = item.files.filter((one) => one.state === "held" && states[one.sha256] === "held").map((one) => one.sha256);
  const all = await write(["files", "items", "drafts"], async (tx) => {
    const others = (await tx.objectStore("items").index("owner").getAll(owner)).filter((one) => one.id !== item.id && !one.let_go && one.state !== "mended");
    const drafts = await tx.objectStore("drafts").index("owner").getAll(owner);
    const begun = drafts.flatMap((draft) => [...draft.photos, ...(draft.voice ? [draft.voice] : [])]);
    const needed = new Set([...others.flatMap((one) => one.files), ...begun].map((one) => one.sha256));
    let every = true;
    for (const name of names.filter((one) => !needed.has(one))) {
      const row = await tx.objectStore("files").get([owner, name]);
      const picked = Math.abs(now - (row?.at ?? 0)) < PICKED_MS;
      if (row?.bytes && picked) every = false;
      else if (row?.bytes) await tx.objectStore("files").put({ ...row, bytes: null });
    }
    return every;
  });
  if (names.length > 0) wasRefused(false);
  changed("files");
  return all;
}
