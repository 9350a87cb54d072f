// 摘牌: asked about first, for the town and the station are told.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Words } from "../../parts/Extras.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import { send, type ActProps } from "./send.ts";

export default function Unlist({ case: theCase, onClose }: ActProps) {
  const draft = useSheet(`unlist/${theCase.id}`, { note: "" });
  const press = async () => {
    await send(theCase, [{ act: "unlist" }], draft);
    onClose();
  };
  return (
    <ActSheet
      title={t("act.unlist.ask")} draft={draft} onClose={onClose}
      other={{ label: t("sheet.look_again"), ready: true, press: onClose }}
      main={{ label: t("act.unlist.do"), ready: true, press: () => void press() }}
    >
      <p>{t("act.unlist.ask_text")}</p>
      <Words draft={draft} />
    </ActSheet>
  );
}
