import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import zh from "../../patrol/i18n/zh-CN.json" with { type: "json" };
import { myReports, stateOf } from "../../patrol/static/pwa/src/mine.ts";
import type { OutboxFile, OutboxItem } from "../../patrol/static/pwa/src/kept.ts";
import type { Case } from "../../patrol/static/pwa/src/types.ts";

function item(part: Partial<OutboxItem> = {}): OutboxItem {
  return {
    id: "r1", owner: "7", type: "report", about: null, body: '{"kind":"waste","captured_at":"2026-11-23T09:00:00+08:00"}', files: [],
    state: "waiting", area_name: "柳茹村", created_at: "", hold_until: 0, tries: 0, next_at: 0, receipt: null, answer: null,
    refused: null, renamed: false, draft: null, ...part,
  };
}

function photo(state: OutboxFile["state"]): OutboxFile {
  return { sha256: state, role: "photo", type: "", bytes: 1, state, thumb: "sent", reason: null, tries: 0, next_at: 0 };
}

function closedCase(part: object): Case {
  return { id: "c1", kind: "waste", area: { code: "", name: "柳茹村" }, state: "open", dues: [], photos: [], reports: [], ...part } as unknown as Case;
}

test("the state line tells one thing at a time, in the order of its way", () => {
  assert.equal(stateOf({ item: item(), case: null }).key, "report.state.phone");
  assert.deepEqual(stateOf({ item: item({ state: "facts", files: [photo("held"), photo("held"), photo("wanted")] }), case: null }).params, { done: 2, all: 3 });
  assert.equal(stateOf({ item: item({ state: "facts", files: [photo("stuck"), photo("wanted")] }), case: null }).tone, "stuck");
  assert.equal(stateOf({ item: item({ state: "done" }), case: null }).key, "report.state.received");
  assert.equal(stateOf({ item: item({ state: "refused" }), case: null }).tone, "stuck");
  const stopped = closedCase({ dues: [{ step: "stop", outcome: "stopped" }] });
  assert.equal(stateOf({ item: item({ state: "done" }), case: stopped }).key, "report.state.stopped");
  assert.equal(stateOf({ item: null, case: closedCase({ state: "closed", founded: false }) }).key, "report.state.unfounded");
});

test("a report that both the phone and the server know is one row", () => {
  const known = closedCase({ reports: [{ id: "r1", mine: true, captured_at: "" }, { id: "r2", mine: true, captured_at: "2026-11-24T00:00:00Z" }, { id: "r3", mine: false }] });
  const rows = myReports([item({ state: "done" })], [known]);
  assert.deepEqual(rows.map((row) => row.id), ["r2", "r1"]);
});

test("a report of a merged case follows the one that is left, whichever comes first", () => {
  const reports = [{ id: "r1", mine: true, captured_at: "" }];
  const target = closedCase({ id: "left", reports, dues: [{ step: "stop", outcome: "stopped" }] });
  const merged = closedCase({ id: "merged", reports, state: "closed", merged_into: "left" });
  for (const cases of [[target, merged], [merged, target]]) assert.equal(myReports([item({ state: "done" })], cases)[0]?.case?.id, "left");
  assert.equal(stateOf({ item: item({ state: "done" }), case: merged }).key, "report.state.merged");
});

test("every word a screen asks for by its full key is in the catalogue", () => {
  const root = join(import.meta.dirname, "../../patrol/static/pwa/src");
  const missing: string[] = [];
  for (const name of readdirSync(root, { recursive: true }) as string[]) {
    if (!/\.tsx?$/.test(name)) continue;
    for (const [, key] of readFileSync(join(root, name), "utf8").matchAll(/\bt\("([a-z_0-9.]+)"/g)) {
      if (!((key as string) in zh)) missing.push(`${name}: ${key}`);
    }
  }
  assert.deepEqual(missing, []);
});
