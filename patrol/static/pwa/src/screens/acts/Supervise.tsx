// 督办: until when, and what is to be done.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Reason, Words } from "../../parts/Extras.tsx";
import { useNow } from "../../parts/useNow.ts";
import { useSheet } from "../../parts/useSheet.ts";
import { Deadline, momentOf, type DeadlineValue } from "./Deadline.tsx";
import { send, type ActProps } from "./send.ts";

interface Value extends DeadlineValue { instruction: string; note: string }
const EMPTY: Value = { when: null, other: "", instruction: "", note: "" };

export default function Supervise({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<Value>(`supervise/${theCase.id}`, EMPTY);
  const now = useNow();
  const due_at = momentOf(draft.value, now);
  const press = async () => {
    const instruction = draft.value.instruction.trim() || t("act.supervise.usual");
    await send(theCase, [{ act: "supervise", instruction, due_at }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.supervise")} draft={draft} main={{ label: t("act.supervise.do"), icon: "up", ready: due_at !== null, press: () => void press() }} onClose={onClose}>
      <Deadline value={draft.value} now={now} offered={["today", "tomorrow", "third"]} onChange={(value) => draft.set(value)} />
      <Reason label={t("act.supervise.what")} hint={t("act.supervise.hint", { text: t("act.supervise.usual") })} value={draft.value.instruction} onInput={(instruction) => draft.set({ instruction })} />
      <Words draft={draft} note={false} />
    </ActSheet>
  );
}
