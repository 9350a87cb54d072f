// 原图只走 Wi-Fi: a promise made only where the browser can tell, with a way out, and never about facts.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { close } from "../../patrol/static/pwa/src/db.ts";
import { goNow, items } from "../../patrol/static/pwa/src/items.ts";
import { canTellWifi, onLink, originalsWait, setWifiOnly, wifiOnly } from "../../patrol/static/pwa/src/link.ts";
import { stateOf } from "../../patrol/static/pwa/src/mine.ts";
import { nextTime } from "../../patrol/static/pwa/src/queue.ts";
import { send } from "../../patrol/static/pwa/src/sender.ts";
import type { OutboxItem } from "../../patrol/static/pwa/src/kept.ts";
import type { FakeServer } from "./fake_server.ts";
import { freshPhone, impatient, reported } from "./phone.ts";

let server: FakeServer;
let network: EventTarget & { type?: string; saveData?: boolean };
const kept = new Map<string, string>();

beforeEach(async () => {
  server = await freshPhone();
  kept.clear();
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) };
  Object.defineProperty(globalThis, "localStorage", { configurable: true, value: storage });
  on("wifi");
});
afterEach(async () => { on(undefined); await server.stop(); await close(); });

function on(type: string | undefined, saveData = false): void {
  network = Object.assign(new EventTarget(), type === undefined ? { saveData } : { type, saveData });
  Object.defineProperty(navigator, "connection", { configurable: true, value: network });
}

async function item(id: string): Promise<OutboxItem> {
  return (await items()).find((one) => one.id === id) as OutboxItem;
}

test("nobody is asked to wait before they chose to", () => {
  on("cellular");
  assert.deepEqual([canTellWifi(), wifiOnly(), originalsWait()], [true, false, false]);
});

for (const [type, waits] of [
  ["cellular", true], ["bluetooth", true], ["wifi", false], ["ethernet", false], ["unknown", false], ["other", false], [undefined, false],
] as const) {
  test(`chosen, originals ${waits ? "wait" : "go"} on ${type ?? "a network the browser cannot tell"}`, () => {
    on(type);
    setWifiOnly(true);
    assert.equal(originalsWait(), waits);
  });
}

test("who told the browser to save data has as good as chosen, until they choose otherwise here", () => {
  on("cellular", true);
  assert.deepEqual([wifiOnly(), originalsWait()], [true, true]);
  setWifiOnly(false);
  assert.deepEqual([wifiOnly(), originalsWait()], [false, false]);
});

test("saving data where the kind of network cannot be told holds nothing for ever", () => {
  on(undefined, true);
  assert.deepEqual([canTellWifi(), originalsWait()], [false, false]);
});

test("a change of network and of mind is heard at once, a new guess at its speed is not", () => {
  const heard: boolean[] = [];
  const stop = onLink(() => heard.push(originalsWait()));
  setWifiOnly(true);
  network.dispatchEvent(new Event("change"));
  network.type = "cellular";
  network.dispatchEvent(new Event("change"));
  network.dispatchEvent(new Event("change"));
  network.type = "wifi";
  network.dispatchEvent(new Event("change"));
  stop();
  network.dispatchEvent(new Event("change"));
  assert.deepEqual(heard, [false, true, false]);
});

test("facts go on any network, originals on Wi-Fi, and the state says which it waits for", async () => {
  on("cellular");
  setWifiOnly(true);
  const id = await reported("far", "near");
  await send();
  assert.deepEqual([server.reports.size, server.photos.size], [1, 0]);
  assert.equal(stateOf({ item: await item(id), case: null }).key, "report.state.wifi");
  assert.equal(nextTime(await items(), Date.now(), 0, originalsWait()), null, "it does not ask again and again");
  on("wifi");
  assert.equal(stateOf({ item: await item(id), case: null }).key, "report.state.arriving");
  await send();
  assert.deepEqual([server.photos.size, (await item(id)).state], [2, "done"]);
});

test("现在就传 sends one report, or all that wait, and what comes later waits again", async () => {
  on("cellular");
  setWifiOnly(true);
  const first = await reported("far");
  const second = await reported("near");
  await send();
  await goNow(first);
  await send();
  assert.deepEqual([(await item(first)).state, (await item(second)).state], ["done", "facts"]);
  await goNow();
  await send();
  assert.equal((await item(second)).state, "done");
  const third = await reported("sign");
  await send();
  assert.equal((await item(third)).state, "facts");
});

test("leaving the Wi-Fi in the middle of a large original stops before its next piece", async () => {
  setWifiOnly(true);
  const id = await reported("x".repeat(600_000));
  server.trick = (seen) => {
    if (seen.path.startsWith("/uploads")) network.type = "cellular";
    return false;
  };
  await send();
  const sent = [...server.paths("POST"), ...server.paths("PATCH")];
  assert.deepEqual([sent.length, (await item(id)).state], [1, "facts"]);
  assert.ok(((await item(id)).files[0]?.progress?.offset ?? 0) > 0);
  network.type = "wifi";
  server.trick = () => false;
  await impatient();
  await send();
  assert.equal((await item(id)).state, "done");
  assert.equal(server.uploads.length, 1, "it went on where it was");
});
