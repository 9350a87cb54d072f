// Large originals in pieces (tus 1.0): what arrived before a cut is never sent again. One call sends one piece, so that
// the facts of another report go in between. Where it stands is kept with the item; the server's word on it counts.
// The first piece goes with the beginning. Cut there it is lost, as nobody has heard where to go on: so it is small until
// the link is known to be good, and after a cut the photo begins with nothing.
import { ask, type Answer, type Ask } from "./api.ts";
import { sha256 } from "./hash.ts";
import type { OutboxFile, Progress } from "./kept.ts";
import { losses } from "./net.ts";

/** Below this one PUT costs less than the two requests that a beginning takes. */
export const IN_PIECES_FROM = 256 * 1024;
const SMALLEST = 16 * 1024, LARGEST = 1024 * 1024, FIRST = 64 * 1024;
// Long enough that the answer's way there and back is little beside it, short enough to see it move.
const PIECE_MS = 8000;
// A patrol moves: what a link carried some minutes ago says little.
const KNOWN_MS = 2 * 60_000;
const PIECE_TYPE = "application/offset+octet-stream";

interface Link { piece: number; at: number; losses: number }
// What the last piece has shown of the link; of none, or of a network that went away since, nothing is known.
let link: Link | null = null;

function learn(piece: number): void {
  link = { piece, at: Date.now(), losses: losses() };
}

function learnLoss(answer: Answer<unknown>): void {
  if (!answer.ok && (answer.why === "offline" || tooLarge(answer))) learn(SMALLEST);
}

function known(): number {
  const fresh = link !== null && link.losses === losses() && Date.now() - link.at < KNOWN_MS;
  return fresh && link ? link.piece : FIRST;
}

export interface Step { answer: Answer<unknown>; progress: Progress | null; held: boolean }

/** Written down before a whole photo goes with its beginning: killed there, the app asks before it sends a second time. */
export const UNHEARD: Progress = { url: "", offset: 0, piece: FIRST, unsure: true };

export function goesWhole(entry: OutboxFile, body: ArrayBuffer): boolean {
  return !entry.progress && !entry.tries && body.byteLength <= known();
}

export async function onePiece(entry: OutboxFile, body: ArrayBuffer, signal: AbortSignal, onSent: (bytes: number) => void): Promise<Step> {
  const progress = entry.progress ?? null;
  if (!progress) return begin(entry, body, entry.tries ? 0 : known(), signal, onSent);
  if (!progress.url) return unheard(entry, body, signal, onSent);
  if (progress.unsure) return where(progress, body, signal);
  return lengthen(entry, progress, body, signal, onSent);
}

async function begin(entry: OutboxFile, body: ArrayBuffer, piece: number, signal: AbortSignal, onSent: (bytes: number) => void): Promise<Step> {
  const heard: Heard = { location: "", offset: NaN };
  const metadata = `sha256 ${btoa(entry.sha256)}`;
  const headers: Record<string, string> = { "Upload-Length": String(body.byteLength), "Upload-Metadata": metadata };
  const bytes = body.slice(0, piece);
  if (piece && entry.mismatches) headers["Upload-Checksum"] = await checksum(bytes);
  const began = Date.now();
  const along = piece ? { bytes, type: PIECE_TYPE, onSent } : {};
  const answer = await ask("/uploads", { method: "POST", signal, ...along, ...inTus(heard, headers) });
  if (!answer.ok || !heard.location) return notBegun(answer, bytes, body);
  const next = piece ? sizeAfter(bytes.byteLength, Date.now() - began) : FIRST;
  if (piece) learn(next);
  return { answer, progress: { url: heard.location, offset: heard.offset, piece: next }, held: heard.offset === body.byteLength };
}

function notBegun(answer: Answer<unknown>, bytes: ArrayBuffer, body: ArrayBuffer): Step {
  const step = failed(answer, null);
  if (!bytes.byteLength) return step;
  learnLoss(answer);
  // Somebody on the way took no body of its size: the next beginning brings none. The server's own word has a message.
  if (!answer.ok && answer.why === "refused" && tooLarge(answer) && !answer.error.message) return { ...step, answer: later(answer) };
  const all = bytes.byteLength === body.byteLength && !answer.ok && answer.why === "offline";
  return all ? { ...step, progress: UNHEARD } : step;
}

/** All of it went with the beginning and no answer came: perhaps it is there, and need not go a second time. */
async function unheard(entry: OutboxFile, body: ArrayBuffer, signal: AbortSignal, onSent: (bytes: number) => void): Promise<Step> {
  const answer = await ask(`/photos/${entry.sha256}/facts`, { signal, check: (value) => "findings" in (value as object) });
  if (answer.ok) return { answer, progress: null, held: true };
  if (answer.why === "refused") return begin(entry, body, 0, signal, onSent);
  return { answer, progress: entry.progress ?? null, held: false };
}

/** After a cut only the server knows how much of the last piece it had read. */
async function where(progress: Progress, body: ArrayBuffer, signal: AbortSignal): Promise<Step> {
  const heard: Heard = { location: "", offset: NaN };
  const answer = await ask(progress.url, { method: "HEAD", signal, ...inTus(heard, {}) });
  if (!answer.ok) return failed(answer, progress);
  return { answer, progress: { ...progress, offset: heard.offset, unsure: false }, held: heard.offset === body.byteLength };
}

async function lengthen(entry: OutboxFile, progress: Progress, body: ArrayBuffer, signal: AbortSignal, onSent: (bytes: number) => void): Promise<Step> {
  const { offset, piece, url } = progress;
  const bytes = body.slice(offset, offset + piece);
  const headers: Record<string, string> = { "Upload-Offset": String(offset) };
  // Checked piece by piece only once a whole photo has arrived as something else: a checked piece that is cut counts nothing.
  if (entry.mismatches) headers["Upload-Checksum"] = await checksum(bytes);
  const heard: Heard = { location: "", offset: NaN };
  const began = Date.now();
  const answer = await ask(url, { method: "PATCH", bytes, type: PIECE_TYPE, signal, onSent: (sent) => onSent(offset + sent), ...inTus(heard, headers) });
  if (!answer.ok) {
    learnLoss(answer);
    return failed(answer, progress);
  }
  const next = { ...progress, offset: heard.offset, piece: sizeAfter(bytes.byteLength, Date.now() - began) };
  learn(next.piece);
  return { answer, progress: next, held: heard.offset === body.byteLength };
}

/** The next piece is what this link carries in eight seconds. */
export function sizeAfter(bytes: number, ms: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, Math.round((bytes / Math.max(ms, 1)) * PIECE_MS)));
}

// What to do about a refusal that concerns the piece and not the photo: go on from where the server stands, or begin anew.
const ABOUT_THE_PIECE = new Set(["offset_differs", "checksum_differs", "upload_locked", "too_many_uploads"]);
const GONE = new Set(["upload_missing", "upload_expired"]);

function failed(answer: Answer<unknown>, progress: Progress | null): Step {
  const code = !answer.ok && answer.why === "refused" ? answer.error.code : "";
  if (GONE.has(code)) return { answer: later(answer), progress: null, held: false };
  if (code === "hash_differs") return { answer, progress: null, held: false };
  const stands = progress && { ...progress, unsure: true, piece: SMALLEST };
  // Of a piece only somebody on the way can find that, and the next is smaller; of a whole upload it is the server's word.
  const aboutThePiece = ABOUT_THE_PIECE.has(code) || (tooLarge(answer) && progress !== null);
  return { answer: aboutThePiece || answer.ok ? later(answer) : answer, progress: stands, held: false };
}

function tooLarge(answer: Answer<unknown>): boolean {
  return !answer.ok && answer.why === "refused" && answer.error.code === "too_large";
}

function later({ status }: Answer<unknown>): Answer<never> {
  return { ok: false, why: "later", status, after_ms: 0 };
}

interface Heard { location: string; offset: number }

/** A portal's empty 204 is no answer of ours: only one that speaks tus and says where it stands. */
function inTus(heard: Heard, headers: Record<string, string>): Pick<Ask, "headers" | "bare"> {
  return {
    headers: { "Tus-Resumable": "1.0.0", ...headers },
    bare: (get) => {
      heard.offset = Number(get("Upload-Offset") ?? NaN);
      heard.location = (get("Location") ?? "").replace(/^.*\/uploads\//, "/uploads/");
      return get("Tus-Resumable") === "1.0.0" && Number.isInteger(heard.offset);
    },
  };
}

async function checksum(bytes: ArrayBuffer): Promise<string> {
  return `sha256 ${btoa(binary(await sha256(bytes)))}`;
}

function binary(hex: string): string {
  return String.fromCharCode(...(hex.match(/../g) ?? []).map((pair) => parseInt(pair, 16)));
}
