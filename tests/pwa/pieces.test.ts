import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { close } from "../../patrol/static/pwa/src/db.ts";
import { items } from "../../patrol/static/pwa/src/items.ts";
import { send } from "../../patrol/static/pwa/src/sender.ts";
import { sizeAfter } from "../../patrol/static/pwa/src/tus.ts";
import type { OutboxItem } from "../../patrol/static/pwa/src/kept.ts";
import { json, type FakeServer } from "./fake_server.ts";
import { freshPhone, impatient, reported } from "./phone.ts";

let server: FakeServer;
beforeEach(async () => { server = await freshPhone(); });
afterEach(async () => { await server.stop(); await close(); });

const LARGE = "田".repeat(300_000); // 900 KB
const sent = () => server.seen.filter((one) => one.method === "PATCH").reduce((sum, one) => sum + one.body.length, 0);

async function item(id: string): Promise<OutboxItem> {
  return (await items()).find((one) => one.id === id) as OutboxItem;
}

async function sendAll(id: string, most = 60): Promise<void> {
  for (let i = 0; i < most && (await item(id)).state !== "done"; i++) {
    await send();
    await impatient();
  }
}

test("a large original goes in pieces, a small one in one request", async () => {
  const id = await reported(LARGE, "small");
  await sendAll(id);
  assert.equal((await item(id)).state, "done");
  assert.deepEqual([server.uploads.length, server.photos.size], [1, 2]);
  assert.equal(sent(), Buffer.byteLength(LARGE));
});

test("what arrived before a cut is not sent again", async () => {
  const id = await reported(LARGE);
  let cuts = 0;
  server.trick = (seen, response) => {
    // The server had read a third of the piece when the connection broke, and kept it.
    if (seen.method !== "PATCH" || ++cuts % 2 === 0) return false;
    const upload = server.uploads[0]!;
    if (Number(seen.headers["upload-offset"]) === upload.bytes.length) {
      upload.bytes = Buffer.concat([upload.bytes, seen.body.subarray(0, Math.floor(seen.body.length / 3))]);
    }
    response.destroy();
    return true;
  };
  await sendAll(id, 200);
  assert.equal((await item(id)).state, "done");
  assert.equal(server.photos.size, 1);
  assert.ok(server.paths("HEAD").length > 0);
});

test("a server that no longer knows the upload gets it from the start", async () => {
  const id = await reported(LARGE);
  server.trick = (seen, response) => {
    if (seen.method !== "PATCH") return false;
    server.uploads[0] = undefined as never;
    server.trick = () => false;
    json(response, 410, { error: { code: "upload_expired", message: "" } });
    return true;
  };
  await sendAll(id);
  assert.deepEqual([(await item(id)).state, server.uploads.length], ["done", 2]);
});

test("a portal's empty answer moves nothing", async () => {
  const id = await reported(LARGE);
  server.trick = (seen, response) => {
    if (!seen.path.startsWith("/uploads")) return false;
    response.writeHead(204).end();
    return true;
  };
  await send();
  assert.equal((await item(id)).files[0]?.progress ?? null, null);
  server.trick = () => false;
  await impatient();
  await sendAll(id);
  assert.equal((await item(id)).state, "done");
});

test("the facts of another report go between two pieces", async () => {
  const first = await reported(LARGE);
  let second = "";
  server.trick = (seen, response) => {
    if (seen.method !== "PATCH" || second) return false;
    second = "begun";
    void reported("two").then((id) => { second = id; response.destroy(); });
    return true;
  };
  await sendAll(first);
  const order = server.seen.map((one) => (one.method === "PATCH" ? "piece" : one.path === `/reports/${second}` ? "facts" : ""));
  assert.ok(order.indexOf("facts") < order.lastIndexOf("piece"));
});

test("a piece is what the link carries in eight seconds", () => {
  assert.equal(sizeAfter(64 * 1024, 8000), 64 * 1024);
  assert.equal(sizeAfter(64 * 1024, 60_000), 16 * 1024);
  assert.equal(sizeAfter(64 * 1024, 10), 1024 * 1024);
});
