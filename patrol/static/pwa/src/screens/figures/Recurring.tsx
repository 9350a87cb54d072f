// 反复出现的地方: where what was closed came again, and the cases behind each line. Never kept on the phone: a case that is
// hidden from its reader tomorrow is not to be read here the day after.
import { t } from "../../i18n.ts";
import { Bar } from "../../parts/Bar.tsx";
import { CaseRow } from "../../parts/CaseRow.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { useNow } from "../../parts/useNow.ts";
import { WaitBar } from "../../parts/Waiting.tsx";
import { levelOfReader } from "../../sight.ts";
import { useSession } from "../../store.ts";
import type { Case, RecurringPlace } from "../../types.ts";
import { areaName, date, joined, kindName } from "../../words.ts";
import { usePages } from "./usePages.ts";

const SHORT = 5;
const LONG = 30;

/** All places of whoever may see them, or the cases behind one of them. */
export function Recurring({ of }: { of: string | null }) {
  const session = useSession();
  if (!session) return null;
  return of ? <Behind id={of} /> : <All />;
}

function All() {
  const { rows, more, next } = usePages<RecurringPlace, "places">(`/recurring?limit=${LONG}`, "places");
  return (
    <>
      <Bar title={t("recurring.title")} />
      {rows === undefined ? <WaitBar /> : null}
      <main class="page">
        {rows === null ? <Empty text={t("recurring.not_here")} /> : null}
        {rows?.length === 0 ? <Empty text={t("recurring.none")} /> : null}
        {rows && rows.length > 0 ? <><p class="small">{t("recurring.about")}</p><p class="small">{t("recurring.as_of")}</p><Lines places={rows} inTown={false} /></> : null}
        {more ? <button class="btn plain" type="button" onClick={next}>{t("figures.more")}</button> : null}
      </main>
    </>
  );
}

/** The newest few of a town, or of the county, among other figures. */
export function RecurringPlaces({ town }: { town: string | null }) {
  const { rows, more, next } = usePages<RecurringPlace, "places">(`/recurring?limit=${SHORT}${town ? `&town=${town}` : ""}`, "places");
  if (rows === undefined) return null;
  return (
    <section aria-label={t("recurring.title")}>
      <div class="head"><h2>{t("recurring.title")}</h2></div>
      <p class="small">{t(rows === null ? "recurring.not_here" : rows.length === 0 ? "recurring.none" : "recurring.as_of")}</p>
      {rows && rows.length > 0 ? <Lines places={rows} inTown={town !== null} /> : null}
      {more ? <button class="btn plain" type="button" onClick={next}>{t("figures.more")}</button> : null}
    </section>
  );
}

function Lines({ places, inTown }: { places: RecurringPlace[]; inTown: boolean }) {
  return <div class="lines top-gap">{places.map((one) => <Line key={one.last.id} place={one} inTown={inTown} />)}</div>;
}

function Line({ place: { area, town, kind, times, last }, inTown }: { place: RecurringPlace; inTown: boolean }) {
  const where = area.level === "village" && town && !inTown ? joined(areaName(town), areaName(area)) : areaName(area);
  return (
    <a href={`#/figures/recurring?case=${last.id}`}>
      <span class="grow">
        <b>{where}</b><br />{joined(kindName(kind), t("recurring.time", { n: times }))}<br />
        <span class="small">{t("recurring.last", { number: last.number, day: date(last.opened_at), state: t(`recurring.${last.state}`) })}</span>
      </span>
      <Icon name="next" />
    </a>
  );
}

function Behind({ id }: { id: string }) {
  const session = useSession();
  const now = useNow();
  const { rows } = usePages<Case, "cases">(`/recurring/${encodeURIComponent(id)}`, "cases");
  const [last] = rows ?? [];
  const title = t("recurring.title");
  return (
    <>
      <Bar title={title} to="#/figures/recurring" />
      {rows === undefined ? <WaitBar /> : null}
      <main class="page">
        {rows === null ? <Empty text={t("figures.list_not_here")} /> : null}
        {last && rows ? <div class="head"><h2>{t("recurring.behind", { place: areaName(last.area), kind: kindName(last.kind) })}</h2><p class="small">{t("today.n_cases", { n: rows.length })}</p></div> : null}
        <ul class="list">{(rows ?? []).map((one) => <li key={one.id}><CaseRow case={one} level={session ? levelOfReader(session) : null} now={now} /></li>)}</ul>
      </main>
    </>
  );
}
