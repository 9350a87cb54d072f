import assert from "node:assert/strict";
import { test } from "node:test";
import { empty, joinsOf } from "../../patrol/static/pwa/src/draft.ts";
import type { Draft } from "../../patrol/static/pwa/src/kept.ts";
import { askedAbout, linksOf, mergeable, openNear, samePictures } from "../../patrol/static/pwa/src/same.ts";
import type { Case } from "../../patrol/static/pwa/src/types.ts";

const SPOT = { lat: 31.888, lon: 119.507 };
const METRE = 1 / 111_195;

/** So many metres to the north of the spot. */
function aCase(id: string, metres: number, part: object = {}): Case {
  const place = { lat: SPOT.lat + metres * METRE, lon: SPOT.lon, by: "pin" };
  return {
    id, number: `延陵-2026-${id}`, kind: "waste", state: "open", area: { code: "321181101208", name: "柳茹村委会" }, place, photos: [],
    reports: [], ...part,
  } as unknown as Case;
}

function aDraft(part: Partial<Draft> = {}): Draft {
  return { ...empty("7"), kind: "waste", place: { ...SPOT, by: "pin" }, ...part };
}

test("the nearest open case of the kind within the distance is asked about, and no other", () => {
  const others = [aCase("kind", 5, { kind: "villa" }), aCase("closed", 5, { state: "closed" }), aCase("hidden", 5, { concealed: "town" }), aCase("far", 101)];
  assert.equal(openNear(others, "waste", SPOT, 100), null);
  const village = aCase("village", 0, { place: { ...SPOT, by: "village" } });
  assert.equal(openNear([village], "waste", SPOT, 100), null);
  const found = openNear([...others, aCase("2", 90), aCase("1", 40, { brief: true })], "waste", SPOT, 100);
  assert.deepEqual([found?.case.id, Math.round(found?.metres ?? 0)], ["1", 40]);
  assert.equal(openNear([aCase("1", 40)], null, SPOT, 100), null);
  assert.equal(openNear([aCase("1", 40)], "waste", null, 100), null);
});

test("what was answered stays while the place gets better, and goes with the kind or with concealment", () => {
  const cases = [aCase("1", 120), aCase("2", 50)];
  const answered = aDraft({ same: { id: "1", kind: "waste", yes: true } });
  assert.equal(askedAbout(answered, cases, 100)?.case.id, "1");
  assert.equal(joinsOf(answered), "1");
  assert.equal(joinsOf({ ...answered, kind: "villa" }), null);
  assert.equal(askedAbout({ ...answered, conceal: "village" }, cases, 100), null);
  assert.equal(joinsOf({ ...answered, conceal: "village" }), null);
  assert.equal(joinsOf(aDraft({ same: { id: "1", kind: "waste", yes: false } })), null);
  assert.equal(askedAbout(aDraft({ same: { id: "gone", kind: "waste", yes: true } }), cases, 100)?.case.id, "2");
});

test("merged can be what is open and whole in the same village, within 500 metres", () => {
  const mine = aCase("0", 0);
  const others = [
    aCase("3", 499, { kind: "villa" }), aCase("4", 501), aCase("5", 10, { area: { code: "321181101202", name: "九里村委会" } }), aCase("6", 10, { brief: true }),
    aCase("7", 10, { concealed: "village" }), aCase("8", 10, { state: "closed" }), aCase("9", 20, { area: { code: "321181101208003", name: "三组" } }),
  ];
  assert.deepEqual(mergeable([mine, ...others], mine).map((one) => one.case.id), ["9", "3"]);
});

test("linked are the merged, the earlier and the later, and what concealment keeps apart", () => {
  const mine = aCase("0", 0, { merged: ["1"], recurs_of: "old" });
  const others = [aCase("1", 5, { merged_into: "0", state: "closed" }), aCase("2", 300, { recurs_of: "0" }), aCase("3", 20, { concealed: "town" }), aCase("4", 20), aCase("5", 20, { concealed: "town", kind: "villa" })];
  const links = linksOf([mine, ...others], mine, 100).map(({ kind, id, case: one }) => [kind, id, one !== null]);
  assert.deepEqual(links, [["merged", "1", true], ["recurs_of", "old", false], ["recurred", "2", true], ["beside", "3", true]]);
  assert.deepEqual(linksOf([mine, ...others], others[0] as Case, 100).map(({ kind, id }) => [kind, id]), [["merged_into", "0"], ["beside", "3"]]);
});

test("the same picture of another place or another day is found, and one sent twice on the spot is not", () => {
  const sent = (report: string, sha256: string, at: string) => ({ reports: [{ id: report, captured_at: at }], photos: [{ sha256, of: "report", id: report }] });
  const mine = aCase("0", 0, sent("r0", "aa", "2026-11-24T02:00:00Z"));
  const there = aCase("1", 900, sent("r1", "aa", "2026-11-24T03:00:00Z"));
  const later = aCase("2", 10, sent("r2", "aa", "2026-11-23T15:00:00Z"));
  const same = aCase("3", 10, sent("r3", "aa", "2026-11-24T09:00:00Z"));
  const found = (cases: Case[]) => samePictures(cases, mine, 100).map(({ code, number }) => [code, number]);
  assert.deepEqual(found([mine, there]), [["place", "延陵-2026-1"]]);
  assert.deepEqual(found([mine, later]), [["day", "延陵-2026-2"]]);
  assert.deepEqual(found([mine, same, aCase("4", 900, sent("r4", "bb", "2026-11-01T00:00:00Z"))]), []);
});
