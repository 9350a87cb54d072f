// Bytes on their way, counted. fetch cannot tell how much of a body has gone, and on one bar of signal that is what
// people want to know.

export interface Upload { sha256: string; sent: number; total: number }
/** The part of a Response that is looked at. */
export interface Replied { ok: boolean; status: number; headers: { get(name: string): string | null }; text(): Promise<string> }

const listeners = new Set<() => void>();
let current: Upload | null = null;

export function currentUpload(): Upload | null {
  return current;
}

export function onUpload(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tellUpload(next: Upload | null): void {
  current = next;
  for (const listener of listeners) listener();
}

export function canCount(): boolean {
  return typeof XMLHttpRequest === "function";
}

export function carry(method: string, url: string, body: ArrayBuffer, headers: Record<string, string>, signal: AbortSignal, sent: (bytes: number) => void): Promise<Replied> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => sent(event.loaded);
    request.onerror = request.onabort = () => fail(new Error("not sent"));
    request.onload = () => {
      // A portal leads elsewhere; what it says there is no answer of ours.
      if (request.responseURL !== new URL(url, location.href).href) return fail(new Error("led elsewhere"));
      const { status, responseText } = request;
      done({ ok: status >= 200 && status < 300, status, headers: { get: (name) => request.getResponseHeader(name) }, text: async () => responseText });
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}
