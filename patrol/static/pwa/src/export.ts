// The way out that anybody can read, for where the browser does not let the page seal it (sealed.ts); said before it is taken.
import { phoneTime } from "./clock.ts";
import { items, toExport } from "./items.ts";
import { file } from "./photo.ts";

/** What is unsent, or one thing of it, in one file that a person or the office can read: facts as sent, files in base64. */
export async function exportUnsent(only?: string): Promise<Blob> {
  const all = toExport(await items(), only);
  const parts: BlobPart[] = [`{"patrol":"outbox","at":${JSON.stringify(phoneTime())},"items":[\n`];
  for (const [index, item] of all.entries()) {
    const facts = { id: item.id, type: item.type, about: item.about, state: item.state, refused: item.refused, body: item.body };
    parts.push(`${index ? ",\n" : ""}{"item":${JSON.stringify(facts)},"files":[`);
    for (const [place, one] of item.files.entries()) {
      const row = await file(item.owner, one.sha256);
      const { sha256, role, type, state } = one;
      parts.push(`${place ? "," : ""}${JSON.stringify({ sha256, role, type, state, base64: row?.bytes ? base64(row.bytes) : null })}`);
    }
    parts.push("]}");
  }
  parts.push("\n]}\n");
  return new Blob(parts, { type: "application/json" });
}

function base64(bytes: ArrayBuffer): string {
  const all = new Uint8Array(bytes);
  let text = "";
  // fromCharCode takes its arguments from the stack: a whole photo at once would overflow it.
  for (let at = 0; at < all.length; at += 0x8000) text += String.fromCharCode(...all.subarray(at, at + 0x8000));
  return btoa(text);
}
