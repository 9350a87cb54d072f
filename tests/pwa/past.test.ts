import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { close, currentOwner, database, sessionRow, type Table } from "../../patrol/static/pwa/src/db.ts";
import * as draft from "../../patrol/static/pwa/src/draft.ts";
import { items } from "../../patrol/static/pwa/src/items.ts";
import { act } from "../../patrol/static/pwa/src/outbox.ts";
import { forgetPast, isShut, openPast } from "../../patrol/static/pwa/src/past.ts";
import { pull } from "../../patrol/static/pwa/src/pull.ts";
import { send } from "../../patrol/static/pwa/src/sender.ts";
import { json, type FakeServer } from "./fake_server.ts";
import { bytes, freshPhone, reported } from "./phone.ts";

let server: FakeServer;
beforeEach(async () => { server = await freshPhone(); });
afterEach(async () => { await server.stop(); await close(); });

const LATER = 2 * 3600_000;

async function count(table: Exclude<Table, "meta">): Promise<number> {
  return (await (await database()).getAll(table)).length;
}

/** As after some weeks of use: cases, notices and pictures that the server told. */
async function used(): Promise<void> {
  const db = await database();
  const owner = String(await currentOwner());
  await db.put("cases", { owner, id: "1", case: { id: "1" } as never });
  await db.put("notices", { owner, id: "n", notice: { id: "n", case: null, event: "stop", text: "", at: "", seen_at: null } });
  await db.put("pictures", { owner, sha256: "p", bytes: new ArrayBuffer(1), at: 0 });
}

test("all that was sent and told goes, and the phone says so after a restart too", async () => {
  await reported("far", "near");
  await send();
  await used();
  await forgetPast(Date.now() + LATER);
  await close();
  for (const table of ["cases", "notices", "pictures", "items", "files", "receipts"] as const) assert.equal(await count(table), 0, table);
  assert.equal(await isShut(), true);
  assert.equal((await sessionRow())?.cursor, null);
});

test("nothing unsent or begun is touched, and it is sent afterwards as if nothing had happened", async () => {
  const sent = await reported("sent");
  await send();
  const waiting = await reported("waiting");
  await act({ report: sent }, { act: "comment", note: "again" }, []);
  const begun = await draft.begin([{ bytes: bytes("begun"), type: "image/jpeg", source: "camera", taken_at: "2026-11-23T09:54:00+08:00" }]);
  await forgetPast(Date.now() + LATER);
  const left = await items();
  assert.deepEqual(left.map((one) => [one.type, one.state]).sort(), [["act", "waiting"], ["report", "waiting"]]);
  assert.equal(left.some((one) => one.id === waiting), true);
  assert.equal(await count("drafts"), 1);
  assert.equal((await (await database()).get("files", [begun.owner, begun.photos[0]?.sha256 ?? ""]))?.bytes?.byteLength, 5);
  server.seen = [];
  await send();
  assert.equal(server.seen.some((one) => one.method === "PUT" && one.path === `/reports/${waiting}`), true);
  assert.deepEqual((await items()).map((one) => one.state), (await items()).map(() => "done"));
});

test("a photo picked a moment ago stays, though no draft names it yet", async () => {
  await reported("lately");
  await send();
  await forgetPast();
  assert.equal(await count("files"), 1);
});

test("what the server knows stays away until it is asked for, but not that somebody else signed in", async () => {
  const notice = (id: string, event: string) => ({ id, case: null, event, text: id, at: "2026-11-24T10:00:00.000Z", seen_at: null });
  server.trick = (seen, response) => {
    if (seen.path.startsWith("/changes")) json(response, 200, { cases: [{ id: "1", photos: [] }], gone: [], cursor: "c", reset: false, more: false });
    else if (seen.path.startsWith("/inbox")) json(response, 200, { notices: [notice("a", "stop"), notice("b", "new_device")], cursor: null });
    else return false;
    return true;
  };
  await forgetPast();
  await pull();
  assert.equal(await count("cases"), 0);
  assert.deepEqual((await (await database()).getAll("notices")).map((row) => row.id), ["b"]);
  assert.equal(server.seen.some((one) => one.path.startsWith("/changes")), false);
  await openPast();
  await pull();
  assert.deepEqual([await count("cases"), await count("notices"), await isShut()], [1, 2, false]);
});
