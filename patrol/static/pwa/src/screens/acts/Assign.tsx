// 指派: lead (A岗) and assistant (B岗). Who could be chosen is known to the server only, and the sheet says so offline.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Picks } from "../../parts/Picks.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import { send, type ActProps } from "./send.ts";
import { useCandidates } from "./useCandidates.ts";

interface Value { lead: string | null; assistant: string | null; note: string }

export default function Assign({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<Value>(`assign/${theCase.id}`, { lead: null, assistant: null, note: "" });
  const found = useCandidates(theCase);
  const people = typeof found === "string" ? [] : found.people;
  const state = typeof found === "string" ? found : people.length > 0 ? "here" : "none";
  const { lead, assistant } = draft.value;
  const idOf = (text: string | null) => people.find((one) => String(one.id) === text)?.id;
  const ready = (lead !== null || assistant !== null) && state === "here";
  const press = async () => {
    await send(theCase, [{ act: "assign", lead: idOf(lead), assistant: idOf(assistant) }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.assign")} draft={draft} main={{ label: t("act.assign.do"), ready, press: () => void press() }} onClose={onClose}>
      {state === "here" ? null : <p role="status">{t(`act.assign.${state}`)}</p>}
      {state === "here" ? (["lead", "assistant"] as const).map((post) => (
        <div key={post}>
          <div class="head"><h2>{t(`act.assign.${post}`)}</h2><p class="small">{theCase[post] ? t("act.assign.now", { name: theCase[post].name }) : t("act.assign.nobody")}</p></div>
          <Picks
            label={t(`act.assign.${post}`)} value={draft.value[post]} onPick={(value) => draft.set({ [post]: value })}
            picks={people.map((one) => ({ value: String(one.id), label: one.name }))}
          />
        </div>
      )) : null}
    </ActSheet>
  );
}
