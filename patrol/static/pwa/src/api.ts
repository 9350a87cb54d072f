// The way to the server. Every answer is sorted by what the phone should do next, not by its number.
import { learn, phoneTime } from "./clock.ts";
import { losses, setReach } from "./net.ts";
import type { Id, Reason } from "./types.ts";
import { canCount, carry, type Replied } from "./upload.ts";

/**
 * offline: no network, or somebody else answered in the server's place (a captive portal).
 * later: the server is there and asks for patience. signed_out: 401. refused: it has judged this very request.
 */
export type Answer<T> =
  | { ok: true; status: number; value: T }
  | { ok: false; why: "offline" | "later" | "signed_out"; status: number; after_ms: number; error?: Reason }
  | { ok: false; why: "refused"; status: number; error: Reason & { fields: Record<string, unknown> } };

let base = "/api";

/** For tests, which have no page to be relative to. */
export function setBase(url: string): void {
  base = url;
}

export function addressOf(path: string): string {
  return base + path;
}

export interface Ask {
  method?: "GET" | "HEAD" | "PUT" | "POST" | "PATCH" | "DELETE";
  json?: unknown;
  /** A body frozen earlier, sent as the very same characters. */
  text?: string;
  bytes?: ArrayBuffer;
  /** How many of the bytes have gone so far. */
  onSent?: (bytes: number) => void;
  type?: string;
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** Says whether a 2xx body is really ours. */
  check?: (value: unknown) => boolean;
  /** For answers without a body: whether their headers are ours. */
  bare?: (get: (name: string) => string | null) => boolean;
}

// 4 KB/s is one bar of signal; below that, giving up and trying again later costs less than it saves.
const SLOWEST_BYTES_PER_MS = 4;
const PATIENCE_MS = 30_000;
// A proxy before the server may say these in its own words; no portal does.
const TOO_MUCH: Record<number, string> = { 413: "too_large", 415: "not_an_image" };

export async function ask<T>(path: string, options: Ask = {}): Promise<Answer<T>> {
  const method = options.method ?? "GET";
  const body = options.bytes ?? options.text ?? (options.json === undefined ? undefined : JSON.stringify(options.json));
  const size = options.bytes?.byteLength ?? (typeof body === "string" ? body.length : 0);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS + size / SLOWEST_BYTES_PER_MS);
  const abort = () => stop.abort();
  const asked = losses();
  options.signal?.addEventListener("abort", abort);
  try {
    const sent = Date.now();
    const all = { ...headers(method, body, options.type), ...options.headers };
    const response = options.bytes && options.onSent && canCount()
      ? await carry(method, base + path, options.bytes, all, stop.signal, options.onSent)
      : await fetch(base + path, {
        method, body, headers: all, signal: stop.signal, cache: "no-store", credentials: "same-origin", redirect: "error",
        // Facts are small enough to go on while the page is being closed.
        keepalive: typeof body === "string" && body.length < 30_000,
      });
    const text = await response.text();
    learn(response.headers.get("Date"), sent, Date.now());
    return sort<T>(response, text, options, asked);
  } catch {
    // Our own abort says nothing about the network.
    return options.signal?.aborted ? { ok: false, why: "offline", status: 0, after_ms: 0 } : offline();
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", abort);
  }
}

export async function picture(sha256: string, size: "thumb" | "view"): Promise<ArrayBuffer | null> {
  try {
    const response = await fetch(`${base}/photos/${sha256}?size=${size}`, { credentials: "same-origin", redirect: "error" });
    const type = response.headers.get("Content-Type") ?? "";
    return response.ok && type.startsWith("image/") ? await response.arrayBuffer() : null;
  } catch {
    return null;
  }
}

/** True only when the server itself says so: a portal's page and a proxy's page both look like success otherwise. */
export async function healthy(signal?: AbortSignal): Promise<boolean> {
  const answer = await ask<{ name: string }>("/health", { ...(signal ? { signal } : {}), check: (value) => (value as { name?: string }).name === "patrol" });
  return answer.ok;
}

export function photoUrl(sha256: string, size: "thumb" | "view" | "original"): string {
  return `${base}/photos/${sha256}?size=${size}`;
}

/** With place and time below it and the case's code: for showing it to somebody else. */
export function stampedUrl(sha256: string, caseId: Id): string {
  return `${base}/photos/${sha256}?size=stamped&case=${caseId}`;
}

/** A photo that was ticked for a task of my department. */
export function taskPhotoUrl(task: string, sha256: string, size: "thumb" | "view"): string {
  return `${base}/tasks/${task}/photos/${sha256}?size=${size}`;
}

export function voiceUrl(sha256: string): string {
  return `${base}/voices/${sha256}`;
}

function headers(method: string, body: unknown, type: string | undefined): Record<string, string> {
  if (method === "GET") return { Accept: "application/json" };
  const all: Record<string, string> = { Accept: "application/json", "X-Requested-With": "patrol", "X-Device-Time": phoneTime() };
  if (body !== undefined) all["Content-Type"] = type ?? "application/json";
  return all;
}

function sort<T>(response: Replied, text: string, { check, bare }: Ask, asked: number): Answer<T> {
  const { status } = response;
  const value = parsed(text);
  if (bare && text === "") return sortBare(response, bare);
  if (response.ok) {
    // An empty 204 is an answer only where no body was asked for: a proxy says it as readily as we do.
    if (check ? !value || !check(value) : status !== 204 && value === undefined) return offline();
    setReach("online", asked);
    return { ok: true, status, value: value as T };
  }
  const error = (value as { error?: Reason & { fields?: Record<string, unknown> } } | undefined)?.error;
  if (status >= 500 || status === 429 || status === 408 || status === 425) {
    setReach(error ? "online" : "unwell", asked);
    const after_ms = patience(response.headers.get("Retry-After"));
    return { ok: false, why: "later", status, after_ms, ...(error ? { error } : {}) };
  }
  if (!error?.code) return TOO_MUCH[status] ? refusal(status, { code: TOO_MUCH[status], message: "" }) : offline();
  setReach("online", asked);
  if (status === 401) return { ok: false, why: "signed_out", status, after_ms: 0, error };
  return refusal(status, error);
}

function sortBare<T>(response: Replied, bare: NonNullable<Ask["bare"]>): Answer<T> {
  const { ok, status, headers } = response;
  const ours = bare((name) => headers.get(name));
  if (ok) return ours ? { ok, status, value: undefined as T } : offline();
  // An answer to HEAD has no body to say more in: the number is all there is, and it must come with the protocol's name.
  if (headers.get("Tus-Resumable") && (status === 404 || status === 410)) return refusal(status, { code: "upload_missing", message: "" });
  return status >= 500 || status === 429 ? { ok: false, why: "later", status, after_ms: patience(headers.get("Retry-After")) } : offline();
}

function refusal<T>(status: number, error: Reason & { fields?: Record<string, unknown> }): Answer<T> {
  return { ok: false, why: "refused", status, error: { ...error, fields: error.fields ?? {} } };
}

function offline<T>(): Answer<T> {
  setReach("offline");
  return { ok: false, why: "offline", status: 0, after_ms: 0 };
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function patience(header: string | null): number {
  if (!header) return 0;
  const seconds = Number(header);
  const wait = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(wait) ? 0 : Math.min(Math.max(wait, 0), 15 * 60_000);
}
