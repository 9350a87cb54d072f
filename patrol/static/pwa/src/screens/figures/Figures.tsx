// 数字: of each place what is open, what was closed this year and how long the steps took; then twelve weeks, and where.
import { t } from "../../i18n.ts";
import { places } from "../../lists.ts";
import type { Kept } from "../../figures.ts";
import { Bar } from "../../parts/Bar.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { useFigures } from "../../parts/useFigures.ts";
import { useNow } from "../../parts/useNow.ts";
import { WaitBar } from "../../parts/Waiting.tsx";
import type { Route } from "../../router.ts";
import { levelOfReader } from "../../sight.ts";
import { useCases, useOnline, useOutlines, useSession } from "../../store.ts";
import type { Figures as Told, FigureLine } from "../../types.ts";
import { areaName, moment, tookWords } from "../../words.ts";
import { Recurring, RecurringPlaces } from "./Recurring.tsx";
import { Weeks } from "./Weeks.tsx";

const STEPS = ["stop", "report", "handle"] as const;

export default function Figures({ id, route }: { id: string; route: Route }) {
  return id === "recurring" ? <Recurring key={route.query.get("case")} of={route.query.get("case")} /> : <Day route={route} />;
}

function Day({ route }: { route: Route }) {
  const session = useSession();
  const town = route.query.get("town");
  const kept = useFigures<Told>("figures", town);
  const offline = useOnline() !== "online";
  if (!session) return null;
  return (
    <>
      <Bar title={kept ? t("figures.title", { place: areaName(kept.value.area) }) : t("figures.name")} to="#/today" />
      {kept ? <Shown kept={kept} town={town} county={levelOfReader(session) === "county"} /> : null}
      {!kept && offline ? <main class="page"><Empty text={t("figures.not_here")} /></main> : null}
      {!kept && !offline ? <WaitBar /> : null}
    </>
  );
}

/** What is open comes from the phone, as the list that the number opens does. */
function Shown({ kept, town, county }: { kept: Kept<Told>; town: string | null; county: boolean }) {
  const now = useNow();
  const outlines = useOutlines();
  const { by } = kept.value;
  const here = new Map(places(useCases() ?? [], by, outlines).map((one) => [one.code, one.open]));
  const lines = kept.value.places.map((one) => (one.area.level === by ? { ...one, open: here.get(one.area.code) ?? 0 } : one));
  const busy = lines.filter((one) => one.open + one.closed > 0);
  const together = { ...kept.value.together, open: lines.reduce((sum, one) => sum + one.open, 0) };
  return (
    <main class="page">
      <p class="small">{t("figures.as_of", { moment: moment(new Date(kept.at).toISOString(), now) })}</p>
      <div class="head"><h2>{t(`figures.${by}s`)}</h2><p class="small">{t(`today.${by}_order`)}</p></div>
      <div class="table-box">
        <table class="villages">
          <thead><tr><th scope="col">{t(`level.${by}`)}</th><th scope="col">{t("figures.open")}</th><th scope="col">{t("figures.closed")}</th></tr></thead>
          {busy.map((one) => <Lines key={`${one.area.level} ${one.area.code}`} line={one} by={by} inTown={county && by === "town"} />)}
          <Lines line={{ ...together, area: { code: town ?? "", name: t("figures.together"), level: "" } }} by={by} inTown={false} />
        </table>
      </div>
      {busy.length < lines.length ? <p class="small">{t("figures.others", { n: lines.length - busy.length })}</p> : null}
      <p class="small">{t("figures.medians")}</p>
      <RecurringPlaces town={by === "village" ? kept.value.area.code : null} />
      <Weeks town={town} />
    </main>
  );
}

interface LinesProps { line: FigureLine; by: string; inTown: boolean }

/** A place, and under it how long the steps took, where that can be said. */
function Lines({ line, by, inTown }: LinesProps) {
  const took = STEPS.filter((step) => line.took[step] !== null).map((step) => t("figures.took", { step: t(`step.${step}`), span: tookWords(line.took[step]) }));
  const own = line.area.level === by;
  const name = own || !line.area.level ? areaName(line.area) : t("figures.no_village", { place: areaName(line.area) });
  return (
    <tbody>
      <tr>
        <th scope="rowgroup">{inTown && own ? <a href={`#/figures?town=${line.area.code}`}>{name}</a> : name}</th>
        <td><Count n={line.open} to={own ? `#/cases?list=all&area=${line.area.code}` : null} /></td>
        <td><Count n={line.closed} to={own ? `#/closed?area=${line.area.code}` : null} /></td>
      </tr>
      {took.length > 0 ? <tr class="took"><td colSpan={3}>{took.join(t("figures.and"))}</td></tr> : null}
    </tbody>
  );
}

/** Zero opens nothing, and what lies in no village has no list of its own. */
function Count({ n, to }: { n: number; to: string | null }) {
  const words = t("today.n_cases", { n });
  return n > 0 && to ? <a href={to}>{words}</a> : <>{words}</>;
}
