// Seals bytes to a public key of P-256, piece by piece: a file of any size needs the memory of one piece.
// The format is that of docs/adr/0019-sealed-files.md; the server's half is patrol/domain/sealed/envelope.py.
export type Bytes = Uint8Array<ArrayBuffer>;

const MAGIC = "PATROL-S";
const VERSION = 1;
const PIECE = 256 * 1024;
// So many sealed pieces become one Blob: what is in a Blob the browser may move to the disk, what is in an array not.
const PIECES_TOGETHER = 16;

/** Whether this browser lets the page encrypt: only where it came over https, or from the machine itself. */
export function canSeal(): boolean {
  return Boolean(globalThis.crypto?.subtle);
}

export class Sealer {
  private buffer = new Uint8Array(PIECE);
  private filled = 0;
  private number = 0;
  private pieces: BlobPart[] = [];
  private blobs: BlobPart[];
  private cipher: CryptoKey;
  /** What the key is bound to; a proof signs it, too. */
  readonly header: Bytes;

  private constructor(header: Bytes, cipher: CryptoKey) {
    this.header = header;
    this.cipher = cipher;
    this.blobs = [header];
  }

  /** `point` is the county's public key, `id` its name in the header. */
  static async begin(point: Bytes, id: Bytes): Promise<Sealer> {
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const county = await crypto.subtle.importKey("raw", point, curve, false, []);
    const once = await crypto.subtle.generateKey(curve, false, ["deriveBits"]) as CryptoKeyPair;
    const own = new Uint8Array(await crypto.subtle.exportKey("raw", once.publicKey));
    const header = joined(utf8(MAGIC), new Uint8Array([VERSION]), id, own);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: county }, once.privateKey, 256);
    const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: header };
    return new Sealer(header, await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]));
  }

  async write(bytes: Bytes): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      // A full piece waits for the next byte: only then is it known not to be the last.
      if (this.filled === PIECE) await this.sealPiece(false);
      const part = bytes.subarray(at, at + PIECE - this.filled);
      this.buffer.set(part, this.filled);
      this.filled += part.length;
      at += part.length;
    }
  }

  async end(): Promise<Blob> {
    await this.sealPiece(true);
    return new Blob([...this.blobs, ...this.pieces], { type: "application/octet-stream" });
  }

  private async sealPiece(last: boolean): Promise<void> {
    const iv = new Uint8Array(12);
    new DataView(iv.buffer).setUint32(7, this.number);
    iv[11] = last ? 1 : 0;
    this.pieces.push(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.cipher, this.buffer.subarray(0, this.filled)));
    this.number += 1;
    this.filled = 0;
    if (this.pieces.length < PIECES_TOGETHER) return;
    this.blobs.push(new Blob(this.pieces));
    this.pieces = [];
  }
}

/** Big-endian, as lengths stand in the file. */
export function u32(number: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text) as Bytes;
}

export function joined(...parts: Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

export function fromHex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
