// 导出未发送: what is unsent, sealed for the county alone; from a phone that has no network or goes to the repair shop.
import { currentOwner } from "./db.ts";
import { clockOffset, phoneTime } from "./clock.ts";
import { items, toExport } from "./items.ts";
import { file } from "./photo.ts";
import { fromBase64, fromHex, joined, Sealer, u32, utf8, type Bytes } from "./seal.ts";
import { sealingOf, type Kept } from "./sealing.ts";
import type { OutboxItem } from "./kept.ts";

export interface Sealed { blob: Blob; name: string; count: number }
interface Named { sha256: string; role: "photo" | "voice" | "thumbnail" }

/** Null when the county's key never came to this phone. `tell` hears how many files are in. */
export async function sealUnsent(only?: string, tell: (done: number, all: number) => void = () => {}): Promise<Sealed | null> {
  const owner = await currentOwner();
  const kept = owner === null ? null : await sealingOf(owner);
  if (owner === null || !kept) return null;
  const chosen = toExport(await items(), only);
  const files = filesOf(chosen);
  const sealer = await Sealer.begin(fromBase64(kept.key), fromHex(kept.id));
  await begin(sealer, kept, { by: kept.by, owner, exported_at: phoneTime(), clock_offset_ms: clockOffset(), items: chosen.map(told), files });
  for (const [index, one] of files.entries()) {
    tell(index, files.length);
    // One at a time: a cheap phone holds one photo in memory, not all of them.
    await add(sealer, await bytesOf(owner, one));
  }
  return { blob: await sealer.end(), name: fileName(), count: chosen.length };
}

async function begin(sealer: Sealer, kept: Kept, manifest: object): Promise<void> {
  const text = utf8(JSON.stringify(manifest));
  const proof = await crypto.subtle.sign("HMAC", kept.signer, joined(sealer.header, text));
  await add(sealer, text);
  await sealer.write(new Uint8Array(proof));
}

async function add(sealer: Sealer, bytes: Bytes): Promise<void> {
  await sealer.write(u32(bytes.length));
  await sealer.write(bytes);
}

function told(item: OutboxItem): object {
  const { id, type, about, body, created_at } = item;
  return { id, type, about, body, created_at, order: item.order ?? Date.parse(created_at) };
}

/** Each once, though two facts name it; not what the county has already, nor what its person let go. */
function filesOf(chosen: OutboxItem[]): Named[] {
  const all = new Map<string, Named>();
  for (const { sha256, role } of chosen.flatMap((item) => item.files).filter((one) => one.state !== "held" && one.state !== "given_up")) {
    all.set(`${role}/${sha256}`, { sha256, role });
    if (role === "photo") all.set(`thumbnail/${sha256}`, { sha256, role: "thumbnail" });
  }
  return [...all.values()];
}

/** Nothing, where the phone has it no longer. */
async function bytesOf(owner: string, { sha256, role }: Named): Promise<Bytes> {
  const row = await file(owner, sha256);
  const bytes = role === "thumbnail" ? row?.thumb : row?.bytes;
  return new Uint8Array(bytes ?? new ArrayBuffer(0));
}

/** Nobody stands in a name that others read: patrol-未发送-20261126-1405.sealed. */
function fileName(): string {
  const [day, time] = phoneTime().split("T") as [string, string];
  return `patrol-未发送-${day.replaceAll("-", "")}-${time.slice(0, 5).replace(":", "")}.sealed`;
}
