// 今天: what waits for me, then numbers that open exactly those cases, then the villages in the order of their codes.
import { t } from "../i18n.ts";
import { byDue, listed, places, readerOf, type ListName, type Place } from "../lists.ts";
import { Icon, type IconName } from "../parts/Icon.tsx";
import { Rows } from "../parts/Rows.tsx";
import { Tabs } from "../parts/Tabs.tsx";
import { Updated } from "../parts/Updated.tsx";
import { useCalendar } from "../parts/useCalendar.ts";
import { useNow } from "../parts/useNow.ts";
import { useKeptScroll } from "../parts/useScroll.ts";
import { levelOfReader } from "../sight.ts";
import { useCases, useOutlines, useSession } from "../store.ts";
import type { Case, Session } from "../types.ts";
import { areaName, date, span, weekday } from "../words.ts";

interface NumberOf { list: ListName; look: string; icon?: IconName }
const NUMBERS: NumberOf[] = [
  { list: "missed", look: "over", icon: "alarm" }, { list: "refused", look: "over", icon: "alarm" },
  { list: "grave", look: "soon", icon: "triangle" }, { list: "new", look: "" }, { list: "all", look: "" }, { list: "closed_month", look: "" },
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
        <Places all={places(cases, county ? "town" : "village", outlines)} county={county} />
      </main>
      <Tabs current="today" />
    </>
  );
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

function Places({ all, county }: { all: Place[]; county: boolean }) {
  if (all.length === 0) return null;
  return (
    <>
      <div class="head"><h2>{t(county ? "today.towns" : "today.villages")}</h2><p class="small">{t(county ? "today.town_order" : "today.village_order")}</p></div>
      <div class="table-box">
        <table class="villages">
          <thead><tr><th scope="col">{t(county ? "level.town" : "level.village")}</th><th scope="col">{t("today.open")}</th><th scope="col">{t("today.median")}<br />{t("today.median_note")}</th></tr></thead>
          <tbody>{all.map((place) => (
            <tr key={place.code}>
              <th scope="row">{place.open > 0 ? <a href={hrefOf(place)}>{place.name}</a> : place.name}</th>
              <td>{place.open > 0 ? <a href={hrefOf(place)}>{t("today.n_cases", { n: place.open })}</a> : t("today.n_cases", { n: 0 })}</td>
              <td>{place.medianMs === null ? t("today.no_median") : span(place.medianMs)}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </>
  );
}

function hrefOf(place: Place): string {
  return `#/cases?list=all&area=${place.code}`;
}
