// 指派: lead (A岗) and assistant (B岗). Who could be chosen is known to the server only, and the sheet says so offline.
import { useEffect, useState } from "preact/hooks";
import { ask } from "../../api.ts";
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Picks } from "../../parts/Picks.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import type { Case } from "../../types.ts";
import { send, type ActProps } from "./send.ts";

interface Person { id: string | number; name: string; role: string }
interface Value { lead: string | null; assistant: string | null; note: string }

export default function Assign({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<Value>(`assign/${theCase.id}`, { lead: null, assistant: null, note: "" });
  const people = useCandidates(theCase);
  const { lead, assistant } = draft.value;
  const idOf = (text: string | null) => people.all.find((one) => String(one.id) === text)?.id;
  const ready = (lead !== null || assistant !== null) && people.state === "here";
  const press = async () => {
    await send(theCase, [{ act: "assign", lead: idOf(lead), assistant: idOf(assistant) }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.assign")} draft={draft} main={{ label: t("act.assign.do"), ready, press: () => void press() }} onClose={onClose}>
      {people.state === "here" ? null : <p role="status">{t(`act.assign.${people.state}`)}</p>}
      {people.state === "here" ? (["lead", "assistant"] as const).map((post) => (
        <div key={post}>
          <div class="head"><h2>{t(`act.assign.${post}`)}</h2><p class="small">{theCase[post] ? t("act.assign.now", { name: theCase[post].name }) : t("act.assign.nobody")}</p></div>
          <Picks
            label={t(`act.assign.${post}`)} value={draft.value[post]} onPick={(value) => draft.set({ [post]: value })}
            picks={people.all.map((one) => ({ value: String(one.id), label: one.name }))}
          />
        </div>
      )) : null}
    </ActSheet>
  );
}

function useCandidates(theCase: Case): { state: "here" | "asking" | "offline" | "none"; all: Person[] } {
  const [all, setAll] = useState<Person[] | null>();
  useEffect(() => {
    void ask<{ people: Person[] }>(`/cases/${theCase.id}/candidates`).then((answer) => setAll(answer.ok ? answer.value.people : null));
  }, [theCase.id]);
  if (all === undefined) return { state: "asking", all: [] };
  if (all === null) return { state: "offline", all: [] };
  return { state: all.length > 0 ? "here" : "none", all };
}
