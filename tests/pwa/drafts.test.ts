import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { close, database, paused, setMeta } from "../../patrol/static/pwa/src/db.ts";
import * as draft from "../../patrol/static/pwa/src/draft.ts";
import { withLease } from "../../patrol/static/pwa/src/lock.ts";
import { items, release } from "../../patrol/static/pwa/src/items.ts";
import * as outbox from "../../patrol/static/pwa/src/outbox.ts";
import { send } from "../../patrol/static/pwa/src/sender.ts";
import type { FakeServer } from "./fake_server.ts";
import { bytes, freshPhone } from "./phone.ts";

let server: FakeServer;
beforeEach(async () => { server = await freshPhone(); });
afterEach(async () => { await server.stop(); await close(); });

const photo = { bytes: bytes("far"), type: "image/jpeg", source: "camera", taken_at: "2026-11-23T09:54:00+08:00" } as const;

test("a draft survives a kill with every field as typed", async () => {
  const { id } = await draft.begin([photo]);
  await Promise.all([draft.change(id, { note: "挖机" }), draft.change(id, { works_going_on: true }), draft.change(id, { note: "挖机两台" })]);
  await close();
  const kept = await draft.load(id);
  assert.equal(kept?.note, "挖机两台");
  assert.equal(kept?.works_going_on, true);
  assert.equal(kept?.photos.length, 1);
});

test("two taps on send make one report", async () => {
  const { id } = await draft.begin([photo]);
  await draft.change(id, { kind: "waste" });
  await Promise.all([outbox.report(id), outbox.report(id)]);
  assert.equal((await items()).length, 1);
  assert.equal(await draft.load(id), null);
});

test("a draft without a kind is not sent", async () => {
  const { id } = await draft.begin([photo]);
  assert.equal(await outbox.report(id), null);
  assert.ok(await draft.load(id));
});

test("within five seconds a report comes back as the same draft; after that it has gone", async () => {
  const { id } = await draft.begin([photo]);
  await draft.change(id, { kind: "waste", note: "河边" });
  await outbox.report(id);
  assert.equal(await send(), "nothing");
  assert.equal(await outbox.undo(id), true);
  assert.equal((await draft.load(id))?.note, "河边");
  await outbox.report(id);
  await release();
  assert.equal(await outbox.undo(id), false);
  await send();
  assert.equal(server.reports.size, 1);
});

test("the frozen body is what the design asks for", async () => {
  const { id } = await draft.begin([photo]);
  const fix = { lat: 31.9, lon: 119.5, accuracy_m: 8, altitude_m: null, heading_deg: null, at: "2026-11-23T09:54:00+08:00" };
  await draft.change(id, { kind: "waste", fix });
  const body = JSON.parse((await outbox.report(id))?.body ?? "{}") as Record<string, unknown>;
  assert.deepEqual(Object.keys(body).sort(), [
    "captured_at", "conceal", "fix", "kind", "note", "photos", "place", "source", "voice", "works_going_on",
  ]);
  assert.deepEqual(body["place"], { lat: 31.9, lon: 119.5, by: "fix" });
  assert.equal(body["source"], "informant");
  assert.deepEqual(Object.keys((body["photos"] as object[])[0] as object).sort(), ["bytes", "sha256", "source", "taken_at", "type"]);
});

test("the same photo picked twice is there once", async () => {
  const { id } = await draft.begin([photo]);
  assert.equal((await draft.addPhotos(id, [photo]))?.photos.length, 1);
});

test("a lease lets one page send, and a dead page's lease runs out", async () => {
  const order: string[] = [];
  await withLease(async () => {
    order.push("first");
    assert.equal(await withLease(async () => { order.push("second"); }, "other page"), false);
  }, "one page");
  const db = await database();
  await db.put("meta", { key: "lease", value: { holder: "killed page", until: Date.now() - 1 } });
  assert.equal(await withLease(async () => { order.push("third"); }, "other page"), true);
  assert.deepEqual(order, ["first", "third"]);
});

test("a lease and a pause of before the clock was set back hold up nobody", async () => {
  const db = await database();
  const tomorrow = Date.now() + 24 * 3600_000;
  await db.put("meta", { key: "lease", value: { holder: "killed page", until: tomorrow } });
  assert.equal(await withLease(async () => undefined, "other page"), true);
  await setMeta("paused_until", tomorrow);
  assert.equal(await paused(), false);
  await setMeta("paused_until", Date.now() + 30_000);
  assert.equal(await paused(), true);
});

test("a page that overslept its lease notices before the next step", async () => {
  await withLease(async (held) => {
    assert.equal(await held.still(), true);
    await (await database()).put("meta", { key: "lease", value: { holder: "another", until: Date.now() + 9999 } });
    assert.equal(await held.still(), false);
  }, "sleeper");
});

test("two photos that come in at once are both there, and one taken out meanwhile is not", async () => {
  const another = (words: string) => ({ ...photo, bytes: bytes(words) });
  const { id, photos } = await draft.begin([photo]);
  await Promise.all([
    draft.addPhotos(id, [another("second")]), draft.removePhoto(id, photos[0]?.sha256 ?? ""), draft.addPhotos(id, [another("the third")]),
  ]);
  assert.deepEqual((await draft.load(id))?.photos.map((one) => one.bytes).sort(), ["second".length, "the third".length]);
});
