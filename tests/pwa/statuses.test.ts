// What each answer makes the phone do next.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { close, sessionRow } from "../../patrol/static/pwa/src/db.ts";
import { exportUnsent } from "../../patrol/static/pwa/src/export.ts";
import { items, photoAgain } from "../../patrol/static/pwa/src/items.ts";
import { stateOf } from "../../patrol/static/pwa/src/mine.ts";
import { act } from "../../patrol/static/pwa/src/outbox.ts";
import { send } from "../../patrol/static/pwa/src/sender.ts";
import type { OutboxItem } from "../../patrol/static/pwa/src/kept.ts";
import { json, type FakeServer } from "./fake_server.ts";
import { freshPhone, impatient, reported } from "./phone.ts";

let server: FakeServer;
beforeEach(async () => { server = await freshPhone(); });
afterEach(async () => { await server.stop(); await close(); });

const ORIGINAL = /^\/photos\/[0-9a-f]+$/;

async function item(id: string): Promise<OutboxItem> {
  return (await items()).find((one) => one.id === id) as OutboxItem;
}

/** Answers everything whose path fits with this status, in the server's own shape or in nobody's. */
function answering(path: RegExp, status: number, code: string | null): void {
  server.trick = (seen, response) => {
    if (!path.test(seen.path)) return false;
    if (code === null) response.writeHead(status).end("<html>");
    else json(response, status, { error: { code, message: code } });
    return true;
  };
}

for (const status of [408, 425, 429, 500, 502, 503, 504, 507, 599]) {
  for (const shape of ["its own words", "a proxy's"]) {
    test(`${status} in ${shape}: facts and photos wait, and go later`, async () => {
      const code = shape === "a proxy's" ? null : "busy";
      const id = await reported("far");
      answering(/^\/reports\//, status, code);
      await send();
      assert.equal((await item(id)).state, "waiting");
      assert.ok((await item(id)).next_at > Date.now());
      answering(ORIGINAL, status, code);
      await impatient();
      await send();
      assert.equal((await item(id)).state, "facts");
      assert.equal((await item(id)).files[0]?.state, "wanted");
      server.trick = () => false;
      await impatient();
      await send();
      assert.equal((await item(id)).state, "done");
    });
  }
}

test("a full store is said in words, and the words go when it takes things again", async () => {
  const id = await reported("far");
  answering(/^\/reports\//, 507, "storage_full");
  await send();
  assert.equal(stateOf({ item: await item(id), case: null }).key, "report.state.full");
  answering(ORIGINAL, 507, "storage_full");
  await impatient();
  await send();
  assert.equal(stateOf({ item: await item(id), case: null }).key, "report.state.full_photos");
  server.trick = () => false;
  await impatient();
  await send();
  assert.equal(stateOf({ item: await item(id), case: null }).key, "report.state.received");
});

test("a store that takes no originals still takes facts and small pictures, and a large photo goes on where it was", async () => {
  const id = await reported("x".repeat(600_000), "near");
  server.trick = (seen, response) => {
    if (seen.method !== "PATCH") return false;
    json(response, 507, { error: { code: "storage_full", message: "" } });
    return true;
  };
  await send();
  assert.equal(stateOf({ item: await item(id), case: null }).key, "report.state.full_photos");
  assert.deepEqual((await item(id)).files.map((one) => one.state), ["wanted", "wanted"]);
  const fresh = await reported();
  await send();
  assert.equal((await item(fresh)).state, "done");
  server.trick = () => false;
  await impatient();
  await send();
  assert.deepEqual([(await item(id)).state, server.uploads.length], ["done", 1]);
});

test("a broken connection waits and is tried again", async () => {
  const id = await reported("far");
  server.trick = (seen, response) => {
    if (seen.path === "/health" || seen.path === "/session") return false;
    response.destroy();
    return true;
  };
  await send();
  assert.equal((await item(id)).state, "waiting");
  assert.ok((await item(id)).next_at > Date.now());
});

test("401 in the middle of the photos asks to sign in and keeps its place", async () => {
  const id = await reported("far");
  answering(ORIGINAL, 401, "signed_out");
  assert.equal(await send(), "signed_out");
  assert.equal((await sessionRow())?.signed_in, false);
  assert.equal((await item(id)).state, "facts");
});

for (const status of [413, 415]) {
  test(`${status} of somebody on the way judges no facts: they go later, without their person`, async () => {
    const id = await reported("far");
    answering(/^\/reports\//, status, null);
    await send();
    assert.deepEqual([(await item(id)).state, (await item(id)).refused], ["waiting", null]);
    server.trick = () => false;
    await impatient();
    await send();
    assert.equal((await item(id)).state, "done");
  });
}

for (const [status, code] of [[413, "too_large"], [415, "not_an_image"], [415, null]] as const) {
  test(`${status} (${code ?? "a proxy's"}) is about that photo alone`, async () => {
    const bad = await reported("bad");
    const good = await reported("good");
    const path = `/photos/${(await item(bad)).files[0]?.sha256}`;
    answering(new RegExp(`^${path}$`), status, code);
    await send();
    const file = (await item(bad)).files[0];
    assert.equal(file?.state, "stuck");
    assert.equal(file?.reason?.code, status === 413 ? "too_large" : "not_an_image");
    assert.equal((await item(good)).state, "done");
  });
}

test("a photo that was refused goes again on its person's word, whole", async () => {
  const id = await reported("far");
  answering(ORIGINAL, 415, null);
  await send();
  server.trick = () => false;
  const [refused] = (await item(id)).files;
  await impatient();
  assert.equal(await send(), "nothing");
  await photoAgain(id, refused?.sha256 ?? "");
  await send();
  assert.deepEqual([(await item(id)).state, server.photos.get(refused?.sha256 ?? "")?.toString()], ["done", "far"]);
});

test("what a proxy finds too large goes in pieces, and in smaller ones", async () => {
  const id = await reported("a photo of a few bytes", "田".repeat(300_000));
  const limit = 40_000;
  server.trick = (seen, response) => {
    if (!ORIGINAL.test(seen.path) && !(seen.path.startsWith("/uploads") && seen.body.length > limit)) return false;
    response.writeHead(413).end("<html>");
    return true;
  };
  for (let turn = 0; turn < 100 && (await item(id)).state !== "done"; turn++) { await send(); await impatient(); }
  assert.equal((await item(id)).state, "done");
  assert.equal(server.photos.size, 2);
});

test("a photo that arrives as other bytes is sent again, and after three times asks for its person", async () => {
  const id = await reported("far");
  answering(ORIGINAL, 500, null);
  for (let turn = 0; turn < 4; turn++) { await send(); await impatient(); }
  answering(ORIGINAL, 409, "hash_differs");
  for (const state of ["wanted", "wanted", "stuck"]) {
    await send();
    assert.equal((await item(id)).files[0]?.state, state);
    await impatient();
  }
});

for (const [status, code] of [[400, "bad_request"], [403, "no_post"], [404, "missing"], [409, "content_differs"], [422, "invalid"], [451, "other"]] as const) {
  test(`${status} ${code} on a fact: refused, kept with its reason, exportable`, async () => {
    const id = await reported("far");
    const stop = await act({ case: 9 }, { act: "stop", outcome: "stopped" });
    answering(/^\/(reports|cases)\//, status, code);
    await send();
    for (const one of [id, stop]) {
      assert.equal((await item(one)).state, "refused");
      assert.equal((await item(one)).refused?.code, code);
    }
    const exported = await (await exportUnsent()).text();
    assert.ok(exported.includes(id) && exported.includes(stop));
  });
}

test("an act that meets 503 holds back the later ones of its case, and a refused one does not", async () => {
  const [one, two] = [await act({ case: 9 }, { act: "verify", founded: true }), await act({ case: 9 }, { act: "report" })];
  answering(new RegExp(one), 503, "busy");
  await send();
  assert.deepEqual(server.paths("PUT"), [`/cases/9/acts/${one}`]);
  answering(new RegExp(one), 403, "act_not_yours");
  await impatient();
  await send();
  assert.equal((await item(one)).state, "refused");
  assert.equal((await item(two)).state, "done");
});
