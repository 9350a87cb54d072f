import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { adopt, finishSignOut, signIn, signOut } from "../../patrol/static/pwa/src/account.ts";
import { setBase } from "../../patrol/static/pwa/src/api.ts";
import { close, currentOwner, database, sessionRow } from "../../patrol/static/pwa/src/db.ts";
import { items } from "../../patrol/static/pwa/src/items.ts";
import { inTurn } from "../../patrol/static/pwa/src/lock.ts";
import { fetchedSoFar, onFetching, setFetching } from "../../patrol/static/pwa/src/net.ts";
import { picturesOf, pull, store } from "../../patrol/static/pwa/src/pull.ts";
import { recheck } from "../../patrol/static/pwa/src/safe.ts";
import { send } from "../../patrol/static/pwa/src/sender.ts";
import type { Case } from "../../patrol/static/pwa/src/types.ts";
import { json, type FakeServer } from "./fake_server.ts";
import { freshPhone, reported } from "./phone.ts";

let server: FakeServer;
beforeEach(async () => { server = await freshPhone(); });
afterEach(async () => { await server.stop(); await close(); });

const one = (id: string, part: Partial<Case> = {}) => ({ id, kind: "waste", state: "open", updated_at: "2026-11-23", photos: [], ...part }) as unknown as Case;

async function held(): Promise<string[]> {
  return (await (await database()).getAll("cases")).map((row) => row.id).sort();
}

test("pages are taken until there are no more, and what is gone goes", async () => {
  const pages = [
    { cases: [one("1"), one("2")], gone: [], cursor: "a", reset: false, more: true },
    { cases: [one("3")], gone: ["1"], cursor: "b", reset: false, more: false },
  ];
  server.trick = (seen, response) => {
    if (!seen.path.startsWith("/changes")) return false;
    json(response, 200, seen.path.includes("after=a") ? pages[1] : pages[0]);
    return true;
  };
  assert.equal(await pull(), "ok");
  assert.deepEqual(await held(), ["2", "3"]);
  assert.equal((await sessionRow())?.cursor, "b");
});

test("with a case that is gone go its pictures and what was said of it, and nothing else", async () => {
  const photos = (name: string) => [{ sha256: name, of: "report", id: "r", state: "held" }] as unknown as Case["photos"];
  const db = await database();
  const owner = String(await currentOwner());
  const told = (id: string, about: string) => ({ owner, id, notice: { id, case: { id: about, number: "", kind: "waste" }, event: "open", text: "", at: "", seen_at: null } });
  for (const id of ["1", "2"]) {
    await db.put("cases", { owner, id, case: one(id, { photos: photos(`p${id}`) }) });
    await db.put("pictures", { owner, sha256: `p${id}`, bytes: new ArrayBuffer(1), at: 0 });
    await db.put("notices", told(`n${id}`, id));
  }
  await store(owner, { cases: [], gone: ["1"], cursor: "c", reset: false, more: false });
  assert.deepEqual(await held(), ["2"]);
  assert.deepEqual((await db.getAll("pictures")).map((row) => row.sha256), ["p2"]);
  assert.deepEqual((await db.getAll("notices")).map((row) => row.id), ["n2"]);
});

test("between pages it says how many are here, and after the last one nothing", async () => {
  const page = (id: string, cursor: string, more: boolean) => ({ cases: [one(id)], gone: [], cursor, reset: false, more });
  const said: (number | null)[] = [];
  const stop = onFetching(() => said.push(fetchedSoFar()));
  server.trick = (seen, response) => {
    if (!seen.path.startsWith("/changes")) return false;
    const [, after = ""] = seen.path.split("after=");
    const listed = { cases: [one("2", { listed: true }), one("3", { listed: true })], gone: [], cursor: "c", reset: false, more: false };
    const pages: Record<string, object> = { "": page("1", "a", true), a: page("2", "b", true), b: page("3", "c", false) };
    json(response, 200, seen.path.includes("form=list") ? listed : pages[after]);
    return true;
  };
  await pull();
  setFetching(false);
  stop();
  assert.deepEqual(said, [1, 2, null]);
});

test("of hundreds of cases what lists show goes before, and the wholes take its place", async () => {
  const wholes: Record<string, object> = {
    "": { cases: [one("1")], gone: [], cursor: "a", reset: false, more: true },
    a: { cases: [one("2")], gone: [], cursor: "b", reset: false, more: true },
    b: { cases: [one("3")], gone: [], cursor: "c", reset: false, more: false },
  };
  const seenAt: Record<string, (string | boolean | undefined)[]> = {};
  server.trick = (seen, response) => {
    if (!seen.path.startsWith("/changes")) return false;
    const [, after = ""] = seen.path.split("after=");
    void database().then((db) => db.getAll("cases")).then((rows) => {
      seenAt[seen.path] = rows.flatMap((row) => [row.id, row.case.listed]);
      const listed = { cases: ["1", "2", "3"].map((id) => one(id, { listed: true })), gone: [], cursor: "c", reset: false, more: false };
      json(response, 200, seen.path.includes("form=list") ? listed : wholes[after]);
    });
    return true;
  };
  assert.equal(await pull(), "ok");
  assert.deepEqual(seenAt, {
    "/changes": [], "/changes?form=list&limit=200&after=a": ["1", undefined],
    "/changes?after=a": ["1", undefined, "2", true, "3", true], "/changes?after=b": ["1", undefined, "2", undefined, "3", true],
  });
  assert.deepEqual((await (await database()).getAll("cases")).map((row) => row.case.listed), [undefined, undefined, undefined]);
});

test("once there is a cursor no lists go before, whatever comes", async () => {
  server.changes = { cases: [one("1")], gone: [], cursor: "a", reset: false, more: false };
  await pull();
  server.seen = [];
  const pages: Record<string, object> = {
    a: { cases: [one("2")], gone: [], cursor: "b", reset: false, more: true }, b: { cases: [], gone: [], cursor: "b", reset: false, more: false },
  };
  server.trick = (seen, response) => {
    const [path, after = ""] = seen.path.split("?after=");
    if (path === "/changes") json(response, 200, pages[after]);
    return path === "/changes";
  };
  await pull();
  assert.deepEqual(server.paths("GET").filter((path) => path.includes("form=list")), []);
});

test("cut off between two pages, the first sync goes on where it was, and forgets nothing", async () => {
  const pages: Record<string, object> = {
    "": { cases: [one("1"), one("2")], gone: [], cursor: "a", reset: false, more: true },
    a: { cases: [one("3")], gone: [], cursor: "b", reset: false, more: false },
  };
  let cut = true;
  server.trick = (seen, response) => {
    if (!seen.path.startsWith("/changes")) return false;
    const [, after = ""] = seen.path.split("after=");
    if (seen.path.includes("form=list") || (after === "a" && cut)) response.destroy();
    else json(response, 200, pages[after]);
    return true;
  };
  assert.equal(await pull(), "offline");
  assert.deepEqual([await held(), (await sessionRow())?.cursor], [["1", "2"], "a"]);
  cut = false;
  server.seen = [];
  assert.equal(await pull(), "ok");
  assert.deepEqual(await held(), ["1", "2", "3"]);
  assert.deepEqual(server.paths("GET").filter((path) => path.startsWith("/changes")), ["/changes?after=a"]);
});

test("a reset drops the table and takes what comes, but nothing unsent", async () => {
  server.changes = { cases: [one("1")], gone: [], cursor: "a", reset: false, more: false };
  await pull();
  await reported("far");
  server.changes = { cases: [one("9")], gone: [], cursor: "z", reset: true, more: false };
  await pull();
  assert.deepEqual(await held(), ["9"]);
  assert.equal((await items()).length, 1);
});

test("somebody else's cookie fills none of my tables", async () => {
  server.person = "8";
  server.changes = { cases: [one("1")], gone: [], cursor: "a", reset: false, more: false };
  assert.equal(await pull(), "signed_out");
  assert.deepEqual(await held(), []);
});

test("signing out leaves the unsent, takes the readings away and tells the server when it can", async () => {
  server.changes = { cases: [one("1")], gone: [], cursor: "a", reset: false, more: false };
  await pull();
  await reported("far");
  const base = await offlineBase();
  await signOut();
  assert.equal(await currentOwner(), null);
  assert.deepEqual(await held(), []);
  assert.equal((await (await database()).getAll("items")).length, 1);
  assert.equal(await adopt(), false, "the cookie still stands, but its person has left");
  setBase(base);
  await finishSignOut();
  assert.ok(server.paths("DELETE").includes("/session"));
});

test("a sign-out that a reload cuts short has happened all the same, and the next start ends it", async () => {
  server.changes = { cases: [one("1")], gone: [], cursor: "a", reset: false, more: false };
  await pull();
  let free = () => {};
  // Another tab is sending, so that signing out waits for its turn; then the page is gone.
  const sending = inTurn(() => new Promise<void>((done) => { free = done; }));
  const left = signOut();
  while ((await currentOwner()) !== null) await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual(await held(), ["1"]);
  assert.equal(await adopt(), false);
  await finishSignOut();
  assert.deepEqual(await held(), []);
  assert.ok(server.paths("DELETE").includes("/session"));
  free();
  await Promise.all([sending, left]);
});

test("tables cleared by the system, cookie kept: the person is known again without a password", async () => {
  await (await database()).clear("meta");
  assert.equal(await adopt(), true);
  assert.equal(await currentOwner(), "7");
});

test("a report stays whole until a backup covers it, and goes again when a restored server lost it", async () => {
  const id = await reported("far");
  await send();
  const file = async () => (await (await database()).getAll("files"))[0];
  await recheck();
  assert.ok((await file())?.bytes, "not safe yet");
  server.reports.clear();
  server.photos.clear();
  await recheck(Date.now() + 2 * 3600_000);
  assert.equal((await items())[0]?.state, "waiting");
  await send();
  assert.equal(server.photos.size, 1);
  server.trick = (seen, response) => {
    if (seen.method !== "GET" || !seen.path.startsWith("/reports/")) return false;
    const sha256 = [...server.photos.keys()][0] as string;
    json(response, 200, { report: id, case: { id: 1, number: "" }, received_at: "", head: "h", safe: true, photos: { [sha256]: "held" } });
    return true;
  };
  await recheck(Date.now() + 4 * 3600_000);
  assert.equal((await file())?.bytes, null);
  assert.equal((await items())[0]?.receipt?.safe, true);
});

test("pictures for lists: open cases first, one each, none that is not here yet", () => {
  const photo = (sha256: string, state = "held") => ({ sha256, state }) as Case["photos"][number];
  const cases = [
    one("1", { state: "closed", photos: [photo("a")] }), one("2", { photos: [photo("b", "wanted"), photo("c")] }),
    one("3", { brief: true }), one("4", { photos: [photo("c")] }),
  ];
  assert.deepEqual(picturesOf(cases), ["c", "a"]);
});

test("a wrong password changes nothing", async () => {
  server.trick = (seen, response) => {
    if (seen.path !== "/session" || seen.method !== "POST") return false;
    json(response, 401, { error: { code: "sign_in_wrong", message: "账号或密码不对" } });
    return true;
  };
  const came = await signIn("x", "y");
  assert.equal(came.ok, false);
  assert.equal(!came.ok && came.error?.message, "账号或密码不对");
  assert.equal(await currentOwner(), "7");
});

async function offlineBase(): Promise<string> {
  const base = (await import("../../patrol/static/pwa/src/api.ts")).photoUrl("", "thumb").replace("/photos/?size=thumb", "");
  setBase("http://127.0.0.1:9/api");
  return base;
}
