// 办结: the sheet is itself the question, both outcomes on its buttons and the safe one first.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { PhotoGrid, Words } from "../../parts/Extras.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import { send, type ActProps } from "./send.ts";

export default function Close({ case: theCase, onClose }: ActProps) {
  const draft = useSheet(`close/${theCase.id}`, { note: "" });
  const press = async () => {
    await send(theCase, [{ act: "close" }], draft);
    onClose();
  };
  const owed = (theCase.dues ?? []).filter((due) => due.owed).map((due) => t(`step.${due.step}`));
  return (
    <ActSheet
      title={t("act.close.title")} draft={draft} onClose={onClose}
      other={{ label: t("sheet.look_again"), ready: true, press: onClose }}
      main={{ label: t("act.close.do"), icon: "tick", ready: true, press: () => void press() }}
    >
      <p>{t("act.close.text")}</p>
      {owed.length > 0 ? <p class="alarm">{t("act.close.owed", { steps: owed.join("、") })}</p> : null}
      <PhotoGrid draft={draft} />
      <Words draft={draft} />
    </ActSheet>
  );
}
