// What sealing needs, kept for the day without a network: the county's key, and this phone's secret to prove itself with.
import { database, setMeta } from "./db.ts";
import { canSeal, fromBase64 } from "./seal.ts";
import type { Sealing, Session } from "./types.ts";

/** The secret as a key that signs and that no script can read out again. */
export interface Kept { key: string; id: string; by: string; signer: CryptoKey }

/** Takes the secret out of what the server told before anything is stored, and keeps it in its own way. */
export async function withoutSecret(owner: string, told: Session): Promise<Session> {
  const { sealing, ...session } = told;
  if (sealing) await learn(owner, sealing).catch(() => undefined);
  return session;
}

export async function sealingOf(owner: string): Promise<Kept | null> {
  return ((await (await database()).get("meta", name(owner)))?.value as Kept | undefined) ?? null;
}

async function learn(owner: string, told: Sealing): Promise<void> {
  if (!canSeal()) return;
  const kept = await sealingOf(owner);
  if (kept?.by === told.by && kept.id === told.id) return;
  const signer = await crypto.subtle.importKey("raw", fromBase64(told.secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  await setMeta(name(owner), { key: told.key, id: told.id, by: told.by, signer } satisfies Kept);
}

function name(owner: string): string {
  return `sealing/${owner}`;
}
