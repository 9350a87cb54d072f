// What this person did and has not heard back about. Nothing here touches the network or deletes what is unsent.
import type { CaseRef } from "./types.ts";

/** A file an act or report carries, as picked or recorded on this phone. */
export interface Attached { bytes: ArrayBuffer; type: string; role: "photo" | "voice"; source: "camera" | "gallery"; taken_at: string; seconds?: number }

/** Queues an act: `body` is {"act":"stop","outcome":"stopped","note":…}; `at`, `photos` and `voice` are filled in here. Resolves with the act's uuid once it is on the phone. */
export async function act(_about: CaseRef, _body: Record<string, unknown>, _files: Attached[] = []): Promise<string> {
  throw new Error("not yet");
}
