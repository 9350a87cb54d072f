// 案件: missed by us, due today, later. All of it from the phone's own table.
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { byDue, grouped, listed, newestClosed, readerOf, search, type ListName } from "../lists.ts";
import { Empty } from "../parts/Empty.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Rows } from "../parts/Rows.tsx";
import { Tabs } from "../parts/Tabs.tsx";
import { Updated } from "../parts/Updated.tsx";
import { useCalendar } from "../parts/useCalendar.ts";
import { useNow } from "../parts/useNow.ts";
import { useKeptScroll } from "../parts/useScroll.ts";
import type { Route } from "../router.ts";
import { levelOfReader } from "../sight.ts";
import { useCases, useOutlines, useSession } from "../store.ts";
import type { Case, Level, Session } from "../types.ts";
import { areaName, levelIn } from "../words.ts";

const OWN: Record<string, ListName[]> = {
  station: ["mine", "all", "village", "closed"], town: ["all", "waiting", "missed", "closed"], county: ["all", "waiting", "missed", "closed"],
};

export default function Cases({ route }: { route: Route }) {
  const session = useSession();
  const cases = useCases();
  if (!session || !cases) return null;
  return <List session={session} cases={cases} route={route} />;
}

function List({ session, cases, route }: { session: Session; cases: Case[]; route: Route }) {
  const now = useNow();
  useKeptScroll();
  const level = levelOfReader(session);
  const reader = readerOf(session, level);
  const filters = OWN[level ?? "station"] ?? OWN["station"] ?? [];
  const asked = route.query.get("list") as ListName | null;
  const area = route.query.get("area");
  const name = asked ?? filters[0] ?? "all";
  const [searching, setSearching] = useState(false);
  const [text, setText] = useState("");
  const found = text.trim() ? search(cases, text) : null;
  return (
    <>
      <main class="page">
        <div class="top tight">
          <div><h1>{t("nav.cases")}</h1></div><Updated />
          <button class="round" type="button" aria-expanded={searching} aria-label={t("cases.search")} onClick={() => { setSearching(!searching); setText(""); }}><Icon name={searching ? "close" : "search"} /></button>
        </div>
        {searching ? (
          <div class="search" role="search">
            <input class="field" type="search" autofocus aria-label={t("cases.search")} placeholder={t("cases.search_hint")} value={text} onInput={(event) => setText(event.currentTarget.value)} />
          </div>
        ) : null}
        <nav class="filters" aria-label={t("cases.filters")}>
          {filters.map((one) => <Filter key={one} name={one} level={level} on={one === name && !area} count={one === "closed" ? null : listed(cases, one, reader, now).length} />)}
          {asked && (area || !filters.includes(asked)) ? <Narrowed name={asked} area={area} level={level} /> : null}
        </nav>
        {found
          ? <Found cases={found} level={level} now={now} />
          : <Shown cases={listed(cases, name, reader, now, area)} name={name} level={level} now={now} />}
      </main>
      <Tabs current="cases" />
    </>
  );
}

function Filter({ name, level, on, count }: { name: ListName; level: Level | null; on: boolean; count: number | null }) {
  const link = useRef<HTMLAnchorElement>(null);
  // The chosen filter may stand beyond the edge of a narrow phone.
  useEffect(() => { if (on) link.current?.scrollIntoView({ block: "nearest", inline: "nearest" }); }, [on]);
  return <a ref={link} href={`#/cases?list=${name}`} {...(on ? { "aria-current": "true" as const } : {})}>{listName(name, level)}{count === null ? "" : ` ${count}`}</a>;
}

/** What a number on 今天 asked for: said as a filter, so that it is clear what is left out. */
function Narrowed({ name, area, level }: { name: ListName; area: string | null; level: Level | null }) {
  const outlines = useOutlines();
  const place = area ? areaName(outlines?.areas.find((one) => one.code === area) ?? { name: area }) : "";
  const words = area ? t("cases.in_place", { place }) : listName(name, level);
  return <a href="#/cases" aria-current="true">{words}<Icon name="close" /><span class="hidden-text">{t("cases.clear")}</span></a>;
}

function listName(name: ListName, level: Level | null): string {
  if (name === "all") return t(`cases.list.all_${level ?? "station"}`);
  if (name === "missed") return t(`today.missed_${level === "county" ? "county" : "town"}`);
  return t(`cases.list.${name}`);
}

interface ShownProps { cases: Case[]; name: ListName; level: Level | null; now: number }

function Shown({ cases, name, level, now }: ShownProps) {
  const calendar = useCalendar();
  if (cases.length === 0) return <Empty text={t(`cases.empty.${name === "closed" ? "closed" : "open"}`)} />;
  if (name === "closed" || name === "closed_month") return <Rows title={t("cases.list.closed")} cases={newestClosed(cases)} level={level} now={now} calendar={calendar} />;
  const { climbed, today, later } = grouped(cases, level, now);
  const common = { level, now, calendar };
  return (
    <>
      <Rows title={t("cases.climbed", { level: level ? levelIn(level) : "" })} alarm cases={climbed} {...common} />
      <Rows title={t("cases.today")} cases={today} {...common} />
      <Rows title={t("cases.later")} cases={later} {...common} />
    </>
  );
}

function Found({ cases, level, now }: { cases: Case[]; level: Level | null; now: number }) {
  const calendar = useCalendar();
  return (
    <div role="status">
      {cases.length === 0 ? <Empty text={t("cases.empty.found")} /> : <Rows title={t("cases.found")} cases={byDue(cases)} level={level} now={now} calendar={calendar} />}
    </div>
  );
}
