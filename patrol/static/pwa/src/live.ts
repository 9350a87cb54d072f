// An open app hears from the server that there is something to look at, and nothing else. It listens only while
// somebody has it before them; what it cannot hear, it asks for every half minute.
import { hear } from "./stream.ts";

export interface Ears {
  /** There is something new, or there may have been before anybody listened. */
  look: () => void;
  /** As before, after the way to the server was broken or barred. */
  back: () => void;
  /** The server may be out of reach; resolves once that is known. */
  lost: () => Promise<unknown>;
}

// Two heartbeats and some: a connection that died without a word is given up.
const SILENCE_MS = 60_000;
const RETRY_MS = 1000;
const RETRY_MOST_MS = 60_000;
// A server that keeps nothing open is asked again by and by.
const UNAVAILABLE_MS = 10 * 60_000;
// Several are told in the same moment.
const JITTER_MS = 250;

let whose: string | null = null;
let stop: AbortController | null = null;
let hearing = false;
let fails = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Whether the server tells by itself: nobody needs to ask then. */
export function listening(): boolean {
  return hearing;
}

export function listen(owner: string, ears: Ears): void {
  if (whose === owner) return;
  hush();
  whose = owner;
  void keepListening(ears);
}

/** The page is hidden, the network is gone or nobody is signed in: not a byte more. */
export function hush(): void {
  clearTimeout(timer);
  stop?.abort();
  whose = stop = null;
  hearing = false;
  fails = 0;
}

async function keepListening(ears: Ears): Promise<void> {
  const mine = stop = new AbortController();
  const ended = await hear("/live", mine, SILENCE_MS, (line) => { if (stop === mine) said(line, ears); });
  if (stop !== mine) return;
  hearing = false;
  if (ended === "signed_out") ears.back();
  if (ended === "lost") await ears.lost();
  if (stop !== mine) return;
  const wait = ended === "unavailable" ? UNAVAILABLE_MS : Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** fails++);
  timer = setTimeout(() => void keepListening(ears), wait * (0.75 + Math.random() / 2));
}

function said(line: string, ears: Ears): void {
  if (!hearing) {
    hearing = true;
    return fails > 0 ? ears.back() : ears.look();
  }
  // Not with the first word: a server that says it and falls silent must not be asked every second.
  fails = 0;
  if (line === "data: look") setTimeout(() => { if (hearing) ears.look(); }, Math.random() * JITTER_MS);
}
