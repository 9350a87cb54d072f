// 演示数据 stands on the screens before anybody is signed in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { adopt, readCard, signOut } from "../../patrol/static/pwa/src/account.ts";
import { close, meta, setMeta } from "../../patrol/static/pwa/src/db.ts";
import { json } from "./fake_server.ts";
import { freshPhone } from "./phone.ts";

test("the server's 401 and a card's answer say whether it is a demo, and the phone keeps that", async () => {
  const server = await freshPhone();
  assert.equal(await meta("demo"), true);
  await signOut();
  await setMeta("signing_out", false);
  for (const demo of [false, true]) {
    server.trick = (_seen, response) => { json(response, 401, { error: { code: "signed_out", message: "", fields: demo ? { demo } : {} } }); return true; };
    assert.equal(await adopt(), false);
    assert.equal(await meta("demo"), demo);
    server.trick = (_seen, response) => { json(response, 200, { area: { code: "1", name: "柳茹村" }, role: "informant", demo: !demo, tries_left: 5, state: "open" }); return true; };
    await readCard("t");
    assert.equal(await meta("demo"), !demo);
  }
  await server.stop();
  await close();
});
