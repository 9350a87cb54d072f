// Every finding the server may tell has its words in both languages.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import en from "../../patrol/i18n/en.json" with { type: "json" };
import zh from "../../patrol/i18n/zh-CN.json" with { type: "json" };
import { compass } from "../../patrol/static/pwa/src/words.ts";

test("findings have words", () => {
  const source = readFileSync(new URL("../../patrol/domain/photo_facts.py", import.meta.url), "utf8");
  const listed = /FINDINGS = frozenset\(\s*\{([^}]+)\}/.exec(source)?.[1] ?? "";
  const codes = [...listed.matchAll(/"(\w+)"/g)].map(([, code]) => code);
  assert.ok(codes.length > 10);
  for (const code of [...codes, "device_time_future", "outside_county"]) {
    assert.ok(`finding.${code}` in zh && `finding.${code}` in en, code);
  }
});

test("bearings by the eight winds", () => {
  assert.deepEqual([0, 22, 45, 91, 181, 359, -45].map(compass), ["朝北", "朝北", "朝东北", "朝东", "朝南", "朝北", "朝西北"]);
});
