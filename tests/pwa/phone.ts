// A phone in Node: an IndexedDB of its own and nothing else of a browser.
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { setBase } from "../../patrol/static/pwa/src/api.ts";
import { signIn } from "../../patrol/static/pwa/src/account.ts";
import { close } from "../../patrol/static/pwa/src/db.ts";
import * as draft from "../../patrol/static/pwa/src/draft.ts";
import { release, wake } from "../../patrol/static/pwa/src/items.ts";
import { report } from "../../patrol/static/pwa/src/outbox.ts";
import { wentOffline } from "../../patrol/static/pwa/src/net.ts";
import { forgetBusy } from "../../patrol/static/pwa/src/sender.ts";
import { FakeServer } from "./fake_server.ts";

export async function freshPhone(): Promise<FakeServer> {
  await close();
  globalThis.indexedDB = new IDBFactory();
  forgetBusy();
  wentOffline(); // and so it knows nothing of its link
  const server = new FakeServer();
  setBase(await server.start());
  await signIn("informant-liuru", "x");
  server.seen = [];
  return server;
}

/** A report with photos as somebody would make it, its five seconds already over. */
export async function reported(...photos: string[]): Promise<string> {
  const begun = await draft.begin(photos.map((text) => ({
    bytes: bytes(text), type: "image/jpeg", source: "camera", taken_at: "2026-11-23T09:54:00+08:00",
  })));
  await draft.change(begun.id, { kind: "waste" });
  await report(begun.id);
  await release();
  return begun.id;
}

export async function impatient(): Promise<void> {
  forgetBusy();
  await wake();
}

export function bytes(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer as ArrayBuffer;
}
