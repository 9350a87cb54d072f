// The app's own outbox without its screens: signs in, reports with the files named, and sends until all is held.
// node bench/phone.ts URL USERNAME PASSWORD FILE… ; says {"began"} when sending begins and {"held"} at the end.
import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { setBase } from "../patrol/static/pwa/src/api.ts";
import { signIn } from "../patrol/static/pwa/src/account.ts";
import * as draft from "../patrol/static/pwa/src/draft.ts";
import { items, release } from "../patrol/static/pwa/src/items.ts";
import { report } from "../patrol/static/pwa/src/outbox.ts";
import { nextTime } from "../patrol/static/pwa/src/queue.ts";
import { originalsHeldUntil, send } from "../patrol/static/pwa/src/sender.ts";

const [url = "", username = "", password = "", ...files] = process.argv.slice(2);
const plain = globalThis.fetch;
let cookie = "";
// A browser would keep the cookie by itself.
globalThis.fetch = async (to, options = {}) => {
  const answer = await plain(to, { ...options, headers: { ...(options.headers as Record<string, string>), ...(cookie ? { Cookie: cookie } : {}) } });
  cookie = answer.headers.get("Set-Cookie")?.split(";")[0] || cookie;
  return answer;
};

function say(what: object): void {
  console.log(JSON.stringify({ ...what, at: Date.now() / 1000 }));
}

setBase(`${url}/api`);
while (!(await signIn(username, password)).ok) await new Promise((done) => setTimeout(done, 500));
const photos = files.map((name) => {
  const { buffer, byteOffset, byteLength } = readFileSync(name);
  return { bytes: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer, type: "image/jpeg", source: "camera" as const, taken_at: "2026-11-23T09:54:00+08:00" };
});
const begun = await draft.begin(photos);
await draft.change(begun.id, { kind: "waste" });
await report(begun.id);
await release();
say({ began: begun.id });
for (let all = await items(); all.some((one) => one.state !== "done"); all = await items()) {
  const wait = (nextTime(all, originalsHeldUntil()) ?? 0) - Date.now();
  await new Promise((done) => setTimeout(done, Math.max(20, wait)));
  await send();
}
say({ held: begun.id });
process.exit(0);
