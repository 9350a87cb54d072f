// Keeps the app's own files so that it starts without network. It sees GET of the shell and nothing else, and never writes.
// The server puts `self.SHELL = {version, files: {path: integrity}}` before this code. A new shell is fetched beside the old one and shown
// only after the page says that the person agreed: closing every tab is not consent.
export {};

declare const self: ServiceWorkerGlobalScope & { SHELL: { version: string; files: Record<string, string> } };

const POINTER = "patrol-current";
const POINTER_KEY = "/app/current-version";
const START = "/app/";
const HASHED = /-[0-9A-Z]{8}\.\w+$/;
const nameOf = (version: string) => `patrol-shell-${version}`;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || !url.pathname.startsWith(START)) return;
  if (url.pathname === "/app/sw.js") return;
  event.respondWith(answer(request, url));
});

self.addEventListener("message", (event) => {
  const source = event.source as Client | null;
  if (event.data === "which") event.waitUntil(which().then((versions) => source?.postMessage(versions)));
  if (event.data === "apply") event.waitUntil(apply().then(() => source?.postMessage({ applied: true })));
});

// Background Sync is a nudge to a page that is open. Sending is the page's: it has the tables, the turn over all tabs and
// the person before it. With no page open nothing happens here, and what waits goes when the app is opened.
for (const nudge of ["sync", "periodicsync"]) self.addEventListener(nudge, (event) => (event as ExtendableEvent).waitUntil(wakePages()));

// A notice: the words are the server's, and the same one twice is one on the screen.
self.addEventListener("push", (event) => {
  const { id, text, url } = (event.data?.json() ?? {}) as { id?: string; text?: string; url?: string };
  event.waitUntil(show(text ?? "", id ?? "", url ?? START));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openPage(new URL(String(event.notification.data), self.location.origin)));
});

/** While the app is hidden, see cover.ts, nothing of it is said on the locked screen. */
async function show(text: string, tag: string, url: string): Promise<void> {
  const hidden = await (await caches.match("/", { cacheName: "covered" }))?.text();
  const icon = hidden ? "/app/icons/calendar.svg" : "/app/icons/icon-192.png";
  await self.registration.showNotification(hidden ?? text, { tag, icon, data: hidden ? START : url });
}

async function openPage(url: URL): Promise<void> {
  const to = url.origin === self.location.origin ? url.href : START;
  const [open] = (await self.clients.matchAll({ type: "window", includeUncontrolled: true })) as WindowClient[];
  await (open ? open.focus().then((page) => page.navigate(to)) : self.clients.openWindow(to));
}

async function wakePages(): Promise<void> {
  for (const client of await self.clients.matchAll({ includeUncontrolled: true })) client.postMessage("send");
}

async function install(): Promise<void> {
  const { version, files } = self.SHELL;
  const cache = await caches.open(nameOf(version));
  // A name with a hash in it means the same bytes for ever: the page has most of these already, and need not fetch them twice.
  const asked = (file: string): RequestCache => (HASHED.test(file) ? "default" : "reload");
  // A hotel's portal answers 200 to everything: kept as the app's page it would shut its owner out of what is unsent.
  const wanted = ([file, integrity]: [string, string]) => new Request(file, { cache: asked(file), credentials: "same-origin", integrity });
  await cache.addAll(Object.entries(files).map(wanted));
  if ((await current()) === null) await point(version);
  // Only this script changes hands; which shell is shown is decided by the pointer.
  await self.skipWaiting();
  for (const client of await self.clients.matchAll({ includeUncontrolled: true })) client.postMessage(await which());
}

async function answer(request: Request, url: URL): Promise<Response> {
  const version = await current();
  const wanted = request.mode === "navigate" ? START : url.pathname;
  if (version !== null) {
    const kept = await (await caches.open(nameOf(version))).match(wanted);
    if (kept) return kept;
  }
  const elsewhere = request.mode === "navigate" ? undefined : await caches.match(wanted);
  return elsewhere ?? fetch(request);
}

async function apply(): Promise<void> {
  const before = await current();
  const { version } = self.SHELL;
  await point(version);
  // The one before stays: another tab may still be running it and fetch a part it has not used yet.
  const keep = new Set([nameOf(version), before === null ? "" : nameOf(before), POINTER]);
  for (const name of await caches.keys()) if (name.startsWith("patrol-") && !keep.has(name)) await caches.delete(name);
}

async function which(): Promise<{ current: string | null; newest: string }> {
  return { current: await current(), newest: self.SHELL.version };
}

async function current(): Promise<string | null> {
  const kept = await (await caches.open(POINTER)).match(POINTER_KEY);
  const version = kept ? await kept.text() : null;
  return version !== null && (await caches.has(nameOf(version))) ? version : null;
}

async function point(version: string): Promise<void> {
  await (await caches.open(POINTER)).put(POINTER_KEY, new Response(version));
}
