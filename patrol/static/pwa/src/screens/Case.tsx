// One case: who holds it and by when, photos, place, what happened; the owed act as the green button.
import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { t } from "../i18n.ts";
import { GraveChip } from "../parts/Chip.tsx";
import { Empty } from "../parts/Empty.tsx";
import { Icon } from "../parts/Icon.tsx";
import { actsOn, Pending } from "../parts/Pending.tsx";
import { Photos } from "../parts/Photos.tsx";
import { PlaceOf } from "../parts/PlaceOf.tsx";
import { Sheet } from "../parts/Sheet.tsx";
import { StepBar } from "../parts/StepBar.tsx";
import { WaitBar } from "../parts/Waiting.tsx";
import { Timeline } from "../parts/Timeline.tsx";
import { useCalendar } from "../parts/useCalendar.ts";
import { useNow } from "../parts/useNow.ts";
import { back } from "../router.ts";
import { accepted, chiefRole, levelOfReader, lastStop } from "../sight.ts";
import { useCase, useOnline, useOutbox, useSession } from "../store.ts";
import { story } from "../story.ts";
import type { Case as TheCase, Session } from "../types.ts";
import { areaName, joined, kindName, known, levelIn } from "../words.ts";
import { BriefCase } from "./BriefCase.tsx";
import { ICONS, SHEETS } from "./acts/index.tsx";
import { offers } from "./acts/offers.ts";

export default function Case({ id }: { id: string }) {
  const session = useSession();
  const held = useCase(id);
  const fetched = useFetched(id, held === null);
  if (!session || held === undefined) return null;
  if (held === null && fetched === undefined) return <><Top title={t("case.title")} /><WaitBar /></>;
  const theCase = held ?? fetched;
  if (!theCase) return <><Top title={t("case.title")} /><main class="page"><Empty text={t(fetched === null ? "case.missing" : "case.not_here")}><a class="btn" href="#/">{t("app.to_start")}</a></Empty></main></>;
  return theCase.brief ? <BriefCase case={theCase} /> : <Whole case={theCase} session={session} />;
}

/** Only for a case this phone does not keep (closed long ago). False: out of reach; null: not for this person. */
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

function Whole({ case: theCase, session }: { case: TheCase; session: Session }) {
  const now = useNow();
  const calendar = useCalendar();
  const items = useOutbox() ?? [];
  const [sheet, setSheet] = useState<string | null>(null);
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
        <Title case={theCase} />
        <StepBar case={theCase} level={level} now={now} calendar={calendar} />
        <Pending items={actsOn(items, theCase)} now={now} />
        <Photos case={theCase} now={now} examine={look.length > 0} />
        <PlaceOf case={theCase} onNavigate={() => setSheet("navigate")} />
        <People case={theCase} />
        <div class="head"><h2>{t("case.story")}</h2><p class="small">{t("case.newest")}</p></div>
        <Timeline nodes={story(theCase, "staff", now)} />
      </main>
      <Dock case={theCase} main={offered.main} beside={offered.beside} onAct={setSheet} />
      {sheet === "more" ? <More acts={rest} case={theCase} onPick={setSheet} onClose={() => setSheet(null)} /> : null}
      {Act ? <Act key={sheet} case={theCase} onClose={() => setSheet(null)} /> : null}
    </>
  );
}

function Title({ case: theCase }: { case: TheCase }) {
  return (
    <div class="case-title">
      <h2>{kindName(theCase.kind)} {theCase.grave ? <GraveChip icon /> : null}</h2>
      <p class="small">{joined(areaName(theCase.area), landOf(theCase), theCase.works_going_on && theCase.state === "open" && t("case.odd.works"))}</p>
      {theCase.concealed ? <p class="small strong">{t("case.concealed", { level: levelIn(theCase.concealed) })}</p> : null}
    </div>
  );
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
