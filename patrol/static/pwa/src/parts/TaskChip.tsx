// Where a task stands: words first; late is solid red for everybody, because nobody else's clock runs instead.
import { t } from "../i18n.ts";
import type { Task } from "../types.ts";
import { DAY, moment } from "../words.ts";
import { Chip } from "./Chip.tsx";

export function isLate(task: Pick<Task, "state" | "due_at">, now: number): boolean {
  return task.state === "open" && Date.parse(task.due_at) <= now;
}

export function TaskChip({ task, now }: { task: Task; now: number }) {
  if (task.state === "done") return <Chip tone="done" icon="tick">{t("task.state.done")}</Chip>;
  if (task.state === "refused") return <Chip tone="over" icon="alarm">{t("task.state.refused")}</Chip>;
  if (task.state === "withdrawn") return <Chip tone="pause" icon="return">{t("task.state.withdrawn")}</Chip>;
  const time = moment(task.due_at, now);
  if (isLate(task, now)) return <Chip tone="over" icon="alarm">{t("task.late_since", { time })}</Chip>;
  return <Chip tone={Date.parse(task.due_at) - now < DAY ? "soon" : "calm"} icon="clock">{t("task.until", { time })}</Chip>;
}
