// 回复任务: done, or why it cannot be. It goes through the outbox like every act.
import { useState } from "preact/hooks";
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { PhotoGrid, Reason, Words } from "../../parts/Extras.tsx";
import { Picks } from "../../parts/Picks.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import type { TaskCard } from "../../types.ts";
import { sendAbout } from "./send.ts";

export type Outcome = "done" | "cannot";
interface Value { outcome: Outcome | null; note: string }

export function AnswerSheet({ task, outcome, onClose }: { task: TaskCard; outcome: Outcome | null; onClose: () => void }) {
  const draft = useSheet<Value>(`answer/${task.id}`, { outcome: null, note: "" });
  // The tap that opened the sheet was the choice; it is no draft before something is added.
  const [tapped, setTapped] = useState(outcome);
  const chosen = tapped ?? draft.value.outcome;
  const cannot = chosen === "cannot";
  const press = async () => {
    await sendAbout({ task: task.id }, [{ act: "answer", task: task.id, outcome: chosen }], draft);
    onClose();
  };
  const ready = chosen !== null && (!cannot || draft.value.note.trim() !== "");
  return (
    <ActSheet title={t("task.answer.title")} draft={draft} main={{ label: t("task.answer"), icon: "tick", ready, press: () => void press() }} onClose={onClose}>
      <Picks
        label={t("task.answer.title")} plain value={chosen} onPick={(value) => { setTapped(null); draft.set({ outcome: value }); }}
        picks={[{ value: "done", label: t("task.done") }, { value: "cannot", label: t("task.cannot") }]}
      />
      {cannot ? <Reason label={t("task.answer.why")} value={draft.value.note} onInput={(note) => draft.set({ note })} /> : null}
      <PhotoGrid draft={draft} hint={t("task.answer.photos")} />
      <Words draft={draft} note={!cannot} />
    </ActSheet>
  );
}
