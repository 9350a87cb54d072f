// Whether there is a network: answers decide, and only answers to what was asked since it was last lost.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { ask, healthy } from "../../patrol/static/pwa/src/api.ts";
import { close } from "../../patrol/static/pwa/src/db.ts";
import { reachable, setReach, wentOffline } from "../../patrol/static/pwa/src/net.ts";
import { json, type FakeServer } from "./fake_server.ts";
import { freshPhone } from "./phone.ts";

let server: FakeServer;
beforeEach(async () => { server = await freshPhone(); setReach("online"); });
afterEach(async () => { await server.stop(); await close(); });

test("an answer that was on its way when the network went does not bring it back", async () => {
  let answer = () => {};
  const asked = new Promise<void>((arrived) => {
    server.trick = (_seen, response) => {
      answer = () => json(response, 200, { notices: [] });
      arrived();
      return true;
    };
  });
  const late = ask("/inbox");
  await asked;
  wentOffline();
  answer();
  assert.equal((await late).ok, true);
  assert.equal(reachable(), "offline");
  server.trick = () => false;
  assert.equal(await healthy(), true);
  assert.equal(reachable(), "online");
});

for (const [name, body] of [["a portal's page", "<h1>登录</h1>"], ["somebody else's health", '{"ok":true,"name":"other"}'], ["nothing", ""]]) {
  test(`${name} is no sign of our server`, async () => {
    server.trick = (_seen, response) => { response.writeHead(200, { "Content-Type": "application/json" }).end(body); return true; };
    assert.equal(await healthy(), false);
    assert.equal(reachable(), "offline");
  });
}
