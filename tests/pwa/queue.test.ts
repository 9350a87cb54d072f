import assert from "node:assert/strict";
import { test } from "node:test";
import { stateOf } from "../../patrol/static/pwa/src/mine.ts";
import { backoff, heldUntil, nextJob, nextTime, UNDO_MS } from "../../patrol/static/pwa/src/queue.ts";
import type { OutboxFile, OutboxItem } from "../../patrol/static/pwa/src/kept.ts";

function item(id: string, part: Partial<OutboxItem> = {}): OutboxItem {
  return {
    id, owner: "7", type: "report", about: null, body: "{}", files: [], state: "waiting", area_name: "",
    created_at: `2026-11-23T09:00:0${id.length}`, hold_until: 0, tries: 0, next_at: 0, receipt: null, answer: null,
    refused: null, renamed: false, draft: null, ...part,
  };
}

function photo(part: Partial<OutboxFile> = {}): OutboxFile {
  return { sha256: "a", role: "photo", type: "image/jpeg", bytes: 1, state: "wanted", thumb: "wanted", reason: null, tries: 0, next_at: 0, ...part };
}

test("facts of every report go before the first picture", () => {
  const items = [item("a", { state: "facts", files: [photo()] }), item("bb")];
  assert.equal(nextJob(items, 1)?.item.id, "bb");
});

test("a clock set back by days holds nothing up", () => {
  const now = Date.parse("2026-11-23T09:00:00Z"), before = now + 3 * 86_400_000;
  assert.equal(nextJob([item("a", { hold_until: before + 5000 })], now)?.item.id, "a");
  assert.equal(nextJob([item("a", { state: "facts", files: [photo({ next_at: before })] })], now)?.item.id, "a");
  assert.equal(nextJob([item("a", { next_at: now + 5 * 60_000 })], now), null);
});

test("all small pictures go before the first original", () => {
  const items = [item("a", { state: "facts", files: [photo({ thumb: "sent" })] }), item("bb", { state: "facts", files: [photo()] })];
  const job = nextJob(items, 1);
  assert.equal(job?.step, "thumbnail");
  assert.equal(job?.item.id, "bb");
});

test("of several reports with several photos every small picture goes before any original, small or large", () => {
  const photos = (name: string) => [photo({ sha256: `${name}1`, bytes: 9 }), photo({ sha256: `${name}2`, bytes: 4_000_000 })];
  let items = [
    item("a", { state: "facts", files: photos("a") }), item("bb", { state: "facts", files: photos("b") }),
    item("ccc", { state: "facts", type: "act", about: { case: 4 }, files: photos("c") }),
  ];
  const order: string[] = [];
  for (let job = nextJob(items, 1); job; job = nextJob(items, 1)) {
    if (job.step === "facts") break;
    const { step, file } = job;
    order.push(`${step} ${file.sha256}`);
    const after = step === "thumbnail" ? { thumb: "sent" as const, state: "thumbnail" as const } : { state: "held" as const };
    items = items.map((one) => ({ ...one, files: one.files.map((each) => (each.sha256 === file.sha256 ? { ...each, ...after } : each)) }));
  }
  const names = ["a1", "a2", "b1", "b2", "c1", "c2"];
  assert.deepEqual(order, [...names.map((name) => `thumbnail ${name}`), ...names.map((name) => `original ${name}`)]);
});

test("a report made in the middle of another's original goes before the next piece, with its small pictures", () => {
  const under_way = item("a", { state: "facts", files: [photo({ thumb: "sent", progress: { url: "/uploads/1", offset: 9, piece: 9 } })] });
  const fresh = item("bb");
  assert.equal(nextJob([under_way, fresh], 1)?.item.id, "bb");
  assert.equal(nextJob([under_way, { ...fresh, state: "facts", files: [photo()] }], 1)?.step, "thumbnail");
});

test("a small picture that has to wait holds up no original", () => {
  const items = [item("a", { state: "facts", files: [photo({ next_at: 100 })] }), item("bb", { state: "facts", files: [photo({ thumb: "sent" })] })];
  assert.deepEqual([nextJob(items, 50)?.step, nextJob(items, 100)?.step], ["original", "thumbnail"]);
});

test("a refused report and a stuck photo let everything else pass", () => {
  const items = [item("a", { state: "refused" }), item("bb", { state: "facts", files: [photo({ state: "stuck" })] }), item("ccc")];
  assert.equal(nextJob(items, 1)?.item.id, "ccc");
});

test("an act on a report of mine waits for it and never asks for a turn meanwhile", () => {
  const act = item("bb", { type: "act", about: { report: "a" } });
  assert.equal(nextJob([item("a", { next_at: 100 }), act], 1), null);
  assert.equal(nextTime([item("a", { state: "refused" }), act], 1), null);
  assert.equal(nextJob([item("a", { state: "done" }), act], 1)?.item.id, "bb");
});

test("the five seconds of taking back and a busy server are times, not turns", () => {
  assert.equal(nextJob([item("a", { hold_until: 50 })], 49), null);
  assert.equal(nextTime([item("a", { hold_until: 50 })], 49), 50);
  const original = item("a", { state: "facts", files: [photo({ thumb: "sent" })] });
  assert.equal(nextJob([original], 10, 99), null);
  assert.equal(nextTime([original], 10, 99), 99);
});

test("a clock set back by minutes while a report could be taken back does not hold it for those minutes", () => {
  const now = 100_000_000, set_back = item("a", { hold_until: now + 18 * 60_000 });
  assert.equal(heldUntil(set_back, now), 0);
  assert.equal(nextJob([set_back], now)?.item.id, "a");
  assert.equal(nextTime([set_back], now), 0);
  assert.equal(nextJob([item("a", { hold_until: now + UNDO_MS })], now), null);
});

test("a clock set back by a day makes nothing wait for a day", () => {
  const day = 24 * 3600_000;
  assert.equal(nextJob([item("a", { hold_until: day + 5000 })], 1)?.item.id, "a");
  assert.equal(nextJob([item("a", { next_at: day + 300_000 })], 1)?.item.id, "a");
  const original = item("a", { state: "facts", files: [photo({ thumb: "sent", next_at: day })] });
  assert.equal(nextJob([original], 1)?.step, "original");
  assert.equal(nextJob([item("a", { next_at: 15 * 60_000 })], 1), null);
});

test("waits double up to five minutes and never beyond", () => {
  assert.equal(backoff(1, 0.5), 2000);
  assert.equal(backoff(3, 0.5), 8000);
  for (const tries of [8, 9, 20, 1000]) for (const chance of [0, 0.999]) assert.ok(backoff(tries, chance) <= 300_000);
  assert.ok(backoff(50, 0) >= 200_000);
});

test("two phones that failed as often do not come back in the same moment", () => {
  for (const tries of [1, 4, 20]) {
    const waits = [0, 0.25, 0.5, 0.75, 0.999].map((chance) => backoff(tries, chance));
    assert.ok(new Set(waits).size === waits.length && Math.max(...waits) <= 2 * Math.min(...waits), `${waits}`);
  }
});

test("acts on one case go in the order they were made, whatever holds the first up", () => {
  const first = item("a", { type: "act", about: { case: 4 }, order: 1, next_at: 100 });
  const second = item("b", { type: "act", about: { case: 4 }, order: 2 });
  const elsewhere = item("c", { type: "act", about: { case: 5 }, order: 3 });
  assert.equal(nextJob([second, first, elsewhere], 50)?.item.id, "c");
  assert.equal(nextJob([second, first], 50), null);
  assert.equal(nextTime([second, first], 1), 100);
  assert.equal(nextJob([second, first], 100)?.item.id, "a");
  assert.equal(nextJob([second, { ...first, state: "facts" }], 50)?.item.id, "b");
});

test("a refused act lets the later ones of its case go on", () => {
  const first = item("a", { type: "act", about: { case: 4 }, order: 1, state: "refused" });
  assert.equal(nextJob([first, item("b", { type: "act", about: { case: 4 }, order: 2 })], 1)?.item.id, "b");
});

test("an act by the report's name and one by its case's are on the same matter", () => {
  const receipt = { case: { id: 4, number: "" } } as OutboxItem["receipt"];
  const report = item("r", { state: "done", receipt });
  const first = item("a", { type: "act", about: { report: "r" }, order: 1, next_at: 100 });
  const second = item("b", { type: "act", about: { case: 4 }, order: 2 });
  assert.equal(nextJob([report, second, first], 50), null);
});

test("a clock set back does not turn two acts round", () => {
  const first = item("a", { type: "act", about: { case: 4 }, order: 1, created_at: "2026-11-23T09:00:00+08:00" });
  const second = item("b", { type: "act", about: { case: 4 }, order: 2, created_at: "2026-11-22T09:00:00+08:00" });
  assert.equal(nextJob([second, first], 1)?.item.id, "a");
});

test("an act behind a refused report waits and says why; what is about its case goes on", () => {
  const report = item("r", { state: "refused" });
  const act = item("a", { type: "act", about: { report: "r" } });
  assert.equal(nextJob([report, act], 1), null);
  assert.equal(stateOf({ item: act, case: null }, [report, act]).key, "report.state.after_refused");
  assert.equal(stateOf({ item: act, case: null }, [{ ...report, state: "waiting" }, act]).key, "report.state.phone");
});
