// The service worker, and a new version that waits until the person says yes and nothing is being sent.
import { healthy } from "./api.ts";
import { isSending, now } from "./sync.ts";
import { watchBackground } from "./background.ts";
import { plainHttp, refusedWith } from "./trust.ts";

const listeners = new Set<() => void>();
const EVERY_MS = 3600_000;
const PATIENCE_MS = 500;
let ready = false;
let registration: ServiceWorkerRegistration | null = null;

/** WeChat's view throws its storage away and keeps odd caches: a worker there does more harm than good. */
export function inWeChat(agent: string = navigator.userAgent): boolean {
  return /MicroMessenger/i.test(agent);
}

export async function registerWorker(): Promise<void> {
  if (plainHttp() || !("serviceWorker" in navigator) || inWeChat()) return;
  navigator.serviceWorker.addEventListener("message", (event: MessageEvent) => heard(event.data));
  navigator.serviceWorker.addEventListener("controllerchange", askNewest);
  try {
    registration = await navigator.serviceWorker.register("/app/sw.js", { scope: "/app/" });
    watchBackground(registration);
    askNewest();
    const look = () => { if (document.visibilityState === "visible") void registration?.update().catch(() => undefined); };
    look();
    setInterval(look, EVERY_MS);
  } catch (error) {
    // Blocked or not offered: everything works while the page is open.
    refusedWith(error);
  }
}

/** A new one may wait for minutes until the old one is done, and the old one knows nothing of it. */
function newestWorker(): ServiceWorker | null {
  return registration?.waiting ?? registration?.active ?? null;
}

function askNewest(): void {
  newestWorker()?.postMessage("which");
}

export function updateReady(): boolean {
  return ready;
}

/** A part of the app could not be fetched. Where the server answers, only a newer version can be the reason: true. */
export async function partMissing(): Promise<boolean> {
  if (!(await healthy())) return false;
  ready = true;
  tell();
  return true;
}

export async function applyUpdate(): Promise<void> {
  while (isSending()) await new Promise((done) => setTimeout(done, PATIENCE_MS));
  const worker = newestWorker();
  if (worker) worker.postMessage("apply");
  else location.reload();
}

export function onUpdate(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function heard(data: "send" | { current?: string | null; newest?: string; applied?: boolean }): void {
  if (data === "send") return void now();
  if (data.applied) location.reload();
  if (!data.newest || data.current === null || data.current === data.newest) return;
  ready = true;
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}
