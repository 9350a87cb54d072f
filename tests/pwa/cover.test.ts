import assert from "node:assert/strict";
import { test } from "node:test";
import { covered, cover, onCover, setWay, thrice, uncover, way } from "../../patrol/static/pwa/src/cover.ts";

const browser = globalThis as unknown as { location: { hash: string }; history: { replaceState: (...all: unknown[]) => void } };
const shown: unknown[] = [];
browser.location = { hash: "#/report/secret" };
browser.history = { replaceState: (_state, _title, hash) => { shown.push(hash); } };
globalThis.dispatchEvent = (() => true) as typeof dispatchEvent;
globalThis.HashChangeEvent = class {} as unknown as typeof HashChangeEvent;

test("without a way back that was chosen it does not hide: nobody is to be locked out", () => {
  setWay(null);
  assert.equal(cover(), false);
  assert.equal(covered(), false);
});

test("hidden it tells nothing in the address, and afterwards one is where one was", () => {
  let told = 0;
  const stop = onCover(() => { told += 1; });
  setWay("month");
  assert.deepEqual([way(), cover(), covered(), shown.at(-1)], ["month", true, true, "#/"]);
  uncover();
  assert.deepEqual([covered(), shown.at(-1), told > 2], [false, "#/report/secret", true]);
  stop();
});

test("switched off while hidden it shows again", () => {
  setWay("today");
  cover();
  setWay(null);
  assert.equal(covered(), false);
});

test("three taps count when they are quick, and the fourth begins anew", () => {
  const third = thrice();
  assert.deepEqual([0, 300, 600, 900].map(third), [false, false, true, false]);
  const slow = thrice();
  assert.deepEqual([0, 1000, 2000, 3000].map(slow), [false, false, false, false]);
});
