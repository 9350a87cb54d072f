// 签字办结: a grave case is handled; with this signature it may be closed.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Words } from "../../parts/Extras.tsx";
import { useNow } from "../../parts/useNow.ts";
import { useSheet } from "../../parts/useSheet.ts";
import { due } from "../../sight.ts";
import { joined, known, moment } from "../../words.ts";
import { send, type ActProps } from "./send.ts";

export default function SignOff({ case: theCase, onClose }: ActProps) {
  const draft = useSheet(`sign_off/${theCase.id}`, { note: "" });
  const now = useNow();
  const handled = due(theCase, "handle");
  const press = async () => {
    await send(theCase, [{ act: "sign_off" }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.sign_off.title")} draft={draft} main={{ label: t("act.sign_off.do"), icon: "tick", ready: true, press: () => void press() }} onClose={onClose}>
      {handled?.done_at ? <p class="strong">{joined(known(`case.story.handle.${handled.outcome}`, t("step.handle")), moment(handled.done_at, now))}</p> : null}
      <p>{t("act.sign_off.text")}</p>
      <Words draft={draft} />
    </ActSheet>
  );
}
