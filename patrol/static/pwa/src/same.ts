// Same place, same matter: which of the cases on this phone belong together. Asked of the phone's own table alone, so
// that it works without a network and never shows more than its owner may see.
import { metresBetween, type Spot } from "./geometry.ts";
import type { Draft } from "./kept.ts";
import type { Case } from "./types.ts";
import { china } from "./words.ts";

/** How far the county says the same place reaches, until the phone has heard it. */
export const SAME_PLACE_M = 100;
/** How far an inspector may look for a case to merge with. */
const MERGE_M = 500;
// A place that gets better while one looks must not take back what was answered.
const ANSWERED_REACH = 2;

export interface Near { case: Case; metres: number }

/** The nearest open case of the kind, within so many metres. */
export function openNear(cases: Case[], kind: string | null, spot: Spot | null, metres: number): Near | null {
  if (!kind || !spot) return null;
  return around(cases, spot, metres).find(({ case: one }) => one.kind === kind && isOpen(one) && !one.concealed) ?? null;
}

/** What the confirm screen asks about: the case that was answered about stays while it still fits. */
export function askedAbout(draft: Draft, cases: Case[], metres: number): Near | null {
  const spot = draft.place ?? draft.fix;
  if (draft.conceal) return null; // concealed and open never join
  const answered = draft.same && cases.filter((one) => String(one.id) === draft.same?.id);
  return (answered && openNear(answered, draft.kind, spot, metres * ANSWERED_REACH)) || openNear(cases, draft.kind, spot, metres);
}

/** Open cases near by in the same village into which this one could be merged, the nearest first. */
export function mergeable(cases: Case[], theCase: Case): Near[] {
  const village = theCase.area.code.slice(0, 12);
  const others = cases.filter((one) => !one.brief && one.id !== theCase.id && isOpen(one) && !one.concealed);
  return around(others, exact(theCase), MERGE_M).filter(({ case: one }) => one.area.code.startsWith(village));
}

export type LinkKind = "merged_into" | "merged" | "recurs_of" | "recurred" | "beside";
/** `case` is null where this phone does not hold it. */
export interface Link { kind: LinkKind; id: string; case: Case | null }

export function linksOf(cases: Case[], theCase: Case, metres: number): Link[] {
  const held = new Map(cases.map((one) => [String(one.id), one]));
  const id = String(theCase.id);
  const named = (kind: LinkKind, other: string | null | undefined): Link[] => (other ? [{ kind, id: other, case: held.get(other) ?? null }] : []);
  const found = (kind: LinkKind, fits: (one: Case) => boolean): Link[] => cases.filter(fits).map((one) => ({ kind, id: String(one.id), case: one }));
  return [
    ...named("merged_into", theCase.merged_into),
    ...(theCase.merged ?? []).flatMap((other) => named("merged", other)),
    ...named("recurs_of", theCase.recurs_of),
    ...found("recurred", (one) => one.recurs_of === id),
    ...around(cases, exact(theCase), metres)
      .filter(({ case: one }) => String(one.id) !== id && !one.brief && one.kind === theCase.kind && !one.merged_into && (one.concealed || theCase.concealed))
      .map(({ case: one }): Link => ({ kind: "beside", id: String(one.id), case: one })),
  ];
}

export interface SamePicture { sha256: string; code: "place" | "day"; number: string; day: string }

/** Pictures of this case that another report names for another place, or on another day. */
export function samePictures(cases: Case[], theCase: Case, metres: number): SamePicture[] {
  const found = new Map<string, SamePicture>();
  for (const mine of sentIn(theCase)) {
    for (const other of cases.filter((one) => !one.brief)) {
      for (const theirs of sentIn(other)) {
        if (theirs.sha256 !== mine.sha256 || theirs.report === mine.report) continue;
        const [here, there] = [exact(theCase), exact(other)];
        const apart = other.id !== theCase.id && here && there && metresBetween(here, there) > metres;
        const code = apart ? "place" : china(mine.at).number !== china(theirs.at).number ? "day" : null;
        if (code && !found.has(mine.sha256)) found.set(mine.sha256, { sha256: mine.sha256, code, number: other.number, day: theirs.at });
      }
    }
  }
  return [...found.values()];
}

interface Sent { sha256: string; report: string; at: string }

function sentIn(one: Case): Sent[] {
  const reports = new Map((one.reports ?? []).map((report) => [String(report.id), report.captured_at]));
  return (one.photos ?? []).flatMap((photo) => {
    const at = photo.of === "report" ? reports.get(String(photo.id)) : undefined;
    return at ? [{ sha256: photo.sha256, report: String(photo.id), at }] : [];
  });
}

function around(cases: Case[], spot: Spot | null, metres: number): Near[] {
  if (!spot) return [];
  return cases
    .flatMap((one) => { const there = exact(one); return there ? [{ case: one, metres: metresBetween(spot, there) }] : []; })
    .filter((near) => near.metres <= metres)
    .sort((a, b) => a.metres - b.metres);
}

/** A case of which only the village is known lies nowhere in particular. */
function exact({ place }: Case): Spot | null {
  return place && place.by !== "village" ? place : null;
}

function isOpen(one: Case): boolean {
  return one.state === "open";
}
