// How a case looks from where its reader stands.
import type { Case, Due, Level, Role, Session, TimelineEntry } from "./types.ts";

export const LEVELS: Level[] = ["village", "station", "town", "county"];
const CHIEF: Role[] = ["officer", "leader", "inspector", "department", "informant", "admin"];
const LEVEL_OF: Partial<Record<Role, Level>> = {
  officer: "county", leader: "town", inspector: "station", informant: "village",
};

/** With several posts a person stands where the highest one is. */
export function chiefRole(session: Pick<Session, "posts"> | null | undefined): Role | null {
  return CHIEF.find((role) => session?.posts.some((post) => post.role === role)) ?? null;
}

export function levelOfReader(session: Pick<Session, "posts"> | null | undefined): Level | null {
  const role = chiefRole(session);
  return role ? LEVEL_OF[role] ?? null : null;
}

export function isStaff(session: Pick<Session, "posts"> | null | undefined): boolean {
  const role = chiefRole(session);
  return role === "inspector" || role === "leader" || role === "officer";
}

export function due(theCase: Case, step: string | null): Due | null {
  return theCase.dues?.find((one) => one.step === step) ?? null;
}

/** The open due that falls first: the one the case's own step, holder and clock speak of. */
export function firstDue(theCase: Case): Due | null {
  if (theCase.state === "closed") return null;
  const named = due(theCase, theCase.step);
  if (named?.owed) return named;
  const owed = (theCase.dues ?? []).filter((one) => one.owed && one.due_at !== null);
  return owed.sort((a, b) => Date.parse(a.due_at ?? "") - Date.parse(b.due_at ?? ""))[0] ?? null;
}

/** The due that has climbed away from the reader's level and is still owed above it. */
export function climbedAway(theCase: Case, level: Level | null): Due | null {
  if (!level || theCase.state === "closed") return null;
  return (theCase.dues ?? []).find((one) => one.owed && above(one.level, level) && missedBy(one, level)) ?? null;
}

/** The due that has climbed to the reader's level and waits there. */
export function climbedHere(theCase: Case, level: Level | null): Due | null {
  if (!level || theCase.state === "closed") return null;
  return (theCase.dues ?? []).find((one) => one.owed && one.level === level && (one.missed?.length ?? 0) > 0) ?? null;
}

export function missedBy(one: Due, level: Level): boolean {
  return one.missed?.some((miss) => miss.level === level) ?? false;
}

export function above(one: Level, other: Level): boolean {
  return LEVELS.indexOf(one) > LEVELS.indexOf(other);
}

/** The people on site would not stop, and nobody has made them stop since. */
export function isRefused(theCase: Case): boolean {
  const stop = due(theCase, "stop");
  if (!stop?.owed) return false;
  return stop.outcome === "refused" || lastStop(theCase)?.outcome === "refused";
}

export function lastStop(theCase: Case): TimelineEntry | null {
  const stops = (theCase.timeline ?? []).filter((entry) => entry.act === "stop" && accepted(entry));
  return stops[stops.length - 1] ?? null;
}

export function accepted(entry: TimelineEntry): boolean {
  return (entry.status ?? "accepted") === "accepted";
}

export function isVerified(theCase: Case): boolean {
  return theCase.founded !== null && theCase.founded !== undefined;
}
