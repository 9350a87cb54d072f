import assert from "node:assert/strict";
import { test } from "node:test";
import { clusters } from "../../patrol/static/pwa/src/cluster.ts";

const dots = (...at: [string, number, number][]) => at.map(([of, x, y]) => ({ of, x, y }));

test("what would touch is one, standing where the first of it stands", () => {
  const found = clusters(dots(["a", 0, 0], ["b", 50, 20], ["c", 150, 0]), 100, 56);
  assert.deepEqual(found, [{ x: 0, y: 0, all: ["a", "b"] }, { x: 150, y: 0, all: ["c"] }]);
});

test("no two marks are nearer than a mark is large, however many there are, and none is lost", () => {
  const many = dots(...Array.from({ length: 500 }, (_, n): [string, number, number] => [String(n), (n * 7919) % 360, (n * 104729) % 500]));
  const found = clusters(many, 100, 56);
  assert.equal(found.flatMap((one) => one.all).length, 500);
  for (const [i, one] of found.entries()) for (const other of found.slice(i + 1)) {
    assert.ok(Math.abs(one.x - other.x) >= 100 || Math.abs(one.y - other.y) >= 56);
  }
});

test("the same dots nearer by come apart", () => {
  const near = dots(["a", 0, 0], ["b", 30, 10]).map((dot) => ({ ...dot, x: dot.x * 4, y: dot.y * 4 }));
  assert.equal(clusters(near, 100, 56).length, 2);
});
