// A refused thing is opened again with all that stood in it, goes as a new fact, and is never deleted by that.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import * as draft from "../../patrol/static/pwa/src/draft.ts";
import { items, release, unsent } from "../../patrol/static/pwa/src/items.ts";
import { mendAct, mendReport } from "../../patrol/static/pwa/src/mend.ts";
import { myReports, needsPerson } from "../../patrol/static/pwa/src/mine.ts";
import { pull } from "../../patrol/static/pwa/src/pull.ts";
import { act, report, undo, type Attached } from "../../patrol/static/pwa/src/outbox.ts";
import { send } from "../../patrol/static/pwa/src/sender.ts";
import { waitingHeader } from "../../patrol/static/pwa/src/waiting.ts";
import type { OutboxItem } from "../../patrol/static/pwa/src/kept.ts";
import { bytes, freshPhone, impatient, reported } from "./phone.ts";
import { json, type FakeServer } from "./fake_server.ts";

const CASE = "11111111-1111-1111-1111-111111111111";
let server: FakeServer;
let refusing: string[] = [];

beforeEach(async () => {
  server = await freshPhone();
  refusing = [];
  server.trick = ({ method, path }, response) => {
    const refused = method === "PUT" && refusing.some((one) => path.endsWith(one));
    if (refused) json(response, 422, { error: { code: "invalid", message: "有一项填得不对" } });
    return refused;
  };
});
afterEach(() => server.stop());

async function refusedReport(...photos: string[]): Promise<string> {
  const id = await reported(...photos);
  refusing.push(id);
  await send();
  assert.equal((await item(id)).state, "refused");
  return id;
}

async function item(id: string): Promise<OutboxItem> {
  return (await items()).find((one) => one.id === id) as OutboxItem;
}

async function sendAll(): Promise<void> {
  await release();
  await impatient();
  await send();
}

test("the draft holds its words, photos and time; sent, it is a new report, and the old one is kept", async () => {
  const old = await refusedReport("near", "far");
  const id = await mendReport(old) as string;
  assert.notEqual(id, old);
  const before = JSON.parse((await item(old)).body) as Record<string, unknown>;
  const opened = await draft.load(id);
  assert.deepEqual([opened?.kind, opened?.captured_at, opened?.photos, opened?.mends], ["waste", before["captured_at"], before["photos"], old]);
  assert.equal(await mendReport(old), id, "tapped twice it is the same draft");
  await draft.change(id, { kind: "non_grain", note: "改过" });
  await report(id);
  assert.deepEqual([(await item(old)).state, (await item(old)).mended_by, unsent(await item(old))], ["refused", id, false]);
  assert.equal(needsPerson(await item(old), await items()), false);
  assert.deepEqual(myReports(await items(), []).map((one) => one.id), [id]);
  await sendAll();
  assert.deepEqual([(await item(old)).state, unsent(await item(old)), (await item(id)).state], ["mended", false, "done"]);
  assert.equal((await item(old)).body, JSON.stringify(before));
  assert.deepEqual([...server.reports.keys()], [id]);
  assert.deepEqual([...server.photos.values()].map(String).sort(), ["far", "near"]);
});

test("taken back, or thrown away, the refused one stands as before", async () => {
  const old = await refusedReport("a");
  const id = await mendReport(old) as string;
  await report(id);
  assert.equal(await undo(id), true);
  assert.deepEqual([(await item(old)).state, (await item(old)).mended_by, await item(id)], ["refused", null, undefined]);
  assert.equal((await draft.load(id))?.mends, old);
  await draft.discard(id);
  assert.equal(needsPerson(await item(old), await items()), true);
  assert.notEqual(await mendReport(old), id);
});

test("refused once more it is mended once more, and with the last one all are settled", async () => {
  const first = await refusedReport("a");
  const second = await mendReport(first) as string;
  await report(second);
  refusing.push(second);
  await sendAll();
  assert.equal((await item(second)).state, "refused");
  const third = await mendReport(second) as string;
  await report(third);
  await sendAll();
  assert.deepEqual([(await item(first)).state, (await item(second)).state, (await item(third)).state], ["mended", "mended", "done"]);
});

test("what waited for the refused report goes with the mended one", async () => {
  const old = await reported("a");
  const stop = await act({ report: old }, { act: "stop", outcome: "stopped" });
  refusing.push(old);
  await send();
  const id = await mendReport(old) as string;
  await report(id);
  await sendAll();
  await sendAll();
  assert.equal((await item(stop)).state, "done");
  assert.ok(server.paths("PUT").includes(`/reports/${id}/acts/${stop}`));
});

const PHOTO: Attached = { bytes: bytes("proof"), type: "image/jpeg", role: "photo", source: "camera", taken_at: "2026-11-23T10:00:00+08:00" };
// What was sent, and what stands on the act's sheet again.
const SHEETS: [Record<string, unknown> & { act: string }, object][] = [
  [{ act: "stop", outcome: "refused", note: "不听" }, { outcome: "refused", note: "不听" }],
  [{ act: "verify", founded: true, party: "某某", note: "属实" }, { founded: "yes", party: "某某", note: "属实" }],
  [{ act: "verify", founded: false, reason: "老房子" }, { founded: "no", reason: "老房子" }],
  [{ act: "handle", outcome: "filed" }, { outcome: "filed" }],
  [{ act: "conceal", level: null }, { level: "nobody" }],
  [{ act: "conceal", level: "town" }, { level: "town" }],
  [{ act: "assign", lead: "7", assistant: "8" }, { lead: "7", assistant: "8" }],
  [{ act: "move", station: 3, reason: "归那边" }, { pin: null, area: null, station: "3", reason: "归那边" }],
  [{ act: "supervise", instruction: "查", due_at: "2026-11-27T18:00:00+08:00" }, { instruction: "查", when: "other", other: "2026-11-27T18:00" }],
  [{ act: "return", step: "report", reason: "补", due_at: "2026-11-27T10:00:00.000Z" }, { step: "report", reason: "补", when: "other", other: "2026-11-27T18:00" }],
  [{ act: "comment", note: "补一句" }, { note: "补一句" }],
];

for (const [body, sheet] of SHEETS) {
  test(`a refused ${body.act} opens its sheet as it was: ${JSON.stringify(sheet)}`, async () => {
    const old = await act({ case: CASE }, body, [PHOTO]);
    refusing.push(old);
    await send();
    assert.equal(await mendAct(old), `#/case/${CASE}?act=${body.act}`);
    assert.deepEqual(await draft.loadSheet(`${body.act}/${CASE}`), sheet);
    const [photo] = await draft.loadSheet<Attached[]>(`${body.act}/${CASE}/files`) as Attached[];
    assert.deepEqual([new TextDecoder().decode(photo?.bytes), photo?.taken_at], ["proof", PHOTO.taken_at]);
    const beside = await act({ case: CASE }, body, [PHOTO]);
    assert.equal((await item(beside)).mends, null, "what comes from no sheet is no mending");
    const next = await act({ case: CASE }, body, [PHOTO], true);
    assert.deepEqual([(await item(next)).mends, (await item(old)).mended_by], [old, next]);
    await sendAll();
    assert.deepEqual([(await item(old)).state, (await item(next)).state], ["mended", "done"]);
    assert.equal((await item(await act({ case: CASE }, body, [], true))).mends, null);
  });
}

test("what was begun on the sheet since is newer than what was refused", async () => {
  const old = await act({ case: CASE }, { act: "verify", founded: true, party: "甲", note: "旧" });
  refusing.push(old);
  await send();
  await draft.saveSheet(`verify/${CASE}`, { founded: null, party: "", note: "新" });
  await mendAct(old);
  assert.deepEqual(await draft.loadSheet(`verify/${CASE}`), { founded: "yes", party: "甲", note: "新" });
});

test("the phone says how much waits on it, and nothing of what the station must not know", async () => {
  assert.deepEqual(await waitingHeader(), { "X-Unsent": "0" });
  const open = await reported("a");
  const hidden = await draft.begin([{ bytes: bytes("b"), type: "image/jpeg", source: "camera", taken_at: "2026-11-23T09:54:00+08:00" }]);
  await draft.change(hidden.id, { kind: "waste", conceal: "station" });
  await report(hidden.id);
  await act({ report: hidden.id }, { act: "stop", outcome: "stopped" });
  assert.deepEqual(await waitingHeader(Date.parse((await item(open)).created_at) + 5_400_000), { "X-Unsent": "1; for=5400" });
  await pull();
  const [asked] = server.seen.filter(({ path }) => path.startsWith("/changes"));
  assert.match(String(asked?.headers["x-unsent"]), /^1; for=\d+$/);
});
