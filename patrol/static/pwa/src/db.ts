// The phone's own tables. Every row of a person carries that person's id, and nobody else's rows are read.
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from "idb";
import type { Draft, OutboxItem } from "./kept.ts";
import type { Case, Notice, Outlines, Receipt, Session, TaskCard } from "./types.ts";

export type { CaseRef, Draft, OutboxFile, OutboxItem } from "./kept.ts";
export type { Case, Notice, Outlines, Receipt, Session } from "./types.ts";

/** `tasks`: of a department. They are few and come whole, so they stand beside the name they are for. */
export interface SessionRow { owner: string; session: Session; signed_in: boolean; cursor: string | null; seen_at: number; tasks?: TaskCard[] }
export interface CaseRow { owner: string; id: string; case: Case }
export interface NoticeRow { owner: string; id: string; notice: Notice }
/** `at`: when it was last picked; what was picked a moment ago may not stand in any draft yet. */
export interface FileRow { owner: string; sha256: string; type: string; bytes: ArrayBuffer | null; thumb: ArrayBuffer | null; at?: number }
export interface PictureRow { owner: string; sha256: string; bytes: ArrayBuffer; at: number }
export interface ReceiptRow { owner: string; report: string; receipt: Receipt }
export interface SheetRow { owner: string; key: string; value: unknown }
export interface MetaRow { key: string; value: unknown }

interface Tables extends DBSchema {
  meta: { key: string; value: MetaRow };
  sessions: { key: string; value: SessionRow };
  cases: { key: [string, string]; value: CaseRow; indexes: { owner: string } };
  notices: { key: [string, string]; value: NoticeRow; indexes: { owner: string } };
  drafts: { key: [string, string]; value: Draft; indexes: { owner: string } };
  items: { key: [string, string]; value: OutboxItem; indexes: { owner: string } };
  files: { key: [string, string]; value: FileRow; indexes: { owner: string } };
  pictures: { key: [string, string]; value: PictureRow; indexes: { owner: string } };
  receipts: { key: [string, string]; value: ReceiptRow; indexes: { owner: string } };
  sheets: { key: [string, string]; value: SheetRow; indexes: { owner: string } };
}

export type Table = "meta" | "sessions" | "cases" | "notices" | "drafts" | "items" | "files" | "pictures" | "receipts" | "sheets";
export type Database = IDBPDatabase<Tables>;

const KEYS: Record<Exclude<Table, "meta" | "sessions">, string> = {
  cases: "id", notices: "id", drafts: "id", items: "id", files: "sha256", pictures: "sha256", receipts: "report", sheets: "key",
};

let opened: Promise<Database> | null = null;

export async function database(): Promise<Database> {
  opened ??= open();
  const known = opened;
  const db = await known;
  if (isOpen(db)) return db;
  // Others may have found it closed in the same moment: one of them opens it for all.
  if (opened === known || opened === null) opened = open();
  return opened;
}

/** Android closes the tables of an app it has put to sleep, and says so late or never. Nothing but trying tells. */
function isOpen(db: Database): boolean {
  try {
    db.transaction("meta");
    return true;
  } catch {
    return false;
  }
}

/**
 * One transaction that writes. Closed under our hands it has done nothing, so it is done once more with the tables
 * open again; whatever else goes wrong is the caller's to hear.
 */
export async function write<Names extends Table[], T>(tables: [...Names], work: (tx: Writing<Names>) => Promise<T>): Promise<T> {
  try {
    return await writeOnce(tables, work);
  } catch (error) {
    if (!wasClosed(error)) throw error;
    return writeOnce(tables, work);
  }
}

export type Writing<Names extends Table[]> = IDBPTransaction<Tables, Names, "readwrite">;

async function writeOnce<Names extends Table[], T>(tables: [...Names], work: (tx: Writing<Names>) => Promise<T>): Promise<T> {
  const tx = (await database()).transaction(tables, "readwrite") as Writing<Names>;
  const done = tx.done;
  // The reason for an abort is told by both; unheard, one of them would be reported as nobody's.
  done.catch(() => undefined);
  const result = await work(tx).catch(async (error: unknown) => { throw await reasonOf(tx, error); });
  await done;
  return result;
}

/** A full disk ends the transaction, and the requests under way hear only that it has ended. */
async function reasonOf(tx: { done: Promise<void>; error?: DOMException | null; abort(): void }, error: unknown): Promise<unknown> {
  if ((error as Error).name !== "AbortError") {
    try { tx.abort(); } catch { /* It has ended already. */ }
    return error;
  }
  return tx.done.then(() => error, (reason: unknown) => reason ?? error);
}

function wasClosed(error: unknown): boolean {
  return ["InvalidStateError", "AbortError", "UnknownError"].includes((error as Error).name);
}

function open(): Promise<Database> {
  const opening = openTables();
  // What failed once (a phone short of memory) may go the next time.
  opening.catch(() => { if (opened === opening) opened = null; });
  return opening;
}

function openTables(): Promise<Database> {
  return openDB<Tables>("patrol", 1, {
    upgrade(db) {
      db.createObjectStore("meta", { keyPath: "key" });
      db.createObjectStore("sessions", { keyPath: "owner" });
      for (const [name, key] of Object.entries(KEYS)) {
        const table = db.createObjectStore(name as keyof typeof KEYS, { keyPath: ["owner", key] });
        table.createIndex("owner", "owner");
      }
    },
    // A newer version of the app in another tab must be able to change the tables.
    blocking(_now, _next, event) {
      (event.target as IDBDatabase).close();
      opened = null;
    },
    terminated() {
      opened = null;
    },
  });
}

/** For tests that play a restart of the browser. */
export async function close(): Promise<void> {
  if (opened) (await opened).close();
  opened = null;
}

export async function meta<T>(key: string): Promise<T | undefined> {
  return (await (await database()).get("meta", key))?.value as T | undefined;
}

export async function setMeta(key: string, value: unknown): Promise<void> {
  await (await database()).put("meta", { key, value });
  changed("meta");
}

/** The person whose rows this phone shows and sends. Null after signing out. */
export async function currentOwner(): Promise<string | null> {
  return (await meta<string | null>("owner")) ?? null;
}

export async function sessionRow(): Promise<SessionRow | null> {
  const owner = await currentOwner();
  if (owner === null) return null;
  return (await (await database()).get("sessions", owner)) ?? null;
}

/** How long nothing is sent while somebody signs in or out, at most. */
export const PAUSE_MS = 60_000;

/** Somebody is signing in or out: no request may go under a name that is about to change. */
export async function paused(): Promise<boolean> {
  // A moment and no flag: a tab killed in between must not silence the others for good, nor a clock set back since.
  const left = ((await meta<number>("paused_until")) ?? 0) - Date.now();
  return left > 0 && left <= PAUSE_MS;
}

/** Changes one session row in a single transaction: two tabs may do so at once. */
export async function changeSession(owner: string, change: (row: SessionRow) => SessionRow): Promise<void> {
  await write(["sessions"], async (tx) => {
    const row = await tx.store.get(owner);
    if (row) await tx.store.put(change(row));
  });
  changed("sessions");
}

export async function outlines(): Promise<Outlines | null> {
  return (await meta<Outlines>("outlines")) ?? null;
}

// ---- telling screens and other tabs that a table changed

type Listener = (tables: Table[]) => void;
const listeners = new Set<Listener>();
const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("patrol-tables") : null;
if (channel) {
  channel.onmessage = (event: MessageEvent<Table[]>) => tell(event.data);
  // In Node an open channel would keep a test process alive.
  (channel as unknown as { unref?: () => void }).unref?.();
}

export function onChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function changed(...tables: Table[]): void {
  tell(tables);
  channel?.postMessage(tables);
}

function tell(tables: Table[]): void {
  for (const listener of listeners) listener(tables);
}
