// Server-sent events by fetch: unlike EventSource it tells a sign-out from a dead network, and a portal's page from both.
import { addressOf } from "./api.ts";
import { setReach } from "./net.ts";

/** unavailable: this server keeps nothing open. lost: whoever waits for it should look whether the server is there. */
export type Ended = "lost" | "signed_out" | "unavailable";

/** Hears line by line until it ends or nothing has come for `silence` ms. */
export async function hear(path: string, stop: AbortController, silence: number, said: (line: string) => void): Promise<Ended> {
  let timer = setTimeout(() => stop.abort(), silence);
  const alive = () => { clearTimeout(timer); timer = setTimeout(() => stop.abort(), silence); };
  try {
    const response = await fetch(addressOf(path), {
      headers: { Accept: "text/event-stream" }, signal: stop.signal, cache: "no-store", credentials: "same-origin", redirect: "error",
    });
    if (response.status === 401) return "signed_out";
    if (response.status === 204 || response.status === 404) return "unavailable";
    if (!response.ok || !response.body || !response.headers.get("Content-Type")?.startsWith("text/event-stream")) return "lost";
    setReach("online");
    await lines(response.body, alive, said);
  } catch {
    // Cut off, or given up: the same to whoever waits for it.
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
  return "lost";
}

async function lines(body: ReadableStream<Uint8Array>, alive: () => void, said: (line: string) => void): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let begun = "";
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    alive();
    const whole = (begun + decoder.decode(next.value, { stream: true })).split("\n");
    begun = whole.pop() ?? "";
    for (const line of whole) if (line) said(line);
  }
}
