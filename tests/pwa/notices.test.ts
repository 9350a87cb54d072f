// What the page of notices sends: all of it each time, and of addresses only those that are one's own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hour, sent, type Wishes } from "../../patrol/static/pwa/src/screens/notices/wishes.ts";

const WISHES: Wishes = {
  channels: [
    { name: "wecom", address: null, on: true, mine: true },
    { name: "sms", address: "13900000001", on: false, mine: false },
    { name: "email", address: "zhang@example.cn", on: true, mine: true },
  ],
  quiet: { from: 22, to: 7 }, digest_hour: null, push: null,
};

test("the telephone number is the office's and is not sent back", () => {
  assert.deepEqual(sent(WISHES), {
    addresses: { wecom: null, email: "zhang@example.cn" }, off: ["sms"], quiet: { from: 22, to: 7 }, digest_hour: null,
  });
});

test("hours have two digits", () => {
  assert.deepEqual([hour(0), hour(7), hour(22)], ["00:00", "07:00", "22:00"]);
});
