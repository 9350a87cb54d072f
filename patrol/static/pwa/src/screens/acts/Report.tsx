// 上报: verified before, now sent up to the town's leader and the bureau.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { PhotoGrid, Words } from "../../parts/Extras.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import { send, type ActProps } from "./send.ts";

export default function Report({ case: theCase, onClose }: ActProps) {
  const draft = useSheet(`report/${theCase.id}`, { note: "" });
  const press = async () => {
    await send(theCase, [{ act: "report" }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.report.title")} draft={draft} main={{ label: t("act.report.do"), icon: "up", ready: true, press: () => void press() }} onClose={onClose}>
      <p>{t("act.report.text")}</p>
      <PhotoGrid draft={draft} />
      <Words draft={draft} />
    </ActSheet>
  );
}
