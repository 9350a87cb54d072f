import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { close } from "../../patrol/static/pwa/src/db.ts";
import { items } from "../../patrol/static/pwa/src/items.ts";
import { wentOffline } from "../../patrol/static/pwa/src/net.ts";
import { send } from "../../patrol/static/pwa/src/sender.ts";
import { sizeAfter, UNHEARD } from "../../patrol/static/pwa/src/tus.ts";
import type { OutboxItem } from "../../patrol/static/pwa/src/kept.ts";
import { json, type FakeServer } from "./fake_server.ts";
import { freshPhone, impatient, reported } from "./phone.ts";

let server: FakeServer;
beforeEach(async () => { server = await freshPhone(); });
afterEach(async () => { await server.stop(); await close(); });

const LARGE = "田".repeat(300_000); // 900 KB
const MIDDLE = "地".repeat(130_000); // 390 KB
const pieces = () => server.seen.filter((one) => one.path.startsWith("/uploads") && one.method !== "HEAD");
const sent = () => pieces().reduce((sum, one) => sum + one.body.length, 0);
const went = () => pieces().map((one) => `${one.method} ${one.body.length}`);

/** After a photo that went without trouble the link is known to be good. */
async function onAGoodLink(): Promise<string> {
  await sendAll(await reported(LARGE));
  const id = await reported(MIDDLE);
  server.seen = [];
  return id;
}

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

test("the first piece goes with the beginning and is small, as nothing is known of the link", async () => {
  await sendAll(await reported(MIDDLE));
  assert.deepEqual(went(), ["POST 65536", "PATCH 324464"]);
});

test("on a link that has just been good the whole photo goes with its beginning", async () => {
  const id = await onAGoodLink();
  await sendAll(id);
  assert.deepEqual([(await item(id)).state, ...went()], ["done", "POST 390000"]);
});

test("a network that went away leaves nothing known", async () => {
  const id = await onAGoodLink();
  wentOffline();
  await sendAll(id);
  assert.equal(went()[0], "POST 65536");
});

test("a photo that was cut in its beginning begins with nothing, and the next one with little", async () => {
  const id = await reported(MIDDLE);
  const second = await reported(LARGE);
  server.trick = (seen, response) => {
    if (!seen.path.startsWith("/uploads")) return false;
    server.trick = () => false;
    response.destroy();
    return true;
  };
  await sendAll(id);
  await sendAll(second);
  const begun = pieces().filter((one) => one.method === "POST").map((one) => one.body.length);
  assert.deepEqual([(await item(id)).state, (await item(second)).state], ["done", "done"]);
  assert.deepEqual([begun[0], begun.includes(0), server.photos.size], [65536, true, 2]);
  assert.deepEqual(server.uploads.map((one) => one.bytes.length), server.uploads.map((one) => one.length));
});

/** The answer to the beginning is lost, with the photo held or not. */
async function unanswered(id: string, arrives: boolean): Promise<void> {
  const [photo] = (await item(id)).files;
  server.trick = (seen, response) => {
    if (seen.method !== "POST" || !seen.path.startsWith("/uploads")) return false;
    server.trick = () => false;
    if (arrives) server.photos.set(photo?.sha256 ?? "", seen.body);
    response.destroy();
    return true;
  };
  await sendAll(id);
  assert.equal((await item(id)).state, "done");
}

test("a whole photo whose answer was lost is not sent a second time", async () => {
  const id = await onAGoodLink();
  await unanswered(id, true);
  assert.deepEqual(went(), ["POST 390000"]);
});

test("a whole photo that was cut goes again in pieces that stay", async () => {
  const id = await onAGoodLink();
  await unanswered(id, false);
  assert.deepEqual(went().slice(0, 3), ["POST 390000", "POST 0", "PATCH 65536"]);
});

test("an app that was killed while a whole photo was going asks before it sends it again", async () => {
  const id = await onAGoodLink();
  const before = async () => (await item(id)).files[0]?.progress;
  let written: unknown;
  server.trick = (seen) => {
    if (seen.path.startsWith("/uploads")) void before().then((progress) => { written = progress; });
    return false;
  };
  await sendAll(id);
  assert.deepEqual(written, UNHEARD);
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
