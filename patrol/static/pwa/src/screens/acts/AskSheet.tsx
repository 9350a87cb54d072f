// An act that needs a yes and no more: what it does is said before, and a word may go with it.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Words } from "../../parts/Extras.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import { send, type ActProps } from "./send.ts";

export function AskSheet({ case: theCase, onClose, act, title, text }: ActProps & { act: string; title: string; text: string }) {
  const draft = useSheet(`${act}/${theCase.id}`, { note: "" });
  const press = async () => {
    await send(theCase, [{ act }], draft);
    onClose();
  };
  return (
    <ActSheet
      title={title} draft={draft} onClose={onClose}
      other={{ label: t("sheet.look_again"), ready: true, press: onClose }}
      main={{ label: t(`act.${act}.do`), ready: true, press: () => void press() }}
    >
      <p>{text}</p>
      <Words draft={draft} />
    </ActSheet>
  );
}
