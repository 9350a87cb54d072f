// Figures: kept for when there is no network, each person's own, and gone with the readings when the phone is handed on.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { signOut } from "../../patrol/static/pwa/src/account.ts";
import { close, setMeta } from "../../patrol/static/pwa/src/db.ts";
import { fetchFigures, keptFigures } from "../../patrol/static/pwa/src/figures.ts";
import { tookWords } from "../../patrol/static/pwa/src/words.ts";
import { json, type FakeServer } from "./fake_server.ts";
import { freshPhone } from "./phone.ts";

let server: FakeServer;
beforeEach(async () => { server = await freshPhone(); });
afterEach(async () => { await server.stop(); await close(); });

const FIGURES = { date: "2026-11-24", by: "village", area: { code: "321181101000", name: "延陵镇" }, places: [], together: {} };

function answering(value: unknown): string[] {
  const asked: string[] = [];
  server.trick = (seen, response) => {
    if (!seen.path.startsWith("/figures")) return false;
    asked.push(seen.path);
    json(response, 200, value);
    return true;
  };
  return asked;
}

test("what was fetched is there without a network, the county's and a town's apart", async () => {
  const asked = answering(FIGURES);
  assert.equal(await fetchFigures("figures", null), true);
  assert.equal(await fetchFigures("weeks", "321181101000"), true);
  assert.deepEqual(asked, ["/figures", "/figures/weeks?town=321181101000"]);
  assert.deepEqual((await keptFigures("figures", null))?.value, FIGURES);
  assert.equal(await keptFigures("figures", "321181101000"), null);
  answering({ portal: true });
  assert.equal(await fetchFigures("figures", null), false);
  assert.deepEqual((await keptFigures("figures", null))?.value, FIGURES);
});

test("another person reads nothing of them, and they go with who leaves", async () => {
  answering(FIGURES);
  await fetchFigures("figures", null);
  const whose = await keptFigures("figures", null);
  await setMeta("owner", "somebody else");
  assert.equal(await keptFigures("figures", null), null);
  await setMeta("owner", "1");
  assert.ok(whose);
  await signOut();
  await setMeta("owner", "1");
  assert.equal(await keptFigures("figures", null), null);
});

test("what the middle case took is said in hours for two days, then in days and tenths", () => {
  const said = [null, 0, 50, 90, 47 * 60, 48 * 60, 60 * 60].map(tookWords);
  assert.deepEqual(said, ["—", "10 分钟内", "50 分钟", "2 小时", "47 小时", "2 天", "2.5 天"]);
});
