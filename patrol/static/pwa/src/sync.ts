// When to send and when to fetch. The only place that looks at the network, the page's visibility and the time.
import { finishSignOut } from "./account.ts";
import { currentOwner, onChange, paused } from "./db.ts";
import { setFetching, setReach } from "./net.ts";
import { items, release, wake } from "./items.ts";
import { pull, pullPictures } from "./pull.ts";
import { backoff, nextTime } from "./queue.ts";
import { recheck } from "./safe.ts";
import { forgetBusy, interrupt, isSending, originalsHeldUntil, send } from "./sender.ts";

export { isSending };

const POLL_MS = 30_000;
const ELSEWHERE_MS = 5_000;
// Only signing in helps, and that calls now().
const SIGNED_OUT_MS = 5 * 60_000;
let timer: ReturnType<typeof setTimeout> | null = null;
let fails = 0;
let quietUntil = 0;
let busy = false;
let again = false;
let pulling: Promise<unknown> | null = null;

/** Called once per page; `known` when the server has just said who is signed in. */
export async function start(known = false): Promise<void> {
  addEventListener("online", () => void now());
  addEventListener("offline", () => setReach("offline"));
  document.addEventListener("visibilitychange", () => void (document.visibilityState === "visible" ? now() : leaving()));
  addEventListener("pagehide", () => void leaving());
  onChange((tables) => {
    if (tables.includes("items")) plan();
    if (tables.includes("meta")) void heed();
  });
  setInterval(() => { if (document.visibilityState === "visible") void refresh(); }, POLL_MS);
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
}

/** Fetches what changed. Lists follow by themselves from the tables. */
export async function refresh(known = false): Promise<void> {
  if ((await currentOwner()) === null) return;
  pulling ??= fetchAll(known).catch(() => undefined).finally(() => { pulling = null; });
  await pulling;
}

async function fetchAll(known: boolean): Promise<void> {
  setFetching(true);
  const outcome = await pull(known).finally(() => setFetching(false));
  if (outcome === "ok") await pullPictures();
  await recheck();
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
      if (Date.now() < quietUntil) break;
      const outcome = await send();
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

function plan(): void {
  void items().then((all) => {
    const next = nextTime(all, originalsHeldUntil());
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (next === null) return;
    const wait = Math.max(next, quietUntil) - Date.now();
    timer = setTimeout(() => void push(), Math.min(Math.max(wait, 250), 5 * 60_000));
  });
}

async function leaving(): Promise<void> {
  await release();
  await push();
}

/** Another tab signs somebody in or out: this one's request must not go under the new name. */
async function heed(): Promise<void> {
  if (await paused()) interrupt();
}
