// 拆开: two matters after all.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Words } from "../../parts/Extras.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import { send, type ActProps } from "./send.ts";

export default function Unmerge({ case: theCase, onClose }: ActProps) {
  const draft = useSheet(`unmerge/${theCase.id}`, { note: "" });
  const press = async () => {
    await send(theCase, [{ act: "unmerge" }], draft);
    onClose();
  };
  return (
    <ActSheet
      title={t("act.unmerge")} draft={draft} onClose={onClose}
      other={{ label: t("sheet.look_again"), ready: true, press: onClose }}
      main={{ label: t("act.unmerge.do"), ready: true, press: () => void press() }}
    >
      <p>{t("act.unmerge.how")}</p>
      <Words draft={draft} />
    </ActSheet>
  );
}
