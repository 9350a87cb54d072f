// What kind of network this is. Chromium on Android can tell; where nothing can, "only by Wi-Fi" would be an empty promise.
interface Connection extends EventTarget { type?: string; saveData?: boolean }

const KEY = "patrol.wifi_only";
// A phone that lends its network to another by Bluetooth pays for it as well.
const PAID = new Set(["cellular", "bluetooth", "wimax"]);
const listeners = new Set<() => void>();
let watched: Connection | null = null;
let waited = false;

export function canTellWifi(): boolean {
  return typeof connection()?.type === "string";
}

/** What the person chose; before that, what they told the browser about saving data. */
export function wifiOnly(): boolean {
  return chosen() ?? connection()?.saveData === true;
}

/** Facts and small pictures always go; originals stay for now. */
export function originalsWait(): boolean {
  return wifiOnly() && PAID.has(connection()?.type ?? "");
}

export function setWifiOnly(only: boolean): void {
  try {
    localStorage.setItem(KEY, only ? "yes" : "no");
  } catch {
    // For this visit the browser's own setting stays.
  }
  tell();
}

/** The network changed under the app, or the person changed their mind. */
export function onLink(listener: () => void): () => void {
  const now = connection();
  if (now && now !== watched) {
    now.addEventListener("change", hear);
    watched = now;
    waited = originalsWait();
  }
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The event comes with every new guess at the speed, and each would set all retries going. */
function hear(): void {
  if (originalsWait() !== waited) tell();
}

function tell(): void {
  waited = originalsWait();
  for (const listener of listeners) listener();
}

function chosen(): boolean | null {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === null ? null : kept === "yes";
  } catch {
    return null;
  }
}

function connection(): Connection | undefined {
  return typeof navigator === "undefined" ? undefined : (navigator as { connection?: Connection }).connection;
}
