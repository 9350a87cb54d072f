import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { setBase } from "../../patrol/static/pwa/src/api.ts";
import { signIn, signOut } from "../../patrol/static/pwa/src/account.ts";
import { close, database, sessionRow, setMeta } from "../../patrol/static/pwa/src/db.ts";
import { exportUnsent } from "../../patrol/static/pwa/src/export.ts";
import { again, items } from "../../patrol/static/pwa/src/items.ts";
import * as outbox from "../../patrol/static/pwa/src/outbox.ts";
import { send } from "../../patrol/static/pwa/src/sender.ts";
import type { OutboxItem } from "../../patrol/static/pwa/src/kept.ts";
import { json, type FakeServer } from "./fake_server.ts";
import { bytes, freshPhone, impatient, reported } from "./phone.ts";

let server: FakeServer;
beforeEach(async () => { server = await freshPhone(); });
afterEach(async () => { await server.stop(); await close(); });

async function item(id: string): Promise<OutboxItem> {
  return (await items()).find((one) => one.id === id) as OutboxItem;
}

test("a report arrives with its photos, facts first, and leaves a receipt", async () => {
  const id = await reported("far", "near");
  assert.equal(await send(), "sent");
  assert.equal((await item(id)).state, "done");
  assert.equal((await item(id)).receipt?.case.number, "延陵-2026-0001");
  assert.equal(server.paths("PUT")[0], `/reports/${id}`);
  assert.equal(server.photos.size, 2);
  assert.equal(await send(), "nothing");
});

test("over several sends all small pictures are there before the first original, small or in pieces", async () => {
  const large = "x".repeat(300_000);
  const db = await database();
  const made = async (...photos: string[]) => {
    await reported(...photos);
    for (const row of await db.getAll("files")) await db.put("files", { ...row, thumb: bytes("small") });
  };
  await made("far", large);
  server.trick = (seen, response) => {
    // The second report is made while the first one's original is on its way.
    if (seen.method !== "POST" || !seen.path.startsWith("/uploads")) return false;
    server.trick = () => false;
    void made("near", "sign").then(() => json(response, 503, { error: { code: "busy", message: "" } }));
    return true;
  };
  await send();
  await impatient();
  await send();
  const went = server.seen.filter((one) => one.method !== "GET").map(({ method, path }) => (
    path.endsWith("/thumbnail") ? "small" : path.startsWith("/reports/") ? "facts" : method === "PUT" ? "original" : path.startsWith("/uploads") ? "piece" : path));
  const first = ["facts", "small", "small", "original", "piece"];
  assert.deepEqual(went.slice(0, 8), [...first, "facts", "small", "small"]);
  assert.equal(server.photos.size, 4);
  assert.ok(went.slice(8).every((one) => one === "original" || one === "piece"));
});

test("without network it waits, and the same characters go on the next try", async () => {
  const id = await reported("far");
  const { body } = await item(id);
  const broken: string[] = [];
  server.trick = (seen, response) => {
    if (!seen.path.startsWith("/reports/")) return false;
    broken.push(seen.body.toString());
    response.destroy();
    return true;
  };
  await send();
  assert.equal((await item(id)).state, "waiting");
  server.trick = () => false;
  await impatient();
  await send();
  assert.equal(server.reports.get(id), body);
  assert.deepEqual(new Set(broken), new Set([body]));
});

test("a captive portal's page is no answer, good or bad", async () => {
  const id = await reported("far");
  for (const status of [200, 403, 404]) {
    server.trick = (_seen, response) => { response.writeHead(status, { "Content-Type": "text/html" }).end("<h1>登录 Wi-Fi</h1>"); return true; };
    assert.equal(await send(), "offline");
    assert.equal((await item(id)).state, "waiting");
    await impatient();
  }
  server.trick = (_seen, response) => { json(response, 200, { welcome: true }); return true; };
  assert.equal(await send(), "offline");
  assert.equal((await item(id)).state, "waiting");
});

test("an answer that does not say how it stands is nobody's word", async () => {
  const id = await reported("far");
  server.trick = (seen, response) => { if (seen.method === "PUT") response.writeHead(204).end(); return seen.method === "PUT"; };
  await send();
  assert.deepEqual([(await item(id)).state, (await item(id)).receipt], ["waiting", null]);
  server.trick = (seen, response) => {
    const name = /^\/photos\/([0-9a-f]+)$/.exec(seen.path)?.[1];
    if (name) json(response, 200, { sha256: name, state: "received" });
    return name !== undefined;
  };
  await impatient();
  await send();
  assert.deepEqual((await item(id)).files.map((one) => one.state), ["wanted"]);
  server.trick = () => false;
  await impatient();
  await send();
  assert.equal((await item(id)).state, "done");
});

test("a refused report keeps its reason and lets the next one pass", async () => {
  const first = await reported("one");
  const second = await reported("two");
  server.trick = (seen, response) => {
    if (seen.path !== `/reports/${first}`) return false;
    json(response, 422, { error: { code: "bad_kind", message: "这一种现在不收" } });
    return true;
  };
  await send();
  assert.deepEqual((await item(first)).refused?.code, "bad_kind");
  assert.equal((await item(first)).state, "refused");
  assert.equal((await item(second)).state, "done");
  server.trick = () => false;
  await again(first);
  await send();
  assert.equal((await item(first)).state, "done");
});

test("a 5xx on one report does not hold up another", async () => {
  const first = await reported("one");
  const second = await reported("two");
  server.trick = (seen, response) => {
    if (seen.path !== `/reports/${first}`) return false;
    response.writeHead(500).end("oops");
    return true;
  };
  await send();
  assert.equal((await item(first)).state, "waiting");
  assert.ok((await item(first)).next_at > Date.now());
  assert.equal((await item(second)).state, "done");
});

test("Retry-After is kept to, and originals asked to wait do so together", async () => {
  const id = await reported("one", "two");
  server.trick = (seen, response) => {
    if (!/^\/photos\/[0-9a-f]+$/.test(seen.path)) return false;
    json(response, 503, { error: { code: "busy", message: "" } }, { "Retry-After": "60" });
    return true;
  };
  await send();
  assert.equal(server.paths("PUT").filter((path) => path.startsWith("/photos/")).length, 1);
  assert.equal((await item(id)).state, "facts");
  assert.ok(Math.max(...(await item(id)).files.map((file) => file.next_at)) > Date.now() + 55_000);
  server.trick = () => false;
  await impatient();
  await send();
  assert.equal((await item(id)).state, "done");
});

test("a photo too large is stuck alone: report sent, others held, and giving it up finishes", async () => {
  const id = await reported("good", "too large");
  const large = (await item(id)).files[1]!.sha256;
  server.trick = (seen, response) => {
    if (seen.path !== `/photos/${large}`) return false;
    json(response, 413, { error: { code: "too_large", message: "照片太大" } });
    return true;
  };
  await send();
  const now = await item(id);
  assert.equal(now.state, "facts");
  assert.deepEqual(now.files.map((file) => file.state), ["held", "stuck"]);
  await outbox.retake(id, large, { bytes: bytes("again"), type: "image/jpeg", role: "photo", source: "camera", taken_at: "2026-11-23T10:00:00+08:00" });
  assert.equal((await item(id)).state, "done");
  await send();
  assert.ok(server.paths("PUT").some((path) => path.startsWith(`/reports/${id}/acts/`)));
  assert.equal(server.photos.size, 2);
});

test("401 keeps everything; after signing in again it goes", async () => {
  const id = await reported("far");
  server.signedIn = false;
  assert.equal(await send(), "signed_out");
  assert.equal((await sessionRow())?.signed_in, false);
  assert.equal((await item(id)).state, "waiting");
  await signIn("informant-liuru", "x");
  await send();
  assert.equal((await item(id)).state, "done");
});

test("another person on the phone neither sees nor sends the first one's things", async () => {
  const id = await reported("far");
  await signOut();
  assert.deepEqual(await items(), []);
  server.person = "8";
  await signIn("informant-jiuli", "x");
  assert.deepEqual(await items(), []);
  assert.equal(await send(), "nothing");
  assert.equal(server.reports.size, 0);
  await signOut();
  server.person = "7";
  await signIn("informant-liuru", "x");
  await send();
  assert.equal((await item(id)).state, "done");
});

test("a cookie of somebody else sends nothing of mine", async () => {
  await reported("far");
  server.person = "8";
  assert.equal(await send(), "signed_out");
  assert.equal(server.reports.size, 0);
});

test("killed between facts and photos it goes on where it was", async () => {
  const id = await reported("far");
  server.trick = (seen, response) => {
    if (!seen.path.startsWith("/photos/")) return false;
    response.destroy();
    return true;
  };
  await send();
  await close();
  server.trick = () => false;
  await impatient();
  await send();
  assert.equal((await item(id)).state, "done");
  assert.equal(server.paths("PUT").filter((path) => path === `/reports/${id}`).length, 1);
});

test("an act on my report goes after it, by the report's name", async () => {
  const id = await reported();
  const act = await outbox.act({ report: id }, { act: "stop", outcome: "refused" });
  await send();
  const puts = server.paths("PUT");
  assert.deepEqual(puts, [`/reports/${id}`, `/reports/${id}/acts/${act}`]);
  assert.equal((await item(act)).answer?.outcome, "accepted");
});

test("a server restored from a backup gets the facts again, then the photo", async () => {
  const id = await reported("far");
  let forgot = true;
  server.trick = (seen, response) => {
    if (!/^\/photos\/[0-9a-f]+$/.test(seen.path) || !forgot) return false;
    forgot = false;
    json(response, 404, { error: { code: "not_named", message: "" } });
    return true;
  };
  await send();
  assert.equal((await item(id)).state, "done");
  assert.equal(server.paths("PUT").filter((path) => path === `/reports/${id}`).length, 2);
});

test("every write says who wrote it to the guard against forgery, and the phone's own time", async () => {
  await reported("far");
  await send();
  const writes = server.seen.filter((one) => one.method === "PUT");
  assert.ok(writes.every((one) => one.headers["x-requested-with"] === "patrol"));
  assert.ok(writes.every((one) => /[+-]\d\d:\d\d$/.test(String(one.headers["x-device-time"]))));
});

test("the export carries what is unsent, to the byte", async () => {
  const id = await reported("far");
  const told = JSON.parse(await (await exportUnsent()).text()) as { items: { item: { id: string; body: string }; files: { base64: string }[] }[] };
  assert.equal(told.items[0]?.item.id, id);
  assert.equal(atob(told.items[0]?.files[0]?.base64 ?? ""), "far");
  const other = await reported("near");
  const alone = JSON.parse(await (await exportUnsent(other)).text()) as typeof told;
  assert.deepEqual(alone.items.map((one) => one.item.id), [other]);
  await send();
  assert.equal((JSON.parse(await (await exportUnsent()).text()) as { items: unknown[] }).items.length, 0);
});

test("with the server away nothing is lost and nothing pretends", async () => {
  const id = await reported("far");
  setBase("http://127.0.0.1:9/api");
  assert.equal(await send(), "offline");
  assert.equal((await item(id)).state, "waiting");
  assert.ok((await (await database()).getAll("files"))[0]?.bytes);
});

test("signing in waits for no question that is under way", async () => {
  const id = await reported("far");
  let asked: () => void = () => undefined;
  const reached = new Promise<void>((done) => { asked = done; });
  server.trick = (seen) => {
    if (seen.method !== "GET" || seen.path !== "/session") return false;
    asked();
    return true; // and never answers
  };
  const sending = send();
  await reached;
  let given: NodeJS.Timeout | undefined;
  const patience = new Promise<string>((done) => { given = setTimeout(() => done("it waits"), 10_000); });
  const came = await Promise.race([signIn("informant-liuru", "secret"), patience]);
  clearTimeout(given);
  assert.deepEqual(came, { ok: true });
  assert.equal(await sending, "offline");
  assert.equal((await item(id)).state, "waiting");
});

test("a page killed while somebody signed in, and a clock set back since, silence nobody", async () => {
  const id = await reported("far");
  await setMeta("paused_until", Date.now() + 30_000);
  await send();
  assert.equal((await item(id)).state, "waiting");
  await setMeta("paused_until", Date.now() + 3 * 86_400_000);
  await send();
  assert.equal((await item(id)).state, "done");
});

test("a server that came back from a backup is told everything once more, and nothing twice", async () => {
  const id = await reported("far");
  await send();
  const act = await outbox.act({ case: 9 }, { act: "comment", note: "看过了" });
  await send();
  const { pull } = await import("../../patrol/static/pwa/src/pull.ts");
  await pull();
  server.reports.clear();
  server.photos.clear();
  server.epoch = 2;
  let caseBack = false;
  server.trick = (seen, response) => {
    if (caseBack || !seen.path.includes("/acts/")) return false;
    json(response, 404, { error: { code: "case_missing", message: "" } });
    return true;
  };
  await pull();
  await send();
  assert.deepEqual([server.reports.size, server.photos.size, (await item(id)).state], [1, 1, "done"]);
  assert.equal((await item(act)).state, "waiting");
  caseBack = true;
  await impatient();
  await send();
  assert.equal((await item(act)).state, "done");
});
