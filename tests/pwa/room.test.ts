// A phone that is nearly full says so in words, and gives up what it can fetch again before anything of its own.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { close, database, write } from "../../patrol/static/pwa/src/db.ts";
import * as draft from "../../patrol/static/pwa/src/draft.ts";
import { items } from "../../patrol/static/pwa/src/items.ts";
import { pullPictures } from "../../patrol/static/pwa/src/pull.ts";
import { isFull, measure, room, roomOf } from "../../patrol/static/pwa/src/room.ts";
import type { FakeServer } from "./fake_server.ts";
import { bytes, freshPhone, reported } from "./phone.ts";

const MB = 1_000_000;
let server: FakeServer;
beforeEach(async () => { server = await freshPhone(); });
afterEach(async () => {
  says(undefined);
  await measure();
  await server.stop();
  await close();
});

function says(estimate: { usage?: number; quota?: number } | undefined): void {
  Object.defineProperty(navigator, "storage", { configurable: true, value: estimate && { estimate: async () => estimate } });
}

async function pictures(): Promise<number> {
  return (await database()).count("pictures");
}

async function fetched(): Promise<void> {
  await (await database()).put("pictures", { owner: "7", sha256: "a".repeat(64), bytes: bytes("small"), at: 1 });
}

/** From now on the phone takes so many photos more. */
function full(taking: number): () => void {
  const real = IDBObjectStore.prototype.put;
  let left = taking;
  IDBObjectStore.prototype.put = function (value: { bytes?: ArrayBuffer }, key?: IDBValidKey) {
    if (this.name === "files" && value.bytes && left-- <= 0) throw new DOMException("full", "QuotaExceededError");
    return real.call(this, value, key);
  };
  return () => { IDBObjectStore.prototype.put = real; };
}

for (const [usage, quota, short] of [
  [100, 1000, false], [799, 1000, false], [800, 1000, true], [20, 119, true], [20, 121, false], [990, 1000, true],
] as const) {
  test(`${usage} of ${quota} MB is ${short ? "told" : "not told"}`, () => {
    assert.equal(roomOf(usage * MB, quota * MB, []).short, short);
  });
}

test("pictures are fetched again only well below where it gets short", () => {
  const at = (usage: number) => roomOf(usage * MB, 1000 * MB, []);
  assert.deepEqual([at(719).ample, at(721).ample, at(721).short], [true, false, false]);
  assert.deepEqual([roomOf(0, 149 * MB, []).ample, roomOf(0, 149 * MB, []).short], [false, false]);
});

test("what is left is counted in photos as this phone takes them", () => {
  assert.equal(roomOf(900 * MB, 936 * MB, []).photos, 12);
  assert.equal(roomOf(900 * MB, 936 * MB, [4 * MB, 8 * MB]).photos, 6);
  assert.equal(roomOf(1000 * MB, 900 * MB, []).photos, 0);
});

test("a browser that does not say is not taken to be full", async () => {
  for (const silent of [undefined, {}, { usage: 5 }, { usage: 5, quota: 0 }]) {
    says(silent);
    await fetched();
    assert.equal(await measure(), null);
    assert.equal(await pictures(), 1);
  }
});

test("short of room the pictures of others go, the own photos stay, and none are fetched meanwhile", async () => {
  const id = await reported("far");
  await fetched();
  says({ usage: 900 * MB, quota: 1000 * MB });
  assert.equal((await measure())?.short, true);
  assert.equal(await pictures(), 0);
  assert.ok((await (await database()).getAll("files"))[0]?.bytes);
  const open = { id: 4, photos: [{ sha256: "b".repeat(64), state: "held" }], state: "open", updated_at: "" };
  await (await database()).put("cases", { owner: "7", id: "4", case: open as never });
  await pullPictures();
  assert.ok(!server.seen.some((one) => one.path.startsWith("/photos/")));
  assert.equal((await items())[0]?.id, id);
  says({ usage: 100 * MB, quota: 1000 * MB });
  await measure();
  assert.equal(room()?.short, false);
});

test("a photo for which there is no room takes that of the pictures of others", async () => {
  await fetched();
  const real = IDBObjectStore.prototype.put;
  let asked = 0;
  IDBObjectStore.prototype.put = function (value: { bytes?: ArrayBuffer }, key?: IDBValidKey) {
    if (this.name === "files" && asked++ === 0) throw new DOMException("full", "QuotaExceededError");
    return real.call(this, value, key);
  };
  const id = await reported("far").finally(() => { IDBObjectStore.prototype.put = real; });
  assert.equal(await pictures(), 0);
  assert.equal((await items())[0]?.id, id);
});

test("on a full phone the photo is refused, and what was there is whole", async () => {
  const kept = await reported("far");
  const open = full(0);
  const photo = { bytes: bytes("near"), type: "image/jpeg", source: "camera", taken_at: "2026-11-23T10:00:00+08:00" } as const;
  await assert.rejects(draft.begin([photo]), isFull);
  open();
  const db = await database();
  assert.deepEqual([(await db.getAll("files")).length, (await db.getAll("drafts")).length], [1, 0]);
  assert.equal((await items())[0]?.id, kept);
});

test("what the phone refused counts more than ten gigabytes it claims to have, until it keeps something again", async () => {
  says({ usage: 1 * MB, quota: 10_737 * MB });
  const open = full(0);
  await assert.rejects(reported("far"), isFull);
  assert.deepEqual(await measure(), { used: 1 * MB, left: 0, photos: 0, short: true, ample: false });
  open();
  await reported("near");
  assert.equal((await measure())?.short, false);
});

test("the second of two photos not kept leaves a draft with the first", async () => {
  const open = full(1);
  const photo = (text: string) => ({ bytes: bytes(text), type: "image/jpeg", source: "gallery", taken_at: "2026-11-23T10:00:00+08:00" }) as const;
  await assert.rejects(draft.begin([photo("far"), photo("near")]), isFull);
  open();
  const [begun] = await (await database()).getAll("drafts");
  assert.equal(begun?.photos.length, 1);
});

// ---- the tables closed by the system

test("tables that the system closed are open again at the next touch", async () => {
  const id = await reported("far");
  (await database()).close();
  assert.equal((await items())[0]?.id, id);
});

test("a write under which the tables are closed is done once more", async () => {
  let turns = 0;
  await write(["meta"], async (tx) => {
    await tx.store.put({ key: "one", value: ++turns });
    if (turns === 1) tx.abort();
  });
  assert.equal(turns, 2);
  assert.equal((await (await database()).get("meta", "one"))?.value, 2);
});

test("what fails for a reason of its own is not tried again, and leaves nothing", async () => {
  let turns = 0;
  await assert.rejects(write(["meta"], async (tx) => {
    await tx.store.put({ key: "two", value: ++turns });
    throw new TypeError("mine");
  }), TypeError);
  assert.equal(turns, 1);
  assert.equal(await (await database()).get("meta", "two"), undefined);
});

test("two that find the tables closed open them once", async () => {
  (await database()).close();
  const [one, other] = await Promise.all([database(), database()]);
  assert.equal(one, other);
});
