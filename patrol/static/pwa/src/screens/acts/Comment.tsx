// 留言、补拍: words, photos or a voice note, from whoever sees the case.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { PhotoGrid, Words } from "../../parts/Extras.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import { send, type ActProps } from "./send.ts";

export default function Comment({ case: theCase, onClose }: ActProps) {
  const draft = useSheet(`comment/${theCase.id}`, { note: "" });
  const ready = draft.value.note.trim() !== "" || draft.files.length > 0;
  const press = async () => {
    await send(theCase, [{ act: "comment" }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.comment.title")} draft={draft} main={{ label: t("act.comment.do"), icon: "up", ready, press: () => void press() }} onClose={onClose}>
      <PhotoGrid draft={draft} />
      <Words draft={draft} />
    </ActSheet>
  );
}
