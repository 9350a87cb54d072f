// Large originals in pieces (tus 1.0): what arrived before a cut is never sent again. One call sends one piece, so that
// the facts of another report go in between. Where it stands is kept with the item; the server's word on it counts.
import { ask, type Answer, type Ask } from "./api.ts";
import { sha256 } from "./hash.ts";
import type { OutboxFile, Progress } from "./kept.ts";

/** Below this one PUT costs less than the two requests that a beginning takes. */
export const IN_PIECES_FROM = 256 * 1024;
const SMALLEST = 16 * 1024, LARGEST = 1024 * 1024, FIRST = 64 * 1024;
// Long enough that the answer's way there and back is little beside it, short enough to see it move.
const PIECE_MS = 8000;

export interface Step { answer: Answer<unknown>; progress: Progress | null; held: boolean }

export async function onePiece(entry: OutboxFile, body: ArrayBuffer, signal: AbortSignal, onSent: (bytes: number) => void): Promise<Step> {
  const progress = entry.progress ?? null;
  if (!progress) return begin(entry, body, signal);
  if (progress.unsure) return where(progress, body, signal);
  return lengthen(entry, progress, body, signal, onSent);
}

async function begin(entry: OutboxFile, body: ArrayBuffer, signal: AbortSignal): Promise<Step> {
  const heard: Heard = { location: "", offset: NaN };
  const metadata = `sha256 ${btoa(entry.sha256)}`;
  const headers = { "Upload-Length": String(body.byteLength), "Upload-Metadata": metadata };
  const answer = await ask("/uploads", { method: "POST", signal, ...inTus(heard, headers) });
  if (!answer.ok || !heard.location) return failed(answer, null);
  return { answer, progress: { url: heard.location, offset: 0, piece: FIRST }, held: false };
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
  if (entry.mismatches) headers["Upload-Checksum"] = `sha256 ${btoa(binary(await sha256(bytes)))}`;
  const heard: Heard = { location: "", offset: NaN };
  const began = Date.now();
  const type = "application/offset+octet-stream";
  const answer = await ask(url, { method: "PATCH", bytes, type, signal, onSent: (sent) => onSent(offset + sent), ...inTus(heard, headers) });
  if (!answer.ok) return failed(answer, progress);
  const next = { ...progress, offset: heard.offset, piece: sizeAfter(bytes.byteLength, Date.now() - began) };
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
  return { answer: ABOUT_THE_PIECE.has(code) || answer.ok ? later(answer) : answer, progress: stands, held: false };
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

function binary(hex: string): string {
  return String.fromCharCode(...(hex.match(/../g) ?? []).map((pair) => parseInt(pair, 16)));
}
