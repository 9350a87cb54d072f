// 重新打开: a closed case is open again, with a reason.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { PhotoGrid, Reason } from "../../parts/Extras.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import { send, type ActProps } from "./send.ts";

export default function Reopen({ case: theCase, onClose }: ActProps) {
  const draft = useSheet(`reopen/${theCase.id}`, { reason: "", note: "" });
  const reason = draft.value.reason.trim();
  const press = async () => {
    await send(theCase, [{ act: "reopen", reason }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.reopen")} draft={draft} main={{ label: t("act.reopen.do"), ready: reason !== "", press: () => void press() }} onClose={onClose}>
      <Reason label={t("act.reopen.why")} value={draft.value.reason} onInput={(text) => draft.set({ reason: text })} />
      <PhotoGrid draft={draft} />
    </ActSheet>
  );
}
