// The shapes the server speaks, in its own words. Absent values are null or left out.

export type Id = string | number;
export type Level = "village" | "station" | "town" | "county";
export type Role = "informant" | "inspector" | "leader" | "department" | "officer" | "admin";
export type Step = "stop" | "report" | "handle" | "sign_off" | "close";
export type PhotoState = "wanted" | "thumbnail" | "held";
export type PlaceBy = "fix" | "pin" | "exif" | "village";

export interface Named { id: Id; name: string }
export interface Area { code: string; name: string; level?: string }
export interface Post { role: Role; level: Level; area: Area | null; station: Named | null }
export interface KindOffer { kind: string; grave: boolean }

/** Days that differ from Monday to Friday: holidays on weekdays, and make-up workdays (调休). */
export interface Calendar { off: string[]; work: string[] }

export interface Session {
  person: Named;
  posts: Post[];
  device?: { id: Id };
  demo: boolean;
  county: Area & { epoch?: number };
  kinds: KindOffer[];
  rules: { photo_max_bytes: number; voice_max_seconds: number; calendar?: Calendar };
  server_time: string;
  version: string;
}

export interface Fix {
  lat: number; lon: number; accuracy_m: number | null; altitude_m: number | null; heading_deg: number | null; at: string;
}
export interface Place { lat: number; lon: number; by: PlaceBy; accuracy_m?: number | null }

export interface Due {
  step: "stop" | "report" | "handle";
  level: Level;
  due_at: string | null;
  done_at: string | null;
  owed: boolean;
  outcome?: string | null;
  on_time?: boolean | null;
  late_arrival?: boolean;
  missed?: { level: Level; due_at: string; at: string }[];
  rule?: DueRule | null;
}

/** Where a deadline comes from, by the county's rules; units grow before the app does. */
export interface DueRule { amount?: number; unit?: string; until?: string; opens?: string; closes?: string }

export interface Voice { sha256: string; seconds?: number; state?: PhotoState }

export interface CaseReport {
  id: string; mine: boolean; source: string; captured_at: string; received_at: string; late: boolean;
  note?: string | null; works_going_on?: boolean; fix?: Fix | null; voice?: Voice | null;
}

export interface CasePhoto {
  sha256: string; of: "report" | "act"; id: string; n?: number | null; state: PhotoState;
  preview?: boolean | null; taken_at?: string | null; source?: string | null;
}

/** What a photo's file says of itself. */
export interface PhotoFile {
  format: string | null; width: number | null; height: number | null; make: string | null; model: string | null;
  taken_at: string | null; offset: string | null;
  gps: { status: string; lat: number | null; lon: number | null; altitude_m: number | null; bearing_deg: number | null };
  findings: string[];
}

export interface TimelineEntry {
  n: number;
  act: string;
  /** Of a look: at the reporter, or at a photo's original. */
  what?: string | null;
  by: string;
  role?: string;
  mine?: boolean;
  at: string;
  received_at: string;
  status?: "accepted" | "noted" | "already_done";
  why?: string | null;
  message?: string | null;
  late?: boolean;
  on_time?: boolean | null;
  outcome?: string | null;
  founded?: boolean | null;
  step?: string | null;
  level?: Level | null;
  from_level?: Level | null;
  /** Of a merge, a split, or a town that went to another station. */
  from_area?: string | null;
  to_area?: string | null;
  due_at?: string | null;
  reason?: string | null;
  note?: string | null;
  instruction?: string | null;
  party?: string | null;
  land_class?: string | null;
  permits?: string | null;
  lead?: Named | null;
  assistant?: Named | null;
  photos?: string[];
  voice?: Voice | null;
  findings?: string[];
}

/** A case as this person may see it. `brief` ones carry nothing of people, photos or timeline. */
export interface Case {
  id: Id;
  brief?: boolean;
  number: string;
  kind: string;
  grave: boolean;
  state: "open" | "closed";
  step: Step | null;
  holder: Level | null;
  due_at: string | null;
  overdue: boolean;
  provisional: boolean;
  dues: Due[];
  area: Area;
  town: Area;
  station: Named | null;
  place: Place | null;
  works_going_on: boolean;
  founded: boolean | null;
  signed_off: boolean;
  concealed?: Level | null;
  lead?: Named | null;
  assistant?: Named | null;
  opened_at: string;
  closed_at: string | null;
  updated_at: string;
  reports: CaseReport[];
  photos: CasePhoto[];
  timeline: TimelineEntry[];
  may: string[];
}

export interface Notice {
  id: Id;
  case: { id: Id; number: string; kind: string } | null;
  event: string;
  text: string;
  at: string;
  seen_at: string | null;
}

export interface Receipt {
  report: string;
  case: { id: Id; number: string };
  received_at: string;
  head: string;
  safe: boolean;
  photos: Record<string, PhotoState>;
}

export interface ActAnswer {
  act: string;
  outcome: "accepted" | "already_done" | "noted";
  why: string | null;
  message: string | null;
  by: string | null;
  received_at: string;
  head: string;
  safe: boolean;
  photos?: Record<string, PhotoState>;
  case: Case | null;
}

export interface Outlines {
  synthetic: boolean;
  areas: { code: string; name: string; level: "county" | "town" | "village"; rings: [number, number][][] }[];
}

export interface Device { id: Id; label: string; current: boolean; created_at: string; last_contact_at: string | null }

export interface Reason { code: string; message: string }
