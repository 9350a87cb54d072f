"""What a phone holds, read in its own tables past the app: the judge must not be the accused."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

# A browser that promises nothing: what it holds may go when the phone is nearly full.
NOT_KEPT = "navigator.storage.persist = async () => false; navigator.storage.persisted = async () => false;"
READ = """async () => {
  const db = await new Promise((done, fail) => {
    const asked = indexedDB.open("patrol");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const all = (table) => new Promise((done, fail) => {
    const asked = db.transaction(table).objectStore(table).getAll();
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const hash = async (bytes) => {
    const digest = await crypto.subtle.digest("SHA-256", await new Response(bytes).arrayBuffer());
    return [...new Uint8Array(digest)].map((one) => one.toString(16).padStart(2, "0")).join("");
  };
  try {
    const items = (await all("items")).map(({ id, type, state, body, files }) => ({
      id, type, state, body, files: Object.fromEntries(files.map((one) => [one.sha256, one.state])),
    }));
    const drafts = (await all("drafts")).map((one) => one.id);
    const bytes = [];
    for (const row of await all("files")) if (row.bytes) bytes.push(await hash(row.bytes));
    return { items, drafts, bytes };
  } finally {
    db.close();
  }
}"""


@dataclass(frozen=True)
class Item:
    id: str
    type: str
    state: str
    body: str
    files: dict[str, str]


@dataclass(frozen=True)
class Kept:
    items: dict[str, Item]
    drafts: list[str]
    bytes: set[str]  # SHA-256 of every original whose bytes are here, counted anew


def kept(page: Page) -> Kept:
    found = page.evaluate(READ)
    items = {one["id"]: Item(**one) for one in found["items"]}
    return Kept(items, found["drafts"], set(found["bytes"]))
