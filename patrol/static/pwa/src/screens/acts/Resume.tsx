// 恢复计时: the clock goes on with what was left of it.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Words } from "../../parts/Extras.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import { send, type ActProps } from "./send.ts";

const EMPTY = { note: "" };

export default function Resume({ case: theCase, onClose }: ActProps) {
  const draft = useSheet(`resume/${theCase.id}`, EMPTY);
  const press = async () => {
    await send(theCase, [{ act: "resume", note: draft.value.note.trim() || null }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.resume")} draft={draft} main={{ label: t("act.resume.do"), icon: "clock", ready: true, press: () => void press() }} onClose={onClose}>
      <p>{t("act.resume.how")}</p>
      <Words draft={draft} />
    </ActSheet>
  );
}
