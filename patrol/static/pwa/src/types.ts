// The shapes the server speaks, in its own words. Absent values are null or left out.

export type Id = string | number;
export type Level = "village" | "station" | "town" | "county";
export type Role = "informant" | "inspector" | "leader" | "department" | "officer" | "admin";
export type Step = "stop" | "report" | "handle" | "decide" | "sign_off" | "close";
export type PhotoState = "wanted" | "thumbnail" | "held";
export type PlaceBy = "fix" | "pin" | "exif" | "village";

export interface Named { id: Id; name: string }
export interface Area { code: string; name: string; level?: string }
export interface Post { role: Role; level: Level; area: Area | null; station: Named | null; department?: Department }
export type Department = "power" | "water" | "police" | "justice" | "discipline" | "agriculture" | "forestry" | "village";
/** Which authority a kind belongs to by law; `villager` where it is a villager's house. */
export interface Routed { authority: string; villager: string | null }
export interface KindOffer { kind: string; grave: boolean }

/** Days that differ from Monday to Friday: holidays on weekdays, and make-up workdays (调休). */
export interface Calendar { off: string[]; work: string[] }

/** The county's public key and the secret by which this phone proves that a sealed file is its own. */
export interface Sealing { key: string; id: string; by: string; secret: string }

export interface Session {
  person: Named;
  posts: Post[];
  device?: { id: Id };
  demo: boolean;
  county: Area & { epoch?: number; backup?: "none" | "set_up" };
  kinds: KindOffer[];
  rules: { photo_max_bytes: number; voice_max_seconds: number; calendar?: Calendar; same_place_m?: number; routing?: Record<string, Routed> };
  server_time: string;
  version: string;
  /** As the server tells it; it is never stored like this, see sealing.ts. */
  sealing?: Sealing;
}

export interface Fix {
  lat: number; lon: number; accuracy_m: number | null; altitude_m: number | null; heading_deg: number | null; at: string;
}
export interface Place { lat: number; lon: number; by: PlaceBy; accuracy_m?: number | null }

export interface Due {
  step: "stop" | "report" | "handle" | "decide";
  level: Level;
  due_at: string | null;
  done_at: string | null;
  owed: boolean;
  outcome?: string | null;
  on_time?: boolean | null;
  late_arrival?: boolean;
  missed?: { level: Level; due_at: string; at: string }[];
  rule?: DueRule | null;
  /** Its clock stands still: then there is no due_at. */
  paused?: { at: string; for: string; until: string } | null;
  /** The time for the decision was lengthened then. */
  extended_at?: string | null;
}

/** Where a deadline comes from, by the county's rules; units grow before the app does. */
export interface DueRule { amount?: number; unit?: string; until?: string; opens?: string; closes?: string; since?: string }

/** `withheld`: an informant's, which only those who work on the case may hear. */
export interface Voice { sha256: string | null; withheld?: boolean; seconds?: number; state?: PhotoState; expired?: boolean }

export interface CaseReport {
  id: string; mine: boolean; source: string; captured_at: string; received_at: string; late: boolean;
  note?: string | null; works_going_on?: boolean; fix?: Fix | null; voice?: Voice | null;
}

export interface CasePhoto {
  sha256: string; of: "report" | "act"; id: string; n?: number | null; state: PhotoState;
  preview?: boolean | null; taken_at?: string | null; source?: string | null;
  /** Its time was over: the hash is all that is left of it. */
  expired?: boolean;
}

/** What a photo's file says of itself. */
export interface PhotoFile {
  format: string | null; width: number | null; height: number | null; make: string | null; model: string | null;
  taken_at: string | null; offset: string | null;
  gps: { status: string; lat: number | null; lon: number | null; altitude_m: number | null; bearing_deg: number | null };
  findings: string[];
}

/** What a department was asked to do in a case. */
export interface Task {
  id: string; department: Department; instruction: string; state: "open" | "done" | "refused" | "withdrawn";
  due_at: string; asked_at: string; answered_at: string | null; note: string | null; via: string | null; photos: string[];
  level?: Level; with_place?: boolean; linked?: boolean;
}

/** The same for the department itself, which knows nothing else of the case. */
export interface TaskCard extends Task {
  kind: string; area: string; town: string | null; place: { lat: number; lon: number } | null; may: string[];
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
  /** 回潮, of an opening; and why a report that was to join a case opened its own. */
  recurrence?: boolean;
  not_joined?: string | null;
  /** Of a merge, a split, or a town that went to another station. */
  from_area?: string | null;
  to_area?: string | null;
  due_at?: string | null;
  until?: string | null;
  /** Of 换用新规则: the version, and the deadlines that it moved. */
  version?: number | null;
  moves?: { step: string; before: string | null; due_at: string }[];
  reason?: string | null;
  note?: string | null;
  instruction?: string | null;
  party?: string | null;
  land_class?: string | null;
  permits?: string | null;
  department?: string | null;
  tasks?: Pick<Task, "department" | "instruction" | "due_at">[];
  via?: string | null;
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
  /** Of a first sync whose wholes are on their way: without `reports`, `photos`, `timeline` and `may`. */
  listed?: boolean;
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
  /** 并案: the case it was merged into; those that were merged into this one. */
  merged_into?: string | null;
  merged?: string[];
  /** 回潮: the closed case that lay here before. */
  recurs_of?: string | null;
  concealed?: Level | null;
  tasks?: Task[];
  /** 挂牌: on the county's list, until when. */
  listing?: { until: string } | null;
  lead?: Named | null;
  assistant?: Named | null;
  /** While the lead is away the assistant has the clock, until then. */
  stand_in?: (Named & { until: string }) | null;
  opened_at: string;
  closed_at: string | null;
  updated_at: string;
  reports: CaseReport[];
  photos: CasePhoto[];
  timeline: TimelineEntry[];
  may: string[];
}

export interface FigureLine { area: Area; open: number; closed: number; took: Record<"stop" | "report" | "handle", number | null> }
/** Counts of a day, place by place; times taken in minutes, null where it would be of too few cases. */
export interface Figures { date: string; by: "town" | "village"; area: Area; places: FigureLine[]; together: Omit<FigureLine, "area"> }
export interface Trend { area?: Area; opened: number[]; closed: number[] }
export interface Weeks { date: string; by: "town" | "village"; area: Area; weeks: string[]; places: Trend[]; together: Trend }

/** The last case of a place where what was closed came again, and how often it came. */
export interface RecurringPlace { area: Area; town: Area | null; kind: string; times: number; last: { id: Id; number: string; state: "open" | "closed"; opened_at: string } }

export interface Notice {
  id: Id;
  case: { id: Id; number: string; kind: string } | null;
  event: string;
  text: string;
  at: string;
  seen_at: string | null;
  /** A page of the office, for a notice that is about no case. */
  link?: string;
}

export interface Receipt {
  report: string;
  case: { id: Id; number: string };
  received_at: string;
  head: string;
  safe: boolean;
  photos: Record<string, PhotoState>;
  /** Only where the report named an open case to join: whether it is evidence of that one, and else why not. */
  joined?: boolean;
  why?: string | null;
  message?: string | null;
}

export interface ActReceipt {
  act: string;
  outcome: "accepted" | "already_done" | "noted";
  received_at: string;
  head: string;
  safe: boolean;
  photos: Record<string, PhotoState>;
}

export interface ActAnswer extends Omit<ActReceipt, "photos"> {
  why: string | null;
  message: string | null;
  by: string | null;
  photos?: Record<string, PhotoState>;
  case: Case | null;
}

export interface Outlines {
  synthetic: boolean;
  areas: { code: string; name: string; level: "county" | "town" | "village"; rings: [number, number][][] }[];
}

export interface Device { id: Id; label: string; current: boolean; created_at: string; last_contact_at: string | null }

export interface Reason { code: string; message: string }
