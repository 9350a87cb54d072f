// 今天: what waits for me, then numbers that open exactly those cases, then the villages in the order of their codes.
import { t } from "../i18n.ts";
import { byDue, listed, places, readerOf, type ListName, type Place } from "../lists.ts";
import { Icon, type IconName } from "../parts/Icon.tsx";
import { Rows } from "../parts/Rows.tsx";
import { Tabs } from "../parts/Tabs.tsx";
import { Updated } from "../parts/Updated.tsx";
import { useCalendar } from "../parts/useCalendar.ts";
import { useFigures } from "../parts/useFigures.ts";
import { useNow } from "../parts/useNow.ts";
import { useKeptScroll } from "../parts/useScroll.ts";
import { levelOfReader } from "../sight.ts";
import { useCases, useOutlines, useSession } from "../store.ts";
import type { Case, FigureLine, Figures, Session } from "../types.ts";
import { areaName, date, tookWords, weekday } from "../words.ts";

interface NumberOf { list: ListName; look: string; icon?: IconName }
const NUMBERS: NumberOf[] = [
  { list: "missed", look: "over", icon: "alarm" }, { list: "refused", look: "over", icon: "alarm" },
  { list: "grave", look: "soon", icon: "triangle" }, { list: "on_list", look: "over", icon: "alarm" }, { list: "late_tasks", look: "over", icon: "alarm" }, { list: "new", look: "" }, { list: "all", look: "" }, { list: "closed_month", look: "" },
];

export default function Today() {
  const session = useSession();
  const cases = useCases();
  if (!session || !cases) return null;
  return <Day session={session} cases={cases} />;
}

function Day({ session, cases }: { session: Session; cases: Case[] }) {
  const now = useNow();
  useKeptScroll();
  const calendar = useCalendar();
  const outlines = useOutlines();
  const level = levelOfReader(session);
  const reader = readerOf(session, level);
  const county = level === "county";
  const waiting = byDue(listed(cases, "waiting", reader, now));
  const lines = useFigures<Figures>("figures", null, newsOf(cases))?.value.places ?? [];
  return (
    <>
      <main class="page">
        <div class="top">
          <div><h1>{placeOf(session, county)}</h1><p class="small">{t("today.date", { date: date(now, now), weekday: weekday(now) })}</p></div>
          <Updated />
        </div>
        <Rows title={t("today.waiting")} alarm cases={waiting} level={level} now={now} calendar={calendar} />
        {waiting.length === 0 ? <div class="card"><p>{t("today.none_waiting")}</p></div> : null}
        <div class="head"><h2>{t(county ? "today.county_now" : "today.town_now")}</h2><p class="small">{t("today.tap")}</p></div>
        <div class="numbers">{NUMBERS.map((one) => <Number key={one.list} of={one} county={county} n={listed(cases, one.list, reader, now).length} />)}</div>
        <Places all={withClosed(places(cases, county ? "town" : "village", outlines), lines, county)} lines={lines} county={county} />
      </main>
      <Tabs current="today" />
    </>
  );
}

/** Another text whenever a case came, went or changed. */
function newsOf(cases: Case[]): string {
  return `${cases.length} ${cases.reduce((last, one) => (one.updated_at > last ? one.updated_at : last), "")}`;
}

/** Also the places of which this phone holds no case any more. */
function withClosed(here: Place[], lines: FigureLine[], county: boolean): Place[] {
  const known = new Set(here.map((one) => one.code));
  const others = lines.filter((one) => one.closed > 0 && one.area.level === (county ? "town" : "village") && !known.has(one.area.code));
  return [...here, ...others.map(({ area }) => ({ code: area.code, name: areaName(area), open: 0 }))].sort((a, b) => a.code.localeCompare(b.code));
}

function placeOf(session: Session, county: boolean): string {
  if (county) return session.county.name;
  return areaName(session.posts.find((post) => post.role === "leader")?.area ?? session.county);
}

function Number({ of: { list, look, icon }, n, county }: { of: NumberOf; n: number; county: boolean }) {
  const name = list === "missed" ? `missed_${county ? "county" : "town"}` : list;
  const body = (
    <>
      <div><b>{n}<small>{t("today.cases")}</small></b><span>{icon ? <Icon name={icon} /> : null}{t(`today.${name}`)}</span></div>
      {n > 0 ? <Icon name="next" /> : null}
    </>
  );
  return n > 0 ? <a class={`number ${look}`} href={`#/cases?list=${list}`}>{body}</a> : <div class="number">{body}</div>;
}

interface PlacesProps { all: Place[]; lines: FigureLine[]; county: boolean }

/** What is open comes from the phone; the rest as the server last said it. */
function Places({ all, lines, county }: PlacesProps) {
  if (all.length === 0) return null;
  const level = county ? "town" : "village";
  const told = new Map(lines.filter((one) => one.area.level === level).map((one) => [one.area.code, one]));
  return (
    <>
      <div class="head"><h2>{t(`today.${level}s`)}</h2><p class="small">{t(`today.${level}_order`)}</p></div>
      <div class="table-box">
        <table class="villages">
          <thead><tr>
            <th scope="col">{t(`level.${level}`)}</th><th scope="col">{t("today.open")}</th><th scope="col">{t("figures.closed")}</th>
            <th scope="col">{t("today.median")}<br />{t("today.median_note")}</th>
          </tr></thead>
          <tbody>{all.map((place) => <PlaceRow key={place.code} place={place} line={told.get(place.code)} />)}</tbody>
        </table>
      </div>
      <a class="number" href="#/figures"><span>{t("figures.more_figures")}</span><Icon name="next" /></a>
    </>
  );
}

function PlaceRow({ place, line }: { place: Place; line: FigureLine | undefined }) {
  const open = `#/cases?list=all&area=${place.code}`;
  return (
    <tr>
      <th scope="row">{place.open > 0 ? <a href={open}>{place.name}</a> : place.name}</th>
      <td>{place.open > 0 ? <a href={open}>{t("today.n_cases", { n: place.open })}</a> : t("today.n_cases", { n: 0 })}</td>
      <td>{line && line.closed > 0 ? <a href={`#/closed?area=${place.code}`}>{t("today.n_cases", { n: line.closed })}</a> : line ? t("today.n_cases", { n: 0 }) : t("figures.too_few")}</td>
      <td>{tookWords(line?.took.stop)}</td>
    </tr>
  );
}
