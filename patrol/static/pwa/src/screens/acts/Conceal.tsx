// 保密: from which level the case is hidden, with everybody posted at or under it.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Words } from "../../parts/Extras.tsx";
import { Picks, type Pick } from "../../parts/Picks.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import { useOnline } from "../../store.ts";
import { send, type ActProps } from "./send.ts";

type Choice = "village" | "town" | "station" | "nobody";

export default function Conceal({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<{ level: Choice | null; note: string }>(`conceal/${theCase.id}`, { level: null, note: "" });
  const { level } = draft.value;
  const reach = useOnline();
  const offered: Choice[] = ["village", "town", "station", "nobody"];
  const picks = offered
    .filter((one) => one !== (theCase.concealed ?? "nobody"))
    .map((one): Pick<Choice> => ({ value: one, label: t(`act.conceal.${one}`), hint: t(`act.conceal.${one}_hint`) }));
  const press = async () => {
    await send(theCase, [{ act: "conceal", level: level === "nobody" ? null : level, note: draft.value.note.trim() || null }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.conceal.title")} draft={draft} main={{ label: t(level === "nobody" ? "act.conceal.lift" : "act.conceal.do"), icon: "shield", ready: level !== null, press: () => void press() }} onClose={onClose}>
      <Picks label={t("act.conceal.title")} value={level} onPick={(value) => draft.set({ level: value })} picks={picks} />
      <p class="small gap">{t(reach === "online" ? "act.conceal.remembered" : "act.conceal.later")}</p>
      <Words draft={draft} />
    </ActSheet>
  );
}
