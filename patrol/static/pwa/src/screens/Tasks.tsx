// 任务: what this person's department is asked to do, by when; what was answered stands below.
import { useState } from "preact/hooks";
import { taskPhotoUrl } from "../api.ts";
import { t } from "../i18n.ts";
import { Empty } from "../parts/Empty.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Pending } from "../parts/Pending.tsx";
import { Tabs } from "../parts/Tabs.tsx";
import { TaskChip } from "../parts/TaskChip.tsx";
import { Updated } from "../parts/Updated.tsx";
import { useNow } from "../parts/useNow.ts";
import type { Route } from "../router.ts";
import { actsOnTask } from "../items.ts";
import type { OutboxItem } from "../kept.ts";
import { useOutbox, useSession, useTasks } from "../store.ts";
import type { TaskCard } from "../types.ts";
import { areaName, joined, kindName, known, moment } from "../words.ts";
import { AnswerSheet, type Outcome } from "./acts/AnswerSheet.tsx";

interface Asking { task: TaskCard; outcome: Outcome | null }

export default function Tasks({ route }: { route: Route }) {
  const session = useSession();
  const tasks = useTasks();
  const items = useOutbox();
  const now = useNow();
  const begun = route.query.get("act");
  const [asking, setAsking] = useState<Asking | null>(null);
  const [shut, setShut] = useState(false);
  if (!session || !tasks || !items) return null;
  const sent = (task: TaskCard) => actsOnTask(items, task.id).some((item) => item.state !== "refused" && !item.mended_by);
  const open = tasks.filter((task) => task.may.includes("answer"));
  const over = tasks.filter((task) => !task.may.includes("answer"));
  const mending = begun && !shut ? open.find((task) => task.id === begun) : undefined;
  const shown = asking ?? (mending ? { task: mending, outcome: null } : null);
  return (
    <>
      <main class="page">
        <div class="top"><div><h1>{t("nav.tasks")}</h1><p class="small">{session.person.name}</p></div><Updated /></div>
        {tasks.length === 0 ? <Empty text={t("tasks.empty")}><p class="small">{t("tasks.empty_why")}</p></Empty> : null}
        {open.map((task) => <OpenTask key={task.id} task={task} items={actsOnTask(items, task.id)} sent={sent(task)} now={now} onAnswer={(outcome) => setAsking({ task, outcome })} />)}
        {over.length > 0 ? <div class="head"><h2>{t("tasks.answered")}</h2></div> : null}
        <div class="list">{over.map((task) => <OverTask key={task.id} task={task} items={actsOnTask(items, task.id)} now={now} />)}</div>
      </main>
      <Tabs current="tasks" />
      {shown ? <AnswerSheet key={shown.task.id} task={shown.task} outcome={shown.outcome} onClose={() => { setAsking(null); setShut(true); }} /> : null}
    </>
  );
}

interface OpenProps { task: TaskCard; items: OutboxItem[]; sent: boolean; now: number; onAnswer: (outcome: Outcome) => void }

function OpenTask({ task, items, sent, now, onAnswer }: OpenProps) {
  return (
    <section class="card task top-gap" aria-label={task.instruction}>
      <h2>{task.instruction}</h2>
      <p><TaskChip task={task} now={now} /></p>
      <p class="small">{joined(kindName(task.kind), whereOf(task))}</p>
      {task.place ? <p class="small">{task.place.lat.toFixed(5)}, {task.place.lon.toFixed(5)}</p> : null}
      <Shots task={task} />
      <Pending items={items} now={now} />
      {sent ? null : (
        <div class="task-do">
          <button class="btn" type="button" onClick={() => onAnswer("cannot")}><Icon name="close" />{t("task.cannot")}</button>
          <button class="btn main" type="button" onClick={() => onAnswer("done")}><Icon name="tick" />{t("task.done")}</button>
        </div>
      )}
    </section>
  );
}

function OverTask({ task, items, now }: { task: TaskCard; items: OutboxItem[]; now: number }) {
  return (
    <section class="card task" aria-label={task.instruction}>
      <h3>{task.instruction}</h3>
      <p><TaskChip task={task} now={now} /></p>
      <p class="small">{joined(kindName(task.kind), whereOf(task), task.answered_at && moment(task.answered_at, now), task.via && known(`task.by_${task.via}`, task.via))}</p>
      {task.note ? <p class="quote">{task.note}</p> : null}
      <Pending items={items} now={now} />
    </section>
  );
}

function whereOf(task: TaskCard): string {
  return [task.town, areaName({ name: task.area })].filter(Boolean).join(" ");
}

function Shots({ task }: { task: TaskCard }) {
  if (task.photos.length === 0) return null;
  return (
    <div class="photos three top-gap">
      {task.photos.map((sha256, index) => (
        <figure key={sha256}><a href={taskPhotoUrl(task.id, sha256, "view")} target="_blank" rel="noreferrer"><img src={taskPhotoUrl(task.id, sha256, "thumb")} alt={t("sheet.photo_n", { n: index + 1 })} width="400" height="300" loading="lazy" /></a></figure>
      ))}
    </div>
  );
}
