import assert from "node:assert/strict";
import { test } from "node:test";
import { areaAt, inside, metresBetween, pathOf, spanOf, toPlace, toScreen, visible, type View } from "../../patrol/static/pwa/src/geometry.ts";
import { better } from "../../patrol/static/pwa/src/geo.ts";
import type { Outlines } from "../../patrol/static/pwa/src/types.ts";

const square = (x: number, y: number, size: number): [number, number][] => [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]];
const outlines: Outlines = {
  synthetic: true,
  areas: [
    { code: "321181", name: "丹阳市", level: "county", rings: [square(119, 31, 1)] },
    { code: "321181101", name: "延陵镇", level: "town", rings: [square(119.4, 31.8, 0.2)] },
    { code: "321181101208", name: "柳茹村", level: "village", rings: [square(119.45, 31.85, 0.05), square(119.46, 31.86, 0.01)] },
  ],
};
const view: View = { centre: { lat: 31.9, lon: 119.5 }, metres: 1000, width: 320, height: 240 };

test("the smallest area around a place is named, and a hole is outside", () => {
  assert.equal(areaAt(outlines, { lat: 31.88, lon: 119.48 })?.name, "柳茹村");
  assert.equal(areaAt(outlines, { lat: 31.865, lon: 119.465 })?.name, "延陵镇");
  assert.equal(areaAt(outlines, { lat: 31.1, lon: 119.1 })?.name, "丹阳市");
  assert.equal(areaAt(outlines, { lat: 10, lon: 10 }), null);
  assert.equal(areaAt(null, { lat: 31.9, lon: 119.5 }), null);
});

test("a point on the line between two villages belongs to one of them and not to both", () => {
  const left = [square(0, 0, 1)];
  const right = [square(1, 0, 1)];
  const spot = { lat: 0.5, lon: 1 };
  assert.equal(Number(inside(left, spot)) + Number(inside(right, spot)), 1);
});

test("where a finger points is where the pin stands, to the centimetre", () => {
  for (const [x, y] of [[0, 0], [160, 120], [319, 12]] as const) {
    const at = toScreen(view, toPlace(view, x, y));
    assert.ok(Math.abs(at.x - x) < 1e-6 && Math.abs(at.y - y) < 1e-6);
  }
  const across = metresBetween(toPlace(view, 0, 120), toPlace(view, 320, 120));
  assert.ok(Math.abs(across - 1000) < 1, `${across} m`);
});

test("only outlines in sight are drawn", () => {
  assert.deepEqual(visible(view, outlines, ["town"]).map((area) => area.code), ["321181101"]);
  assert.deepEqual(visible({ ...view, centre: { lat: 0, lon: 0 } }, outlines, ["town"]), []);
  assert.match(pathOf(view, outlines.areas[2]!.rings), /^M.+Z M?|^M.+ZM.+Z$/);
});

test("a fix is replaced by a better or a much newer one only", () => {
  const fix = (accuracy_m: number | null, at: string) => ({ lat: 1, lon: 1, accuracy_m, altitude_m: null, heading_deg: null, at });
  const old = fix(8, "2026-11-23T09:00:00+08:00");
  assert.equal(better(fix(50, "2026-11-23T09:00:30+08:00"), old), false);
  assert.equal(better(fix(5, "2026-11-23T09:00:30+08:00"), old), true);
  assert.equal(better(fix(50, "2026-11-23T09:02:00+08:00"), old), true);
  assert.equal(better(fix(500, "2026-11-23T09:00:01+08:00"), fix(null, old.at)), true);
});

test("how wide an area is, for a map that shows all of it", () => {
  assert.equal(Math.round(spanOf(areaAt(outlines, { lat: 31.88, lon: 119.48 }))), 5566);
  assert.equal(spanOf(null), 0);
});
