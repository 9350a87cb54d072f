// Why the app will not open without a network here: browsers keep that to addresses they trust.
export type Hindrance = "plain" | "untrusted";

const listeners = new Set<() => void>();
const SEEN = "patrol.hindrance-seen";
let found: Hindrance | null = null;

/** Over plain http there is no worker at all; localhost counts as secure. */
export function plainHttp(): boolean {
  if (isSecureContext) return false;
  tell("plain");
  return true;
}

/** What `register` was refused with. Behind a certificate that was clicked through, browsers load the page and refuse its worker. */
export function refusedWith(error: unknown): void {
  if (location.protocol === "https:" && error instanceof DOMException && error.name === "SecurityError") tell("untrusted");
}

export function hindrance(): Hindrance | null {
  return found;
}

export function onHindrance(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Once somebody has followed it, it stays under 我的 and leaves the other screens alone until the app is opened anew. */
export function markSeen(): void {
  try {
    sessionStorage.setItem(SEEN, "1");
  } catch {
    return;
  }
}

export function wasSeen(): boolean {
  try {
    return sessionStorage.getItem(SEEN) !== null;
  } catch {
    return false;
  }
}

function tell(why: Hindrance): void {
  found = why;
  for (const listener of listeners) listener();
}
