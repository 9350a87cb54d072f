// 退回: which step is to be done again, why, and until when.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Reason, Words } from "../../parts/Extras.tsx";
import { Picks } from "../../parts/Picks.tsx";
import { useNow } from "../../parts/useNow.ts";
import { useSheet } from "../../parts/useSheet.ts";
import { Deadline, momentOf, type DeadlineValue } from "./Deadline.tsx";
import { send, type ActProps } from "./send.ts";

interface Value extends DeadlineValue { step: "report" | "handle" | null; reason: string; note: string }
const EMPTY: Value = { when: null, other: "", step: null, reason: "", note: "" };

export default function Return({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<Value>(`return/${theCase.id}`, EMPTY);
  const now = useNow();
  const { step, reason, when } = draft.value;
  const due_at = momentOf(draft.value, now);
  const ready = step !== null && reason.trim() !== "" && (when === null || due_at !== null);
  const press = async () => {
    await send(theCase, [{ act: "return", step, reason: reason.trim(), due_at }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.return")} draft={draft} main={{ label: t("act.return.do"), icon: "return", ready, press: () => void press() }} onClose={onClose}>
      <Picks
        label={t("act.return.step")} plain value={step} onPick={(value) => draft.set({ step: value })}
        picks={[{ value: "report", label: t("act.return.report") }, { value: "handle", label: t("act.return.handle") }]}
      />
      <Reason label={t("act.return.why")} value={reason} onInput={(text) => draft.set({ reason: text })} />
      <Deadline value={draft.value} now={now} offered={["tomorrow", "third", "seventh"]} onChange={(value) => draft.set(value)} />
      <p class="small gap">{t("act.return.usual")}</p>
      <Words draft={draft} note={false} />
    </ActSheet>
  );
}
