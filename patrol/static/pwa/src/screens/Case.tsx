// One case: who holds it and by when, photos, place, what happened; the owed act as the green button.
import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { t } from "../i18n.ts";
import { Chip, GraveChip, RecurrenceChip } from "../parts/Chip.tsx";
import { Confirm } from "../parts/Confirm.tsx";
import { Empty } from "../parts/Empty.tsx";
import { Icon } from "../parts/Icon.tsx";
import { JointTasks, type TaskDo } from "../parts/JointTasks.tsx";
import { Links, SamePictures } from "../parts/Links.tsx";
import { actsOn, Pending } from "../parts/Pending.tsx";
import { Photos } from "../parts/Photos.tsx";
import { PlaceOf } from "../parts/PlaceOf.tsx";
import { SendNow } from "../parts/SendNow.tsx";
import { Sheet } from "../parts/Sheet.tsx";
import { StepBar } from "../parts/StepBar.tsx";
import { WaitBar } from "../parts/Waiting.tsx";
import { Timeline } from "../parts/Timeline.tsx";
import { useCalendar } from "../parts/useCalendar.ts";
import { useNow } from "../parts/useNow.ts";
import { back, type Route } from "../router.ts";
import { accepted, chiefRole, levelOfReader, lastStop } from "../sight.ts";
import { useCase, useOnline, useOutbox, useSession } from "../store.ts";
import { story } from "../story.ts";
import type { Case as TheCase, Session, Task } from "../types.ts";
import { areaName, joined, kindName, known, levelIn, moment } from "../words.ts";
import { BriefCase } from "./BriefCase.tsx";
import { ICONS, SHEETS } from "./acts/index.tsx";
import { offers } from "./acts/offers.ts";
import { ReturnTask } from "./acts/ReturnTask.tsx";
import { TaskLink } from "./acts/TaskLink.tsx";
import { send } from "./acts/send.ts";

export default function Case({ id, route }: { id: string; route: Route }) {
  const session = useSession();
  const held = useCase(id);
  const whole = held?.listed ? null : held;
  const fetched = useFetched(id, whole === null);
  if (!session || whole === undefined) return null;
  if (whole === null && fetched === undefined) return <><Top title={t("case.title")} /><WaitBar /></>;
  const theCase = whole ?? fetched;
  if (!theCase) return <><Top title={t("case.title")} /><main class="page"><Empty text={t(fetched === null ? "case.missing" : "case.not_here")}><a class="btn" href="#/">{t("app.to_start")}</a></Empty></main></>;
  // A refused act that is to be mended opens its sheet by itself.
  const begun = route.query.get("act");
  return theCase.brief ? <BriefCase case={theCase} begun={begun} /> : <Whole case={theCase} session={session} begun={begun} />;
}

/** Only for a case this phone does not keep (closed long ago), or of which it has but what lists show. False: out of reach; null: not for this person. */
function useFetched(id: string, wanted: boolean): TheCase | null | false | undefined {
  const [found, setFound] = useState<TheCase | null | false>();
  const reach = useOnline();
  useEffect(() => {
    if (!wanted) return;
    void ask<TheCase>(`/cases/${encodeURIComponent(id)}`).then((answer) => setFound(answer.ok ? answer.value : answer.why === "refused" ? null : false));
  }, [id, wanted, reach]);
  return found;
}

function Top({ title, onMore }: { title: string; onMore?: () => void }) {
  return (
    <header class="bar">
      <button class="round" type="button" aria-label={t("case.back")} onClick={() => back()}><Icon name="back" /></button>
      <h1>{title}</h1>
      {onMore ? <button class="round" type="button" aria-haspopup="dialog" aria-label={t("case.more")} onClick={onMore}><Icon name="more" /></button> : null}
    </header>
  );
}

function Whole({ case: theCase, session, begun }: { case: TheCase; session: Session; begun: string | null }) {
  const now = useNow();
  const calendar = useCalendar();
  const items = useOutbox() ?? [];
  const [sheet, setSheet] = useState(begun);
  const [asked, setAsked] = useState<{ task: Task; what: TaskDo } | null>(null);
  const level = levelOfReader(session);
  const offered = offers(theCase, level);
  const role = chiefRole(session);
  const look = role === "inspector" || role === "officer" ? ["look"] : [];
  const rest = [...offered.rest, ...look];
  const Act = sheet ? SHEETS[sheet] : undefined;
  return (
    <>
      <Top title={theCase.number} {...(rest.length > 0 ? { onMore: () => setSheet("more") } : {})} />
      <main class="page">
        <Title case={theCase} now={now} />
        <Routed case={theCase} session={session} />
        <StepBar case={theCase} level={level} now={now} calendar={calendar} />
        <Pending items={actsOn(items, theCase)} now={now} />
        <SendNow items={actsOn(items, theCase)} />
        <Photos case={theCase} now={now} examine={look.length > 0} />
        {look.length > 0 ? <SamePictures case={theCase} /> : null}
        <PlaceOf case={theCase} onNavigate={() => setSheet("navigate")} />
        <People case={theCase} />
        <JointTasks case={theCase} now={now} onDo={(task, what) => setAsked({ task, what })} />
        <Links case={theCase} />
        <div class="head"><h2>{t("case.story")}</h2><p class="small">{t("case.newest")}</p></div>
        <Timeline nodes={story(theCase, "staff", now)} />
      </main>
      <Dock case={theCase} main={offered.main} beside={offered.beside} onAct={setSheet} />
      {sheet === "more" ? <More acts={rest} case={theCase} onPick={setSheet} onClose={() => setSheet(null)} /> : null}
      {asked ? <OfTask case={theCase} {...asked} onClose={() => setAsked(null)} /> : null}
      {Act ? <Act key={sheet} case={theCase} onClose={() => setSheet(null)} /> : null}
    </>
  );
}

function OfTask({ case: theCase, task, what, onClose }: { case: TheCase; task: Task; what: TaskDo; onClose: () => void }) {
  if (what === "link") return <TaskLink task={task} onClose={onClose} />;
  if (what === "return_task") return <ReturnTask case={theCase} task={task} onClose={onClose} />;
  const withdraw = async () => {
    await send(theCase, [{ act: "withdraw", task: task.id }], { value: { note: "" }, files: [], clear: async () => undefined });
    onClose();
  };
  const department = known(`department.${task.department}`, task.department);
  return (
    <Confirm
      title={t("act.withdraw.ask", { department })} text={t("act.withdraw.ask_text")} safe={t("sheet.look_again")} act={t("act.withdraw.do")}
      onSafe={onClose} onAct={() => void withdraw()}
    />
  );
}

/** 归口: which authority the kind belongs to by law. A hint: nothing moves by itself. */
function Routed({ case: theCase, session }: { case: TheCase; session: Session }) {
  const routed = session.rules.routing?.[theCase.kind];
  if (!routed) return null;
  const name = (one: string) => known(`department.${one}`, one);
  const both = routed.villager !== null && routed.villager !== routed.authority;
  const words = both ? t("case.routed.villager", { authority: name(routed.authority), villager: name(routed.villager ?? "") }) : t("case.routed", { authority: name(routed.authority) });
  return <p class="small routed">{words}</p>;
}

function Title({ case: theCase, now }: { case: TheCase; now: number }) {
  return (
    <div class="case-title">
      <h2>{kindName(theCase.kind)} {theCase.grave ? <GraveChip icon /> : null} {theCase.recurs_of ? <RecurrenceChip /> : null}</h2>
      <p class="small">{joined(areaName(theCase.area), landOf(theCase), theCase.works_going_on && theCase.state === "open" && t("case.odd.works"))}</p>
      {theCase.listing && theCase.state === "open" ? <p><Listing until={theCase.listing.until} now={now} /></p> : null}
      {theCase.concealed ? <p class="small strong">{t("case.concealed", { level: levelIn(theCase.concealed) })}</p> : null}
    </div>
  );
}

function Listing({ until, now }: { until: string; now: number }) {
  const late = Date.parse(until) <= now;
  return <Chip tone={late ? "over" : "soon"} icon="alarm">{late ? t("case.listing.over") : t("case.listing", { time: moment(until, now) })}</Chip>;
}

function landOf(theCase: TheCase): string {
  const found = [...(theCase.timeline ?? [])].reverse().find((entry) => entry.land_class && accepted(entry))?.land_class;
  return found ? known(`case.land.${found}`, found) : "";
}

function People({ case: theCase }: { case: TheCase }) {
  if (!theCase.lead && !theCase.assistant) return null;
  return (
    <div class="lines top-gap">
      {theCase.lead ? <p><span class="grow">{t("act.assign.lead")}</span><span class="value">{theCase.lead.name}</span></p> : null}
      {theCase.assistant ? <p><span class="grow">{t("act.assign.assistant")}</span><span class="value">{theCase.assistant.name}</span></p> : null}
    </div>
  );
}

function labelOf(theCase: TheCase, act: string): string {
  return t(act === "stop" && lastStop(theCase) ? "act.stop.again" : `act.${act}`);
}

/** Beside the green button there is room for two or three characters. */
function shortOf(theCase: TheCase, act: string): string {
  return act === "stop" ? labelOf(theCase, act) : known(`act.${act}.short`, t(`act.${act}`));
}

interface DockProps { case: TheCase; main: string | null; beside: string | null; onAct: (act: string) => void }

function Dock({ case: theCase, main, beside, onAct }: DockProps) {
  if (!main && !beside) return null;
  const button = (act: string, look: string) => (
    <button class={look} type="button" onClick={() => onAct(act)}>
      <Icon name={ICONS[act] ?? "pen"} />{look === "btn" ? shortOf(theCase, act) : labelOf(theCase, act)}
    </button>
  );
  return <div class="dock"><div class="dock-in">{beside ? button(beside, "btn") : null}{main ? button(main, "btn main") : null}</div></div>;
}

function More({ acts, case: theCase, onPick, onClose }: { acts: string[]; case: TheCase; onPick: (act: string) => void; onClose: () => void }) {
  return (
    <Sheet title={t("case.more")} onClose={onClose}>
      <div class="lines menu">
        {acts.map((act) => (
          <button key={act} type="button" onClick={() => onPick(act)}><Icon name={ICONS[act] ?? "pen"} /><span class="grow">{labelOf(theCase, act)}</span><Icon name="next" /></button>
        ))}
      </div>
    </Sheet>
  );
}
