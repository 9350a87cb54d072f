// One sender at a time over all tabs. The Web Locks of the browser where it has them, else a lease in our own table.
import { database } from "./db.ts";
import { uuid } from "./hash.ts";

const NAME = "patrol-send";
const LEASE_MS = 20_000;
const me = uuid();

interface Lease { holder: string; until: number }
export interface Held { /** False once somebody else may have taken over: stop before the next step. */ still(): Promise<boolean> }

/** Runs `work` when no other tab is sending; resolves false at once otherwise. */
export async function alone(work: (held: Held) => Promise<void>): Promise<boolean> {
  if (typeof navigator !== "undefined" && navigator.locks) {
    return navigator.locks.request(NAME, { ifAvailable: true }, async (lock) => {
      if (lock) await work({ still: async () => true });
      return lock !== null;
    });
  }
  return withLease(work);
}

/** Waits its turn: signing in and out must not cross a sender. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (typeof navigator !== "undefined" && navigator.locks) return navigator.locks.request(NAME, work) as Promise<T>;
  let result: T | undefined;
  for (let turn = 0; turn < 100; turn++) {
    if (await withLease(async () => { result = await work(); })) return result as T;
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error("another page keeps sending");
}

export async function withLease(work: (held: Held) => Promise<void>, holder: string = me): Promise<boolean> {
  if (!(await take(holder, false))) return false;
  const beat = setInterval(() => void take(holder, true), LEASE_MS / 4);
  try {
    await work({ still: () => take(holder, true) });
  } finally {
    clearInterval(beat);
    await drop(holder);
  }
  return true;
}

/** Takes or renews. A tab that was frozen past its lease finds it gone and stops. */
async function take(holder: string, renew: boolean): Promise<boolean> {
  const tx = (await database()).transaction("meta", "readwrite");
  const lease = (await tx.store.get("lease"))?.value as Lease | null | undefined;
  // One that ends later than any can was taken before the phone's clock was set back.
  const left = (lease?.until ?? 0) - Date.now();
  const live = left > 0 && left <= LEASE_MS;
  const mine = renew ? lease?.holder === holder : !live;
  if (mine) await tx.store.put({ key: "lease", value: { holder, until: Date.now() + LEASE_MS } });
  await tx.done;
  return mine;
}

async function drop(holder: string): Promise<void> {
  const tx = (await database()).transaction("meta", "readwrite");
  const lease = (await tx.store.get("lease"))?.value as Lease | null | undefined;
  if (lease?.holder === holder) await tx.store.put({ key: "lease", value: null });
  await tx.done;
}
