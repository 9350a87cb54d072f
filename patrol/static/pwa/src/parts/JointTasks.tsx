// 联合处置 on the case: what each department was asked, and how it stands; late is red.
import { t } from "../i18n.ts";
import type { Case, Task } from "../types.ts";
import { joined, known, moment } from "../words.ts";
import { Icon } from "./Icon.tsx";
import { TaskChip } from "./TaskChip.tsx";

export type TaskDo = "link" | "return_task" | "withdraw";

export function JointTasks({ case: theCase, now, onDo }: { case: Case; now: number; onDo: (task: Task, what: TaskDo) => void }) {
  const tasks = theCase.tasks ?? [];
  if (tasks.length === 0) return null;
  return (
    <>
      <div class="head"><h2>{t("task.title")}</h2></div>
      <div class="list">{tasks.map((task) => <One key={task.id} task={task} case={theCase} now={now} onDo={onDo} />)}</div>
    </>
  );
}

function One({ task, case: theCase, now, onDo }: { task: Task; case: Case; now: number; onDo: (task: Task, what: TaskDo) => void }) {
  const open = theCase.state === "open";
  const does: TaskDo[] = task.state === "open" && open ? ["link", "withdraw"] : open && task.state === "refused" ? ["return_task", "withdraw"] : open && task.state === "done" ? ["return_task"] : [];
  const may = does.filter((what) => what === "link" || theCase.may.includes(what));
  return (
    <section class="card task" aria-label={known(`department.${task.department}`, task.department)}>
      <h3>{known(`department.${task.department}`, task.department)} <TaskChip task={task} now={now} /></h3>
      <p>{task.instruction}</p>
      <p class="small">{joined(task.answered_at && moment(task.answered_at, now), task.via && known(`task.by_${task.via}`, task.via), task.state === "open" && task.linked && t("task.link.given"))}</p>
      {task.note ? <p class="quote">{task.note}</p> : null}
      {may.length > 0 ? <div class="task-do">{may.map((what) => <button key={what} class="btn" type="button" onClick={() => onDo(task, what)}><Icon name={what === "link" ? "card" : "return"} />{t(`task.${what.replace("_task", "")}`)}</button>)}</div> : null}
    </section>
  );
}
