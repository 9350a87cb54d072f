// The app's own code in Node: a phone of the person on stdin makes two reports and an act, and prints what it exports.
import { act } from "../../patrol/static/pwa/src/outbox.ts";
import * as draft from "../../patrol/static/pwa/src/draft.ts";
import { signIn } from "../../patrol/static/pwa/src/account.ts";
import { report } from "../../patrol/static/pwa/src/outbox.ts";
import { sealUnsent } from "../../patrol/static/pwa/src/sealed.ts";
import { freshPhone } from "./phone.ts";

const parts: Buffer[] = [];
for await (const part of process.stdin) parts.push(part as Buffer);
const { person, sealing, photos } = JSON.parse(Buffer.concat(parts).toString()) as { person: string; sealing: object; photos: string[] };

const server = await freshPhone();
Object.assign(server, { person, sealing });
await signIn("informant-liuru", "x");
const made: string[] = [];
for (const photo of photos) {
  const content = new Uint8Array(Buffer.from(photo, "base64"));
  const begun = await draft.begin([{ bytes: content.buffer, type: "image/jpeg", source: "camera", taken_at: "2026-11-24T09:54:00+08:00" }]);
  await draft.change(begun.id, { kind: "waste", note: "沟边，刚挖的" });
  await report(begun.id);
  made.push(begun.id);
}
made.push(await act({ report: made[0] as string }, { act: "stop", outcome: "refused", note: "不听" }));
const sealed = await sealUnsent();
process.stdout.write(JSON.stringify({ made, name: sealed?.name, file: Buffer.from(await sealed!.blob.arrayBuffer()).toString("base64") }));
await server.stop();
