// 退回: which step is to be done again, why, and until when.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Reason, Words } from "../../parts/Extras.tsx";
import { Picks } from "../../parts/Picks.tsx";
import { useNow } from "../../parts/useNow.ts";
import { useSheet } from "../../parts/useSheet.ts";
import { due } from "../../sight.ts";
import { Deadline, momentOf, type DeadlineValue } from "./Deadline.tsx";
import { send, type ActProps } from "./send.ts";

interface Value extends DeadlineValue { step: "report" | "handle" | "decide" | null; reason: string; note: string }
const EMPTY: Value = { when: null, other: "", step: null, reason: "", note: "" };

export default function Return({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<Value>(`return/${theCase.id}`, EMPTY);
  const now = useNow();
  const { step, reason, when } = draft.value;
  const due_at = momentOf(draft.value, now);
  const ready = step !== null && reason.trim() !== "" && (when === null || due_at !== null);
  const steps = (["report", "handle", "decide"] as const).filter((one) => one !== "decide" || due(theCase, one));
  const press = async () => {
    await send(theCase, [{ act: "return", step, reason: reason.trim(), due_at }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.return")} draft={draft} main={{ label: t("act.return.do"), icon: "return", ready, press: () => void press() }} onClose={onClose}>
      <Picks
        label={t("act.return.step")} plain value={step} onPick={(value) => draft.set({ step: value })}
        picks={steps.map((value) => ({ value, label: t(`act.return.${value}`) }))}
      />
      <Reason label={t("act.return.why")} value={reason} onInput={(text) => draft.set({ reason: text })} />
      <Deadline value={draft.value} now={now} offered={["tomorrow", "third", "seventh"]} onChange={(value) => draft.set(value)} />
      <p class="small gap">{t("act.return.usual")}</p>
      <Words draft={draft} note={false} />
    </ActSheet>
  );
}
