// When to send and when to fetch. The only place that looks at the network, the page's visibility and the time.
import { finishSignOut } from "./account.ts";
import { healthy } from "./api.ts";
import { changed, currentOwner, onChange, paused, sessionRow } from "./db.ts";
import { onLink, originalsWait } from "./link.ts";
import { setFetching, wentOffline } from "./net.ts";
import { items, release, wake } from "./items.ts";
import { hush, listen, listening, type Ears } from "./live.ts";
import { pull, pullPictures } from "./pull.ts";
import { backoff, nextTime } from "./queue.ts";
import { recheck } from "./safe.ts";
import { forgetBusy, interrupt, isSending, originalsHeldUntil, send } from "./sender.ts";

export { isSending };

const POLL_MS = 30_000;
// While the server tells by itself: what changes without an event, and that somebody is here at all.
const QUIET_MS = 5 * 60_000;
const ELSEWHERE_MS = 5_000;
// Only signing in helps, and that calls now().
const SIGNED_OUT_MS = 5 * 60_000;
let timer: ReturnType<typeof setTimeout> | null = null;
let fails = 0;
let quietUntil = 0;
let busy = false;
let again = false;
let mustAsk = false;
let pulledAt = 0;
const lists = oneBehind(fetchLists);
// Apart from the lists: on one bar of signal the pictures of a first sync are minutes, and news would wait for them.
const rest = oneBehind(async () => {
  await pullPictures();
  await recheck();
});
const EARS: Ears = { look: () => void refresh(true), back: () => void now(), lost: healthy };

/** Called once per page; `known` when the server has just said who is signed in. */
export async function start(known = false): Promise<void> {
  addEventListener("online", () => void now());
  addEventListener("offline", () => { wentOffline(); void attend(); });
  document.addEventListener("visibilitychange", () => void (document.visibilityState === "visible" ? now() : leaving()));
  addEventListener("pagehide", () => void leaving());
  onChange((tables) => {
    if (tables.includes("items")) plan();
    if (tables.includes("meta")) void heed();
    if (tables.includes("meta") || tables.includes("sessions")) void attend();
  });
  // How an item stands changes with the network under it: screens read it again, and what may go now goes.
  onLink(() => { changed("items"); void (originalsWait() ? push() : now()); });
  setInterval(() => { if (isSeen() && Date.now() - pulledAt >= (listening() ? QUIET_MS : 0)) void refresh(); }, POLL_MS);
  await now(known);
}

/** At once, whatever the backoff says: the network came back, the page was opened, the person asked. */
export async function now(known = false): Promise<void> {
  quietUntil = 0;
  forgetBusy();
  await wake();
  await finishSignOut();
  await push();
  await refresh(known);
  await attend();
}

/** Listens while the page is seen, online and somebody's; else not. */
async function attend(): Promise<void> {
  const row = await sessionRow();
  if (row?.signed_in && isSeen() && navigator.onLine !== false && !(await paused())) listen(row.owner, EARS);
  else hush();
}

function isSeen(): boolean {
  return typeof document !== "undefined" && document.visibilityState === "visible";
}

/** Fetches what changed. Lists follow by themselves from the tables. `known`: who is signed in need not be asked. */
export async function refresh(known = false): Promise<void> {
  if ((await currentOwner()) === null) return;
  mustAsk ||= !known;
  await lists();
}

async function fetchLists(): Promise<void> {
  const known = !mustAsk;
  mustAsk = false;
  pulledAt = Date.now();
  setFetching(true);
  const outcome = await pull(known).finally(() => setFetching(false));
  if (outcome === "ok") void rest();
}

/** One at a time; asked meanwhile, once more behind it: what is under way may have begun before what is meant now. */
function oneBehind(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await work().catch(() => undefined);
    } while (again);
  };
  return () => {
    if (running !== null) again = true;
    return running ??= run().finally(() => { running = null; });
  };
}

export async function push(): Promise<void> {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    do {
      again = false;
      if (isQuiet()) break;
      // Tables that are full or closed end the sending as a lost network does: it is tried again, later and later.
      const outcome = await send().catch(() => "offline" as const);
      if (outcome === "offline") quietUntil = Date.now() + backoff(++fails);
      if (outcome === "sent") {
        fails = 0;
        void refresh();
      }
      if (outcome === "elsewhere") quietUntil = Date.now() + ELSEWHERE_MS;
      if (outcome === "signed_out") quietUntil = Date.now() + SIGNED_OUT_MS;
      if (outcome === "elsewhere" || outcome === "signed_out") break;
    } while (again);
  } finally {
    busy = false;
  }
  plan();
}

/** Never longer than it was begun for, though the clock be set back meanwhile. */
function isQuiet(): boolean {
  const left = quietUntil - Date.now();
  return left > 0 && left <= SIGNED_OUT_MS;
}

function plan(): void {
  void items().then((all) => {
    const next = nextTime(all, Date.now(), originalsHeldUntil(), originalsWait());
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (next === null) return;
    const wait = Math.max(next, quietUntil) - Date.now();
    timer = setTimeout(() => void push(), Math.min(Math.max(wait, 250), 5 * 60_000));
  });
}

async function leaving(): Promise<void> {
  hush();
  await release();
  await push();
}

/** Another tab signs somebody in or out: this one's request must not go under the new name. */
async function heed(): Promise<void> {
  if (await paused()) interrupt();
}
