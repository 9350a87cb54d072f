// 案件: missed by us, due today, later. All of it from the phone's own table.
import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { byDue, grouped, listed, newestClosed, readerOf, search, type ListName } from "../lists.ts";
import { Empty } from "../parts/Empty.tsx";
import { askedOf, Filters } from "../parts/Filters.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Rows } from "../parts/Rows.tsx";
import { Tabs } from "../parts/Tabs.tsx";
import { Updated } from "../parts/Updated.tsx";
import { useCalendar } from "../parts/useCalendar.ts";
import { useNow } from "../parts/useNow.ts";
import { useKeptScroll } from "../parts/useScroll.ts";
import type { Route } from "../router.ts";
import { levelOfReader } from "../sight.ts";
import { useCases, useSession } from "../store.ts";
import type { Case, Level, Session } from "../types.ts";
import { levelIn } from "../words.ts";

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
  const asked = askedOf(route, level);
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
        <Filters screen="cases" asked={asked} cases={cases} reader={reader} now={now} />
        {found
          ? <Found cases={found} level={level} now={now} />
          : <Shown cases={listed(cases, asked.name, reader, now, asked.area)} name={asked.name} level={level} now={now} />}
      </main>
      <Tabs current="cases" />
    </>
  );
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
