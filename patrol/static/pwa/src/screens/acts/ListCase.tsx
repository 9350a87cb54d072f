// 挂牌督办: why, and until when it is to be settled.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Reason, Words } from "../../parts/Extras.tsx";
import { useNow } from "../../parts/useNow.ts";
import { useSheet } from "../../parts/useSheet.ts";
import { Deadline, momentOf, type DeadlineValue } from "./Deadline.tsx";
import { send, type ActProps } from "./send.ts";

interface Value extends DeadlineValue { reason: string; note: string }

export default function ListCase({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<Value>(`list_case/${theCase.id}`, { when: null, other: "", reason: "", note: "" });
  const now = useNow();
  const due_at = momentOf(draft.value, now);
  const reason = draft.value.reason.trim();
  const press = async () => {
    await send(theCase, [{ act: "list_case", reason, due_at }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.list_case")} draft={draft} main={{ label: t("act.list_case.do"), icon: "alarm", ready: reason !== "" && due_at !== null, press: () => void press() }} onClose={onClose}>
      <Reason label={t("act.list_case.why")} value={draft.value.reason} onInput={(text) => draft.set({ reason: text })} />
      <Deadline value={draft.value} now={now} offered={["third", "seventh"]} onChange={(value) => draft.set(value)} />
      <Words draft={draft} note={false} />
    </ActSheet>
  );
}
