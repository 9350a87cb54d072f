import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { sha256, sha256Plain, uuid } from "../../patrol/static/pwa/src/hash.ts";

test("the plain hash is SHA-256 at every length around its block borders", () => {
  for (const size of [0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 1000, 100_003]) {
    const bytes = randomBytes(size);
    assert.equal(sha256Plain(new Uint8Array(bytes)), createHash("sha256").update(bytes).digest("hex"), `${size} bytes`);
  }
});

test("where the browser has its own hash, both agree", async () => {
  const bytes = new Uint8Array(randomBytes(777));
  assert.equal(await sha256(bytes.buffer as ArrayBuffer), sha256Plain(bytes));
});

test("an id is a version 4 UUID also without randomUUID", () => {
  const own = crypto.randomUUID;
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  try {
    assert.match(uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  } finally {
    Object.defineProperty(crypto, "randomUUID", { value: own, configurable: true });
  }
});
