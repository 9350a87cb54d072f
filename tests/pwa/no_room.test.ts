// A phone whose tables cannot be written.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { close } from "../../patrol/static/pwa/src/db.ts";
import { items } from "../../patrol/static/pwa/src/items.ts";
import { now, push } from "../../patrol/static/pwa/src/sync.ts";
import type { FakeServer } from "./fake_server.ts";
import { freshPhone, impatient, reported } from "./phone.ts";

let server: FakeServer;
beforeEach(async () => { server = await freshPhone(); });
afterEach(async () => { await server.stop(); await close(); });

const questions = () => server.paths("GET").filter((path) => path === "/session").length;

test("without room for an answer nothing is asked on and on, and with room everything goes", async () => {
  const id = await reported("far");
  await impatient();
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given: Parameters<typeof put>) {
    if (this.name === "items") throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, given);
  };
  try {
    for (let turn = 0; turn < 5; turn++) await push();
    assert.equal(questions(), 1);
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  await now();
  assert.equal((await items()).find((one) => one.id === id)?.state, "done");
});
