// 延长期限: thirty days more for the decision, once, with a reason.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Reason, Words } from "../../parts/Extras.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import { send, type ActProps } from "./send.ts";

export default function Extend({ case: theCase, onClose }: ActProps) {
  const draft = useSheet(`extend/${theCase.id}`, { reason: "", note: "" });
  const { reason } = draft.value;
  const press = async () => {
    await send(theCase, [{ act: "extend", reason: reason.trim() }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.extend")} draft={draft} main={{ label: t("act.extend.do"), icon: "clock", ready: reason.trim() !== "", press: () => void press() }} onClose={onClose}>
      <p>{t("act.extend.text")}</p>
      <Reason label={t("act.extend.why")} value={reason} onInput={(text) => draft.set({ reason: text })} />
      <Words draft={draft} note={false} />
    </ActSheet>
  );
}
