// Which case stands on which list, which act is owed, and how the timeline tells it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { grouped, listed, places, search, waitsFor } from "../../patrol/static/pwa/src/lists.ts";
import { offers } from "../../patrol/static/pwa/src/screens/acts/offers.ts";
import { story } from "../../patrol/static/pwa/src/story.ts";
import type { Case, Due, Level, TimelineEntry } from "../../patrol/static/pwa/src/types.ts";

const NOW = Date.parse("2026-11-24T01:38:00Z");
const at = (hours: number) => new Date(NOW + hours * 3_600_000).toISOString();
const STAFF_MAY = ["stop", "verify", "report", "handle", "close", "supervise", "comment", "return", "assign"];

function due(step: Due["step"], part: Partial<Due> = {}): Due {
  return { step, level: "station", due_at: at(8), done_at: null, owed: true, missed: [], ...part };
}

function missed(level: Level, hours: number) {
  return [{ level, due_at: at(hours), at: at(hours) }];
}

function sample(part: Partial<Case> = {}): Case {
  const dues = part.dues ?? [due("stop"), due("report", { due_at: at(50) }), due("handle", { due_at: at(300) })];
  return {
    id: "1", number: "延陵-2026-0041", kind: "farmland_house", grave: false, state: "open", step: dues.find((one) => one.owed)?.step ?? "close",
    holder: "station", area: { code: "321181101208", name: "柳茹村委会" }, town: { code: "321181101000", name: "延陵镇" }, station: { id: 1, name: "延陵所" },
    founded: null, signed_off: false, opened_at: at(-30), closed_at: null, updated_at: at(-1), may: STAFF_MAY, timeline: [], reports: [], photos: [],
    ...part, dues,
  } as unknown as Case;
}

const AWAY = sample({ id: "away", dues: [due("report", { level: "town", missed: missed("station", -16) })] });
const TODAY = sample({ id: "today" });
const LATER = sample({ id: "later", dues: [due("report", { due_at: at(100) })] });
const CLOSED = sample({ id: "closed", state: "closed", closed_at: at(-5), dues: [] });
const ids = (cases: Case[]) => cases.map((one) => one.id);

test("missed by us first, then today, then later", () => {
  const groups = grouped([LATER, TODAY, AWAY], "station", NOW);
  assert.deepEqual([ids(groups.climbed), ids(groups.today), ids(groups.later)], [["away"], ["today"], ["later"]]);
});

test("a number opens exactly the cases it counts", () => {
  const all = [AWAY, TODAY, LATER, CLOSED];
  const leader = { level: "town" as const, person: "1" };
  assert.deepEqual(ids(listed(all, "missed", leader, NOW)), ["away"]);
  assert.deepEqual(ids(listed(all, "all", leader, NOW)), ["away", "today", "later"]);
  assert.deepEqual(ids(listed(all, "closed_month", leader, NOW)), ["closed"]);
  assert.deepEqual(ids(listed(all, "all", leader, NOW, "321181101000")), ["away", "today", "later"]);
  assert.deepEqual(ids(listed(all, "all", leader, NOW, "321181102000")), []);
});

test("what is another's by name is not mine, what climbed away still is", () => {
  const other = sample({ id: "other", lead: { id: "9", name: "巡查员" } });
  assert.deepEqual(ids(listed([AWAY, TODAY, other], "mine", { level: "station", person: "1" }, NOW)), ["away", "today"]);
});

test("a leader is waited for when it climbed, was refused, or is to be signed", () => {
  assert.ok(waitsFor(AWAY, "town"));
  assert.ok(!waitsFor(TODAY, "town"));
  assert.ok(waitsFor(sample({ dues: [due("stop", { outcome: "refused" })] }), "town"));
  assert.ok(waitsFor(sample({ step: "sign_off", may: ["sign_off"], dues: [] }), "town"));
});

test("villages stand in the order of their codes, with what is open", () => {
  const lying = (code: string, state: Case["state"]) => sample({ area: { code, name: "某村委会" }, state });
  const all = [lying("321181101209", "closed"), lying("321181101202", "open"), lying("321181101202001", "open")];
  const rows = places(all, "village", null);
  assert.deepEqual(rows.map((one) => [one.code, one.open]), [["321181101202", 2], ["321181101209", 0]]);
  for (const { code, open } of rows) assert.equal(listed(all, "all", { level: "town", person: "1" }, NOW, code).length, open);
});

test("search knows number, kind and place", () => {
  assert.equal(search([TODAY], "0041 柳茹").length, 1);
  assert.equal(search([TODAY], "建房 延陵").length, 1);
  assert.equal(search([TODAY], "九里").length, 0);
});

test("the owed act is the green button, and only what may be done is offered", () => {
  assert.deepEqual([offers(TODAY, "station").main, offers(TODAY, "station").beside], ["stop", "verify"]);
  assert.equal(offers(AWAY, "station").main, "verify");
  assert.equal(offers({ ...AWAY, founded: true }, "station").main, "report");
  assert.equal(offers(AWAY, "town").main, "supervise");
  const closed = offers({ ...CLOSED, may: ["reopen", "comment"] }, "station");
  assert.deepEqual([closed.main, closed.beside, closed.rest], [null, "comment", ["reopen"]]);
  assert.deepEqual(offers({ ...TODAY, may: [] }, "station"), { main: null, beside: null, rest: [] });
});

function entry(part: Partial<TimelineEntry>): TimelineEntry {
  return { n: 1, act: "open", by: "信息员", role: "informant", at: at(-30), received_at: at(-30), status: "accepted", ...part };
}

test("the timeline is told newest first, what comes next on top", () => {
  const told = story(sample({
    dues: [due("report", { level: "town", missed: missed("station", -16) })],
    timeline: [
      entry({ mine: true, received_at: at(-29.9) }),
      entry({ n: 2, act: "stop", outcome: "stopped", by: "延陵所巡查员", role: "inspector", late: true, on_time: true }),
      entry({ n: 3, act: "escalate", by: "系统", role: "system", step: "report", from_level: "station", level: "town" }),
      entry({ n: 4, act: "close", by: "延陵所巡查员", role: "inspector", status: "noted", why: "not_handled" }),
    ],
  }), "staff", NOW);
  assert.deepEqual(told.map((node) => node.title), ["接下来：核查、报告", "办结：留作说明", "报告超期，升到镇里", "已制止，现场停工", "发现"]);
  assert.deepEqual(told.map((node) => node.look), ["wait", "plain", "climb", "ok", "ok"]);
  assert.ok(told[1]?.lines.some((line) => line.includes("还没有处置")));
  assert.ok(told[3]?.lines.includes("按时完成、迟到上报"));
  assert.ok(told[4]?.lines[0]?.includes("收到"));
});

test("the reporter hears it in the second person, and nothing of the party", () => {
  const told = story(sample({
    timeline: [
      entry({ mine: true, photos: ["a", "b"] }), entry({ n: 2, act: "stop", outcome: "refused", mine: true }),
      entry({ n: 3, act: "verify", founded: true, party: "王某", by: "延陵所巡查员", role: "inspector" }),
    ],
  }), "reporter", NOW);
  assert.deepEqual(told.slice(1).map((node) => node.title), ["去看过了，情况属实", "您去劝停，对方不听", "局里已收，2 张照片都在", "已存手机"]);
  assert.ok(!JSON.stringify(told).includes("王某"));
});

test("a town's cases are those that lie in it today, whatever code their village brought along", () => {
  const officer = { level: "county" as const, person: "p" };
  const carried = sample({ id: "carried", area: { code: "321181001001", name: "太阳城社区" } as Case["area"] });
  const group = sample({ id: "group", area: { code: "321181101208003", name: "第三组" } as Case["area"] });
  const left = sample({ id: "left", town: { code: "321181001000", name: "云阳街道" } as Case["town"] });
  const within = (code: string) => ids(listed([carried, group, left], "all", officer, NOW, code)).sort();
  assert.deepEqual(within("321181101000"), ["carried", "group"]);
  assert.deepEqual(within("321181001000"), ["left"]);
  assert.deepEqual(within("321181101208"), ["group", "left"]);
});
