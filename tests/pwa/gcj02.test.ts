// Known pairs, and the right datum for each map app.
import assert from "node:assert/strict";
import { test } from "node:test";
import { toGcj02 } from "../../patrol/static/pwa/src/gcj02.ts";
import { metresBetween } from "../../patrol/static/pwa/src/geometry.ts";
import { mapApps } from "../../patrol/static/pwa/src/navigation.ts";

const SPOT = { lat: 31.876543, lon: 119.471234 };

test("a known point is shifted as the maps shift it", () => {
  const shifted = toGcj02({ lat: 39.915, lon: 116.404 });
  assert.ok(Math.abs(shifted.lat - 39.91640428150164) < 1e-9);
  assert.ok(Math.abs(shifted.lon - 116.41024449916938) < 1e-9);
});

test("the shift in this county is some hundred metres, and none abroad", () => {
  const metres = metresBetween(SPOT, toGcj02(SPOT));
  assert.ok(metres > 300 && metres < 700, String(metres));
  assert.deepEqual(toGcj02({ lat: 48.85, lon: 2.35 }), { lat: 48.85, lon: 2.35 });
});

test("each app gets its own datum", () => {
  const android = mapApps(SPOT, "柳茹村", "Mozilla/5.0 (Linux; Android 13)");
  const shifted = toGcj02(SPOT);
  const by = Object.fromEntries(android.map((app) => [app.id, app]));
  assert.ok(by["amap"]?.address.includes(`${shifted.lon.toFixed(6)},${shifted.lat.toFixed(6)}`));
  assert.ok(by["tencent"]?.address.includes(`${shifted.lat.toFixed(6)},${shifted.lon.toFixed(6)}`));
  assert.ok(by["baidu"]?.address.includes("31.876543,119.471234") && by["baidu"].address.includes("coord_type=wgs84"));
  assert.ok(by["geo"]?.address.startsWith("geo:31.876543,119.471234"));
  const iphone = mapApps(SPOT, "柳茹村", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0)");
  assert.ok(iphone.some((app) => app.id === "apple" && app.address.includes("31.876543,119.471234")));
  assert.ok(!iphone.some((app) => app.id === "geo"));
});
