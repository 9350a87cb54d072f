// Every act goes the same way: onto the phone first, its sheet emptied, one line to say so.
import { t } from "../../i18n.ts";
import { reachable } from "../../net.ts";
import { act, type Attached } from "../../outbox.ts";
import { tellFull } from "../../parts/full.ts";
import type { SheetDraft } from "../../parts/useSheet.ts";
import { askToKeep } from "../../room.ts";
import { showToast } from "../../toast.ts";
import type { CaseRef } from "../../kept.ts";
import type { Case, Fix } from "../../types.ts";

export interface ActProps { case: Case; onClose: () => void }

type Body = Record<string, unknown> & { act: string };
type Filled = Pick<SheetDraft<{ note: string }>, "value" | "files" | "clear">;

/** Several bodies are several acts in that order: the files and the words go with the first. */
export function send(theCase: Case, bodies: Body[], draft: Filled, fix: Fix | null = null): Promise<void> {
  return sendAbout({ case: theCase.id }, bodies, draft, fix);
}

export async function sendAbout(about: CaseRef, bodies: Body[], draft: Filled, fix: Fix | null = null): Promise<void> {
  const note = draft.value.note.trim();
  for (const [index, body] of bodies.entries()) {
    const first = index === 0;
    const files: Attached[] = first ? draft.files : [];
    try {
      await act(about, filled({ ...body, ...(first ? { note: note || null, fix } : {}) }), files, true);
    } catch (error) {
      // The sheet stays as it was filled in.
      tellFull();
      throw error;
    }
  }
  await draft.clear();
  void askToKeep();
  navigator.vibrate?.(30);
  showToast(t(reachable() === "online" ? "sheet.sent" : "sheet.stored"));
}

/** Nothing is said by a blank, so it is left out; but for a level, whose null says 不再保密. */
function filled(body: Record<string, unknown>): Record<string, unknown> {
  const said = ([name, value]: [string, unknown]) => name === "level" || (value !== null && value !== undefined && value !== "");
  return Object.fromEntries(Object.entries(body).filter(said));
}
