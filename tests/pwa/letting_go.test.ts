// When the phone gives up an original: never on its own opinion, and never while anything still needs it.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { close, database } from "../../patrol/static/pwa/src/db.ts";
import * as draft from "../../patrol/static/pwa/src/draft.ts";
import { items } from "../../patrol/static/pwa/src/items.ts";
import * as outbox from "../../patrol/static/pwa/src/outbox.ts";
import { pull } from "../../patrol/static/pwa/src/pull.ts";
import { recheck } from "../../patrol/static/pwa/src/safe.ts";
import { send } from "../../patrol/static/pwa/src/sender.ts";
import type { OutboxItem } from "../../patrol/static/pwa/src/kept.ts";
import { json, type FakeServer } from "./fake_server.ts";
import { bytes, freshPhone, impatient, reported } from "./phone.ts";

const HOUR = 3600_000, DAY = 24 * HOUR;
const PHOTO = { type: "image/jpeg", source: "camera", taken_at: "2026-11-23T10:00:00+08:00" } as const;

let server: FakeServer;
beforeEach(async () => { server = await freshPhone(); });
afterEach(async () => { await server.stop(); await close(); });

async function item(id: string): Promise<OutboxItem> {
  return (await items()).find((one) => one.id === id) as OutboxItem;
}

async function originals(id: string): Promise<boolean[]> {
  const db = await database();
  return Promise.all((await item(id)).files.map(async (one) => Boolean((await db.get("files", ["7", one.sha256]))?.bytes)));
}

/** As after so many hours: each asking is an hour after the last. */
let hours = 1;
async function later(): Promise<void> {
  hours += 2;
  await recheck(Date.now() + hours * HOUR);
}

async function commented(text: string): Promise<string> {
  const id = await outbox.act({ case: 9 }, { act: "comment" }, [{ ...PHOTO, bytes: bytes(text), role: "photo" }]);
  await send();
  return id;
}

test("a report's originals go once a backup covers them, and its receipt stays", async () => {
  const id = await reported("far", "near");
  await send();
  await later();
  assert.deepEqual(await originals(id), [true, true]);
  server.safe = true;
  await later();
  assert.deepEqual(await originals(id), [false, false]);
  assert.deepEqual([(await item(id)).let_go, (await item(id)).receipt?.safe], [true, true]);
  assert.equal((await (await database()).get("receipts", ["7", id]))?.receipt.safe, true);
  const asked = server.paths("GET").length;
  await later();
  assert.equal(server.paths("GET").length, asked, "nothing is left to ask about");
});

test("an act's originals go the same way, and what it was answered stays", async () => {
  const id = await commented("after");
  await later();
  assert.deepEqual(await originals(id), [true]);
  server.safe = true;
  await later();
  assert.deepEqual(await originals(id), [false]);
  assert.deepEqual([(await item(id)).answer?.outcome, (await item(id)).answer?.safe], ["accepted", true]);
  assert.ok(server.paths("GET").includes(`/acts/${id}`));
});

test("an act without files is never asked about", async () => {
  await outbox.act({ case: 9 }, { act: "comment", note: "看过了" });
  await send();
  const asked = server.paths("GET").length;
  await later();
  assert.equal(server.paths("GET").length, asked);
});

test("safe is not enough: a hash that the receipt does not list as held stays, and goes again", async () => {
  const id = await reported("far", "near");
  await send();
  const [gone] = (await item(id)).files;
  server.photos.delete(gone?.sha256 ?? "");
  server.safe = true;
  await later();
  assert.deepEqual(await originals(id), [true, true]);
  assert.equal((await item(id)).state, "facts");
  await send();
  assert.deepEqual([(await item(id)).state, server.photos.size], ["done", 2]);
});

test("a receipt that says nothing of a photo lets it stay", async () => {
  const id = await reported("far");
  await send();
  server.trick = (seen, response) => {
    if (seen.method !== "GET" || !seen.path.startsWith("/reports/")) return false;
    json(response, 200, { report: id, case: { id: 1, number: "" }, received_at: "", head: "h", safe: true, photos: {} });
    return true;
  };
  await later();
  assert.deepEqual(await originals(id), [true]);
});

test("a photo that something else still needs stays until that is safe, too", async () => {
  const first = await reported("far");
  await send();
  server.safe = true;
  const second = await reported("far");
  await later();
  assert.deepEqual([await originals(first), (await item(first)).let_go], [[true], true]);
  await send();
  await later();
  assert.deepEqual(await originals(second), [false]);
});

test("what stands in a draft, or was picked a moment ago for one, stays", async () => {
  const id = await reported("far");
  await send();
  server.safe = true;
  await recheck(Date.now() + 60_000);
  assert.deepEqual([await originals(id), (await item(id)).let_go], [[true], false], "picked a moment ago");
  await draft.begin([{ ...PHOTO, bytes: bytes("far") }]);
  await later();
  assert.deepEqual(await originals(id), [true], "in a draft");
});

test("without any backup an original goes thirty days after it arrived, by the server's clock", async () => {
  const id = await reported("far");
  await send();
  await pull();
  server.ahead_ms = 29 * DAY;
  await later();
  assert.deepEqual(await originals(id), [true]);
  server.ahead_ms = 31 * DAY;
  await later();
  assert.deepEqual([await originals(id), (await item(id)).receipt?.safe], [[false], false]);
});

test("where a backup is set up the thirty days mean nothing", async () => {
  server.backup = "set_up";
  const id = await reported("far");
  await send();
  await pull();
  server.ahead_ms = 300 * DAY;
  await later();
  assert.deepEqual(await originals(id), [true]);
});

test("a server that does not say whether there is a backup is not taken to have none", async () => {
  const { county, ...others } = server.session() as { county: { backup?: string } };
  const { backup: _unsaid, ...silent } = county;
  server.trick = (seen, response) => {
    if (seen.path !== "/session") return false;
    json(response, 200, { ...others, county: silent });
    return true;
  };
  const id = await reported("far");
  await send();
  await pull();
  server.ahead_ms = 300 * DAY;
  await later();
  assert.deepEqual(await originals(id), [true]);
});

test("a phone whose own clock has jumped is not hasty", async (context) => {
  const id = await reported("far");
  await send();
  await pull();
  const real = Date.now();
  context.mock.method(Date, "now", () => real + 40 * DAY);
  server.ahead_ms = -40 * DAY;
  await recheck(Date.now());
  assert.deepEqual(await originals(id), [true]);
});

test("after a restore everything counts anew and goes again, acts as well", async () => {
  const report = await reported("far");
  await send();
  const act = await commented("after");
  await pull();
  server.reports.clear();
  server.acts.clear();
  server.photos.clear();
  server.epoch = 2;
  await pull();
  assert.deepEqual([(await item(report)).held_at, (await item(act)).held_at], [null, null]);
  await send();
  assert.deepEqual([server.reports.size, server.acts.size, server.photos.size], [1, 1, 2]);
  assert.deepEqual([(await item(report)).state, (await item(act)).state], ["done", "done"]);
});

test("an act that a restored server forgot goes again when the phone asks about it", async () => {
  const id = await commented("after");
  server.acts.clear();
  server.photos.clear();
  await later();
  assert.equal((await item(id)).state, "waiting");
  await impatient();
  await send();
  assert.deepEqual([server.acts.size, server.photos.size, (await item(id)).state], [1, 1, "done"]);
});

test("another 404 is no reason to send anything again", async () => {
  const id = await commented("after");
  server.trick = (seen, response) => {
    if (!seen.path.startsWith("/acts/")) return false;
    json(response, 404, { error: { code: "no_such_address", message: "" } });
    return true;
  };
  await later();
  assert.equal((await item(id)).state, "done");
});
