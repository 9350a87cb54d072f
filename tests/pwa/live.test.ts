import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import type { ServerResponse } from "node:http";
import { setBase } from "../../patrol/static/pwa/src/api.ts";
import { hush, listen, listening, type Ears } from "../../patrol/static/pwa/src/live.ts";
import { FakeServer, json } from "./fake_server.ts";

let server: FakeServer;
let open: ServerResponse[];
let told: string[];
const ears: Ears = {
  look: () => void told.push("look"), back: () => void told.push("back"), lost: async () => void told.push("lost"),
};

beforeEach(async () => {
  server = new FakeServer();
  setBase(await server.start());
  [open, told] = [[], []];
  answers(stream);
});
afterEach(async () => { hush(); await server.stop(); });

function answers(how: (response: ServerResponse) => void): void {
  server.trick = (seen, response) => {
    if (seen.path !== "/live") return false;
    open.push(response);
    how(response);
    return true;
  };
}

function stream(response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" });
  response.write(": here\n\n");
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((done) => setTimeout(done, 5));
}

test("looks when it begins to listen, and whenever it is told to", async () => {
  listen("7", ears);
  await until(() => listening());
  assert.deepEqual(told, ["look"]);
  open[0]?.write("data: look\n\n");
  await until(() => told.length === 2);
  assert.deepEqual(told, ["look", "look"]);
});

test("a word that comes in two pieces is one word, and a heartbeat is none", async () => {
  listen("7", ears);
  await until(() => listening());
  open[0]?.write(":\n\ndata: lo");
  await new Promise((done) => setTimeout(done, 20));
  open[0]?.write("ok\n\n:\n\n");
  await until(() => told.length === 2);
  await new Promise((done) => setTimeout(done, 300));
  assert.deepEqual(told, ["look", "look"]);
});

test("listening twice opens one connection, another person another one", async () => {
  listen("7", ears);
  listen("7", ears);
  await until(() => listening());
  assert.equal(open.length, 1);
  const gone = new Promise((done) => open[0]?.on("close", done));
  listen("8", ears);
  await gone;
  await until(() => listening());
  assert.equal(open.length, 2);
});

test("once hushed nothing is open and nothing is told", async () => {
  listen("7", ears);
  await until(() => listening());
  const gone = new Promise((done) => open[0]?.on("close", done));
  open[0]?.write("data: look\n\n");
  hush();
  await gone;
  await new Promise((done) => setTimeout(done, 300));
  assert.deepEqual([told, listening(), server.paths("GET")], [["look"], false, ["/live"]]);
});

test("cut off, it looks at once whether the server is there, comes back by itself, and says so", async () => {
  listen("7", ears);
  await until(() => listening());
  open[0]?.destroy();
  await until(() => told.includes("lost"));
  assert.equal(listening(), false);
  await until(() => told.includes("back"));
  assert.deepEqual(told, ["look", "lost", "back"]);
});

test("a server that keeps nothing open is left alone, and the app asks by itself", async () => {
  answers((response) => response.writeHead(204).end());
  listen("7", ears);
  await until(() => open.length === 1);
  await new Promise((done) => setTimeout(done, 1500));
  assert.deepEqual([told, listening(), open.length], [[], false, 1]);
});

test("a portal's page is no stream, and neither is a sick server", async () => {
  answers((response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<form>Wi-Fi</form>"));
  listen("7", ears);
  await until(() => told.length === 1);
  hush();
  answers((response) => json(response, 503, { error: { code: "busy", message: "" } }));
  listen("7", ears);
  await until(() => told.length === 2);
  assert.deepEqual([told, listening()], [["lost", "lost"], false]);
});

test("signed out, it comes back as one who must be asked who is there", async () => {
  answers((response) => json(response, 401, { error: { code: "signed_out", message: "" } }));
  listen("7", ears);
  await until(() => told.length === 1);
  assert.deepEqual(told, ["back"]);
});
