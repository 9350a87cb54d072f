// The back button and what lies over a page, on a history small enough to look at.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const entries: unknown[] = [null];
let at = 0;
let popped: () => void = () => {};
Object.assign(globalThis, {
  addEventListener: (name: string, listener: () => void) => { if (name === "popstate") popped = listener; },
  history: {
    get state() { return entries[at]; },
    pushState(state: unknown) { entries.splice(at + 1, Infinity, state); at += 1; },
    // As in a browser, the way back takes a moment.
    go(by: number) { setTimeout(() => { at = Math.max(0, at + by); popped(); }, 5); },
  },
});
const { openLayer } = await import("../../patrol/static/pwa/src/layers.ts");

const settled = () => new Promise((done) => setTimeout(done, 30));
let closed: string[] = [];
beforeEach(() => { closed = []; });

function sheet(name: string): () => void {
  const gone = openLayer(() => { closed.push(name); gone(); });
  return gone;
}

test("back closes the topmost first, and then leaves the page", async () => {
  sheet("sheet");
  sheet("question");
  assert.equal(at, 2);
  history.go(-1);
  await settled();
  assert.deepEqual(closed, ["question"]);
  history.go(-1);
  await settled();
  assert.deepEqual(closed, ["question", "sheet"]);
  assert.equal(at, 0);
});

test("closed by its own button it leaves no step behind", async () => {
  const gone = sheet("sheet");
  gone();
  await settled();
  assert.equal(at, 0);
  assert.deepEqual(closed, []);
});

test("from one sheet to the next is no step, and both at once are gone at once", async () => {
  const first = sheet("more");
  first();
  const second = sheet("act");
  const third = sheet("question");
  await settled();
  assert.equal(at, 2);
  third();
  second();
  await settled();
  assert.equal(at, 0);
});

test("what opens while the way back is under way stays open", async () => {
  sheet("first")();
  await new Promise((done) => setTimeout(done, 1));
  sheet("second");
  await settled();
  assert.deepEqual(closed, []);
  assert.equal(at, 1);
  history.go(-1);
  await settled();
  assert.deepEqual(closed, ["second"]);
});

test("a step without its sheet, left by a reload, is passed over", async () => {
  history.pushState({ layer: 1 }, "");
  history.pushState(null, "");
  history.go(-1);
  await settled();
  assert.equal(at, 0);
});
