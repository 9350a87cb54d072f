// The shapes of what is kept on the phone alone: what somebody began, and what waits to be sent.
import type { ActAnswer, Fix, Id, PhotoState, Reason, Receipt } from "./types.ts";

/** What an act is about: a case, a report of mine whose case this phone does not know yet, or a task of my department. */
export type CaseRef = { case: Id } | { report: string } | { task: string };

/** How far a large original has come. `unsure`: a piece was cut, so the server is asked before the next; without
 *  a `url` it was the whole photo, with its beginning. */
export interface Progress { url: string; offset: number; piece: number; unsure?: boolean }

export interface OutboxFile {
  sha256: string;
  role: "photo" | "voice";
  type: string;
  bytes: number;
  state: PhotoState | "stuck" | "given_up";
  thumb: "wanted" | "sent" | "none";
  reason: Reason | null;
  tries: number;
  /** How often it arrived as other bytes. */
  mismatches?: number;
  next_at: number;
  progress?: Progress | null;
  /** Somebody on the way takes no body of its size. */
  in_pieces?: boolean;
}

/**
 * One fact of this phone. `body` is frozen when the person presses send and the same characters are sent
 * on every try. waiting: facts not sent · facts: facts arrived, files to come · done · refused: kept with its reason ·
 * mended: refused once, and what its person made of it has arrived.
 */
export interface OutboxItem {
  id: string;
  owner: string;
  type: "report" | "act";
  about: CaseRef | null;
  body: string;
  files: OutboxFile[];
  state: "waiting" | "facts" | "done" | "refused" | "mended";
  area_name: string;
  created_at: string;
  /** Its place among what this phone made. Left out by versions that went by `created_at`. */
  order?: number;
  hold_until: number;
  tries: number;
  next_at: number;
  receipt: Receipt | null;
  answer: Omit<ActAnswer, "case"> | null;
  refused: Reason | null;
  /** Why the server asked to wait, where people should hear it. */
  delayed?: string | null;
  /** The facts were sent once more because the server no longer knew a photo's name. */
  renamed: boolean;
  /** 现在就传: its originals do not wait for Wi-Fi. */
  any_network?: boolean;
  /** When the server said that all its files are held, by the server's clock. */
  held_at?: number | null;
  /** The phone has given up its originals: a backup holds them. */
  let_go?: boolean;
  /** Kept while the report can still be taken back. */
  draft: Draft | null;
  /** The refused item that this one was made of, and in that one the name of this. */
  mends?: string | null;
  mended_by?: string | null;
}

export interface DraftPhoto { sha256: string; bytes: number; type: string; source: "camera" | "gallery"; taken_at: string }

/** What somebody has begun to report. Its id becomes the report's, so sending it twice is one report. */
export interface Draft {
  id: string;
  owner: string;
  created_at: string;
  updated_at: number;
  captured_at: string;
  kind: string | null;
  note: string;
  works_going_on: boolean;
  conceal: "village" | "town" | "station" | null;
  photos: DraftPhoto[];
  voice: { sha256: string; bytes: number; type: string; seconds: number } | null;
  fix: Fix | null;
  place: { lat: number; lon: number; by: "fix" | "pin" | "exif" } | null;
  exif: { lat: number; lon: number } | null;
  exif_answer: "use" | "keep" | null;
  /** What was answered to 是同一件吗？, of which case, and for which kind it was asked. */
  same?: { id: string; kind: string; yes: boolean } | null;
  area_name: string;
  /** The refused item whose words and photos these were. */
  mends?: string;
}
