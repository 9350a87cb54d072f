// What the phone seals, the county opens: by a reader written here from docs/adr/0019, and by nobody else.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { afterEach, beforeEach, test } from "node:test";
import { act } from "../../patrol/static/pwa/src/outbox.ts";
import { database, meta, sessionRow } from "../../patrol/static/pwa/src/db.ts";
import { signIn } from "../../patrol/static/pwa/src/account.ts";
import { changeItem } from "../../patrol/static/pwa/src/items.ts";
import { Sealer, type Bytes } from "../../patrol/static/pwa/src/seal.ts";
import { sealUnsent } from "../../patrol/static/pwa/src/sealed.ts";
import { bytes, freshPhone, reported } from "./phone.ts";
import type { FakeServer } from "./fake_server.ts";

const PIECE = 256 * 1024;
const SECRET = new Uint8Array(32).fill(9);
let server: FakeServer;
let county: CryptoKeyPair;
let point: Bytes;

beforeEach(async () => {
  server = await freshPhone();
  county = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]) as CryptoKeyPair;
  point = new Uint8Array(await crypto.subtle.exportKey("raw", county.publicKey));
  server.sealing = { key: base64(point), id: idOf(point), by: "7/1/phone", secret: base64(SECRET) };
});
afterEach(() => server.stop());

function base64(of: Uint8Array): string {
  return Buffer.from(of).toString("base64");
}

function idOf(of: Uint8Array): string {
  return createHash("sha256").update(of).digest("hex").slice(0, 16);
}

/** The content, or a rejection when anything was altered. */
async function opened(blob: Blob): Promise<{ header: Bytes; content: Buffer; pieces: number }> {
  const whole = new Uint8Array(await blob.arrayBuffer());
  const header = whole.slice(0, 82);
  const once = await crypto.subtle.importKey("raw", header.slice(17), { name: "ECDH", namedCurve: "P-256" }, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: once }, county.privateKey, 256);
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: header };
  const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const parts: Buffer[] = [];
  for (let at = 82, number = 0; at < whole.length; at += PIECE + 16, number++) {
    const iv = new Uint8Array(12);
    new DataView(iv.buffer).setUint32(7, number);
    iv[11] = at + PIECE + 16 >= whole.length ? 1 : 0;
    parts.push(Buffer.from(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, whole.slice(at, at + PIECE + 16))));
  }
  return { header, content: Buffer.concat(parts), pieces: parts.length };
}

interface Manifest { by: string; owner: string; items: { id: string; body: string; about: object | null; order: number }[]; files: { sha256: string; role: string }[] }

/** The manifest, whether its proof holds, and the files behind it. */
async function read(blob: Blob): Promise<{ manifest: Manifest; proven: boolean; files: Buffer[] }> {
  const { header, content } = await opened(blob);
  const end = 4 + content.readUInt32BE(0);
  const text = content.subarray(4, end);
  const signer = await crypto.subtle.importKey("raw", SECRET, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const proven = await crypto.subtle.verify("HMAC", signer, content.subarray(end, end + 32) as Buffer<ArrayBuffer>, Buffer.concat([header, text]));
  const files: Buffer[] = [];
  for (let at = end + 32; at < content.length;) {
    const size = content.readUInt32BE(at);
    files.push(content.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return { manifest: JSON.parse(text.toString()) as Manifest, proven, files };
}

test("what is unsent leaves whole, in its order, with the bytes of its photos and a proof", async () => {
  await signIn("informant-liuru", "x");
  const first = await reported("near", "far");
  const stop = await act({ report: first }, { act: "stop", outcome: "stopped" }, [
    { bytes: bytes("afterwards"), type: "image/jpeg", role: "photo", source: "camera", taken_at: "2026-11-23T10:00:00+08:00" },
  ]);
  const sealed = await sealUnsent();
  assert.ok(sealed);
  assert.match(sealed.name, /^patrol-未发送-\d{8}-\d{4}\.sealed$/);
  const { manifest, proven, files } = await read(sealed.blob);
  assert.deepEqual([sealed.count, proven, manifest.by, manifest.owner], [2, true, "7/1/phone", "7"]);
  const rows = await (await database()).getAll("items");
  const bodies = new Map(rows.map((row) => [row.id, row.body]));
  assert.deepEqual(manifest.items.sort((a, b) => a.order - b.order).map(({ id, body, about }) => ({ id, body, about })), [
    { id: first, body: bodies.get(first), about: null }, { id: stop, body: bodies.get(stop), about: { report: first } },
  ]);
  const brought = manifest.files.map(({ role, sha256 }, index) => [role, sha256, files[index]?.toString()]);
  const photos = brought.filter(([role]) => role === "photo");
  assert.deepEqual(photos.map(([, , text]) => text).sort(), ["afterwards", "far", "near"]);
  for (const [, sha256, text] of photos) assert.equal(createHash("sha256").update(text as string).digest("hex"), sha256);
  // A small picture can be drawn only by a browser: here each is named, and empty.
  assert.deepEqual(brought.filter(([role]) => role === "thumbnail").map(([, , text]) => text), ["", "", ""]);
  assert.equal(files.length, manifest.files.length);
});

test("one thing alone is one thing, and what was mended leaves once", async () => {
  await signIn("informant-liuru", "x");
  const [one, two, three] = [await reported("one"), await reported("two"), await reported("three")];
  await changeItem(one, (item) => ({ ...item, state: "refused", refused: { code: "invalid", message: "" }, mended_by: three }));
  const ids = async (only?: string) => (await read((await sealUnsent(only))!.blob)).manifest.items.map((item) => item.id);
  assert.deepEqual(await ids(two), [two]);
  assert.deepEqual(await ids(one), [one]);
  assert.deepEqual((await ids()).sort(), [two, three].sort());
});

test("what the county holds already does not travel again", async () => {
  await signIn("informant-liuru", "x");
  const id = await reported("held", "wanted");
  await changeItem(id, (item) => ({ ...item, state: "facts", files: item.files.map((one, n) => (n === 0 ? { ...one, state: "held" } : one)) }));
  const { manifest, files } = await read((await sealUnsent())!.blob);
  assert.deepEqual(manifest.files.map((one) => one.role), ["photo", "thumbnail"]);
  assert.equal(files[0]?.toString(), "wanted");
});

test("without the county's key nothing is made", async () => {
  await reported("a");
  assert.equal(await sealUnsent(), null);
});

test("the secret is kept as a key that no script reads out, and stands in no row", async () => {
  await signIn("informant-liuru", "x");
  const kept = await meta<{ signer: CryptoKey }>("sealing/7");
  assert.deepEqual([kept?.signer.extractable, kept?.signer.usages], [false, ["sign"]]);
  await assert.rejects(crypto.subtle.exportKey("raw", kept!.signer));
  assert.equal("sealing" in (await sessionRow())!.session, false);
});

for (const size of [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 17 * PIECE + 5]) {
  test(`${size} bytes are sealed in pieces, the last of which is known as such`, async () => {
    const sealer = await Sealer.begin(point, Uint8Array.from(Buffer.from(idOf(point), "hex")));
    const given = new Uint8Array(size).map((_, at) => at % 251);
    for (let at = 0; at < size; at += 100_000) await sealer.write(given.slice(at, at + 100_000));
    const { content, pieces } = await opened(await sealer.end());
    assert.equal(Buffer.compare(content, Buffer.from(given)), 0);
    assert.equal(pieces, Math.max(1, Math.ceil(size / PIECE)));
  });
}

test("two files of the same content share no byte of their key", async () => {
  const once = async () => (await (await Sealer.begin(point, new Uint8Array(8))).end()).arrayBuffer();
  const [one, two] = [new Uint8Array(await once()), new Uint8Array(await once())];
  assert.notDeepEqual(one.slice(17, 82), two.slice(17, 82));
});
