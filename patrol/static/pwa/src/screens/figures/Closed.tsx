// The cases behind "closed this year": most of them this phone no longer keeps, so the server lists them.
import { t } from "../../i18n.ts";
import { Bar } from "../../parts/Bar.tsx";
import { CaseRow } from "../../parts/CaseRow.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { useNow } from "../../parts/useNow.ts";
import { WaitBar } from "../../parts/Waiting.tsx";
import type { Route } from "../../router.ts";
import { levelOfReader } from "../../sight.ts";
import { useOutlines, useSession } from "../../store.ts";
import type { Case } from "../../types.ts";
import { areaName, china } from "../../words.ts";
import { usePages } from "./usePages.ts";

export default function Closed({ route }: { route: Route }) {
  const session = useSession();
  const outlines = useOutlines();
  const now = useNow();
  const area = route.query.get("area") ?? "";
  const { rows: cases, more, next } = usePages<Case, "cases">(`/cases?state=closed&closed_from=${china(now).year}-01-01&area=${encodeURIComponent(area)}&limit=50`, "cases");
  if (!session) return null;
  const place = areaName(outlines?.areas.find((one) => one.code === area) ?? { name: area });
  return (
    <>
      <Bar title={t("figures.closed_in", { place })} to="#/today" />
      {cases === undefined ? <WaitBar /> : null}
      <main class="page">
        {cases === null ? <Empty text={t("figures.list_not_here")} /> : null}
        {cases ? <div class="head"><h2>{more ? t("figures.closed") : t("cases.count", { title: t("figures.closed"), n: cases.length })}</h2></div> : null}
        <ul class="list">{(cases ?? []).map((one) => <li key={one.id}><CaseRow case={one} level={levelOfReader(session)} now={now} /></li>)}</ul>
        {more ? <button class="btn plain" type="button" onClick={next}>{t("figures.more")}</button> : null}
      </main>
    </>
  );
}
