// 退回任务: the answer does not do, with why and until when.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Reason, Words } from "../../parts/Extras.tsx";
import { useNow } from "../../parts/useNow.ts";
import { useSheet } from "../../parts/useSheet.ts";
import type { Case, Task } from "../../types.ts";
import { Deadline, momentOf, type DeadlineValue } from "./Deadline.tsx";
import { send } from "./send.ts";

interface Value extends DeadlineValue { reason: string; note: string }

export function ReturnTask({ case: theCase, task, onClose }: { case: Case; task: Task; onClose: () => void }) {
  const draft = useSheet<Value>(`return_task/${task.id}`, { when: null, other: "", reason: "", note: "" });
  const now = useNow();
  const due_at = momentOf(draft.value, now);
  const reason = draft.value.reason.trim();
  const press = async () => {
    await send(theCase, [{ act: "return_task", task: task.id, reason, due_at }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.return_task")} draft={draft} main={{ label: t("act.return_task.do"), icon: "return", ready: reason !== "" && due_at !== null, press: () => void press() }} onClose={onClose}>
      <Reason label={t("act.return_task.why")} value={draft.value.reason} onInput={(text) => draft.set({ reason: text })} />
      <Deadline value={draft.value} now={now} offered={["tomorrow", "third", "seventh"]} onChange={(value) => draft.set(value)} />
      <Words draft={draft} note={false} />
    </ActSheet>
  );
}
