// Times and deadlines in words, as the table of the look asks for them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clockOf, ruleOf, workingDays } from "../../patrol/static/pwa/src/deadlines.ts";
import { setLanguage } from "../../patrol/static/pwa/src/i18n.ts";
import { climbedAway, climbedHere, levelOfReader } from "../../patrol/static/pwa/src/sight.ts";
import { story } from "../../patrol/static/pwa/src/story.ts";
import type { Case, Due } from "../../patrol/static/pwa/src/types.ts";
import { china, chinaMoment, distance, doneAndReceived, kindName, moment, rounded, span } from "../../patrol/static/pwa/src/words.ts";

const NOW = Date.parse("2026-11-24T01:38:00Z"); // Tuesday, 09:38 in China
const hours = (n: number) => new Date(NOW + n * 3_600_000).toISOString();

function due(part: Partial<Due>): Due {
  return { step: "report", level: "station", due_at: hours(8), done_at: null, owed: true, missed: [], ...part };
}

function sample(...dues: Due[]): Case {
  const step = dues[0]?.step ?? null;
  return { state: "open", step, dues, opened_at: hours(-30), timeline: [], station: null, grave: false } as unknown as Case;
}

test("moments are told from today, in China's time", () => {
  assert.equal(moment("2026-11-24T00:14:00Z", NOW), "今天 08:14");
  assert.equal(moment("2026-11-23T08:40:00Z", NOW), "昨天 16:40");
  assert.equal(moment("2026-11-23T16:10:00Z", NOW), "今天 00:10");
  assert.equal(moment("2026-11-18T01:54:00Z", NOW), "11月18日 09:54");
  assert.equal(moment("2025-11-18T01:54:00Z", NOW), "2025年11月18日 09:54");
  assert.equal(chinaMoment(china(NOW).number + 1, "18:00"), "2026-11-25T18:00:00+08:00");
});

test("receipt is said only when it differs by more than two minutes", () => {
  assert.equal(doneAndReceived("2026-11-18T01:54:00Z", "2026-11-18T01:55:30Z", NOW), "11月18日 09:54");
  assert.equal(doneAndReceived("2026-11-18T01:54:00Z", "2026-11-18T01:57:00Z", NOW), "11月18日 09:54，09:57 收到");
});

test("lengths of time are rounded down", () => {
  assert.equal(span(59_000), "不到 1 分钟");
  assert.equal(span(59.9 * 60_000), "59 分钟");
  assert.equal(span(23.9 * 3_600_000), "23 小时");
  assert.equal(span(47 * 3_600_000), "1 天");
});

test("distances and kinds", () => {
  assert.equal(distance(349), "350 米");
  assert.equal(distance(1234), "1.2 公里");
  assert.equal(kindName("farmland_house"), "占用耕地建房");
  assert.equal(kindName("unheard_of"), "其他");
});

test("the chip says what is left", () => {
  const words = (one: Due) => clockOf(sample(one), "station", NOW)?.words;
  assert.equal(words(due({ step: "stop", due_at: hours(2 / 3) })), "还剩 40 分钟");
  assert.equal(words(due({ due_at: hours(3.5) })), "还剩 3 小时");
  assert.equal(words(due({ due_at: "2026-11-26T10:00:00Z" })), "还剩 2 个工作日");
  assert.equal(words(due({ level: "county", due_at: hours(-5.5) })), "已超期 5 小时");
  assert.equal(clockOf({ ...sample(), state: "closed" }, "station", NOW)?.words, "办结");
});

test("a clock that stands still says why, and has no end to run out", () => {
  const paused = due({ due_at: null, paused: { at: hours(-5), for: "hearing", until: hours(90) } });
  const clock = clockOf(sample(paused), "station", NOW);
  assert.deepEqual([clock?.tone, clock?.words, clock?.owes], ["pause", "听证，暂停计时", "报告"]);
});

test("amber in the last quarter of short terms, a day ahead for long ones", () => {
  const tone = (one: Due) => clockOf(sample(one), "station", NOW)?.tone;
  assert.equal(tone(due({ due_at: hours(23) })), "soon");
  assert.equal(tone(due({ due_at: hours(49) })), "calm");
  const short = { ...sample(due({ step: "stop", due_at: hours(1) })), opened_at: hours(-1) };
  assert.equal(clockOf(short, "station", NOW)?.tone, "calm");
});

test("who missed a deadline sees what was missed, the others the holder's clock", () => {
  const missed = [{ level: "station" as const, due_at: hours(-16.2), at: hours(-16) }];
  const climbed = sample(due({ level: "town", due_at: hours(8.3), missed }));
  const station = clockOf(climbed, "station", NOW);
  assert.deepEqual([station?.tone, station?.words, station?.owes], ["over", "超期 16 小时", "报告，归镇"]);
  const town = clockOf(climbed, "town", NOW);
  assert.deepEqual([town?.tone, town?.words, town?.climbed], ["soon", "还剩 8 小时", true]);
  assert.equal(climbedAway(climbed, "station")?.step, "report");
  assert.equal(climbedHere(climbed, "town")?.step, "report");
  assert.equal(climbedAway(climbed, "town"), null);
});

test("working days follow the calendar they are given", () => {
  const friday = Date.parse("2026-11-27T02:00:00Z");
  const monday = Date.parse("2026-11-30T10:00:00Z");
  assert.equal(workingDays(friday, monday), 1);
  assert.equal(workingDays(friday, monday, { off: ["2026-11-30"], work: ["2026-11-28"] }), 1);
  assert.equal(workingDays(friday, monday, { off: ["2026-11-30"], work: [] }), 0);
});

test("the rule of a deadline, and the reader's level", () => {
  assert.match(ruleOf(sample(), due({})), /3 个工作日/);
  assert.match(ruleOf(sample(), due({ missed: [{ level: "station", due_at: hours(-1), at: hours(-1) }] })), /1 个工作日/);
  assert.equal(ruleOf(sample(), due({ rule: { amount: 5, unit: "working_days", until: "17:30" } })), "局里收到后 5 个工作日内核查并报告，到当天 17:30。");
  const window = { amount: 6, unit: "window_hours", opens: "08:00", closes: "20:00" };
  const climbed = [{ level: "village" as const, due_at: hours(-1), at: hours(-1) }];
  assert.equal(ruleOf(sample(), due({ step: "stop", missed: climbed, rule: window })), "升上来后 6 小时，只算 08:00 到 20:00。");
  const posts = [{ role: "informant", level: "village" }, { role: "leader", level: "town" }];
  assert.equal(levelOfReader({ posts } as never), "town");
});

test("a decision is counted in days from the filing, and says that it was lengthened", () => {
  const rule = { amount: 90, unit: "calendar_days", until: "18:00", since: "filed" };
  const decision = due({ step: "decide", due_at: hours(24 * 90), rule });
  assert.equal(clockOf(sample(decision), "station", NOW)?.words, "还剩 90 天");
  assert.equal(clockOf(sample(due({ step: "decide", due_at: hours(24 * 90) })), "station", NOW)?.words, "还剩 90 天");
  assert.equal(ruleOf(sample(), decision), "立案后 90 天内作出决定，到当天 18:00。");
  assert.equal(ruleOf(sample(), { ...decision, extended_at: hours(-1) }), "立案后 90 天内作出决定，到当天 18:00。已批准延长 30 天。");
  const handling = due({ step: "handle", rule: { amount: 3, unit: "working_days", until: "18:00", since: "reported" } });
  assert.equal(ruleOf(sample(), handling), "上报镇里和县局后 3 个工作日内处置，到当天 18:00。");
});

test("the timeline says who stands in, and what moved with other rules", () => {
  const told = { n: 3, by: "系统", role: "system", at: hours(-1), received_at: hours(-1) };
  const away = { ...told, act: "away", until: "2026-11-27T16:00:00Z", lead: { id: "a", name: "老陈" }, assistant: { id: "b", name: "小王" } };
  const rerule = { ...told, act: "rerule", version: 2, moves: [{ step: "handle", before: null, due_at: "2026-12-08T10:00:00Z" }] };
  const nodes = story({ ...sample(due({})), timeline: [away, rerule] } as never, "staff", NOW);
  assert.deepEqual(nodes.slice(1).map((node) => [node.title, node.quotes]), [
    ["换用第 2 版规则", ["处置：还没开始计时 → 12月8日 18:00"]],
    ["A岗 老陈 不在岗到 11月27日，由 B岗 小王 代办", []],
  ]);
});

test("English has its own order and its own form for one", async () => {
  await setLanguage("en");
  assert.equal(moment("2026-11-18T01:54:00Z", NOW), "18 Nov 09:54");
  assert.equal(span(3_600_000), "1 hour");
  assert.equal(clockOf(sample(due({ due_at: hours(3.5) })), "station", NOW)?.words, "3 hours left");
  await setLanguage("zh-CN");
});

test("around National Day the chip counts the days the bureau works, the make-up Saturday among them", () => {
  const calendar = { off: ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"], work: ["2026-09-20", "2026-10-10"] };
  const wednesday = Date.parse("2026-09-30T10:00:00+08:00");
  const words = (due_at: string) => clockOf(sample(due({ due_at })), "station", wednesday, calendar)?.words;
  assert.equal(words("2026-10-10T18:00:00+08:00"), "还剩 3 个工作日");
  assert.equal(words("2026-10-09T18:00:00+08:00"), "还剩 2 个工作日");
  // Eight days of the week, and none the bureau works on but the last half.
  assert.equal(words("2026-10-08T09:00:00+08:00"), "还剩 7 天");
  assert.equal(workingDays(Date.parse("2026-09-18T10:00:00+08:00"), Date.parse("2026-09-21T18:00:00+08:00"), calendar), 2);
});

test("a guess is told with two figures and never as more than it is", () => {
  assert.deepEqual([0, 7, 12, 99, 101, 3579, 28_999].map(rounded), [0, 7, 12, 99, 100, 3500, 28_000]);
});
