// 村里: the village's cases with kind, place and step. No names, no numbers, no reporters.
import { t } from "../i18n.ts";
import { CoverButton } from "../parts/CoverButton.tsx";
import { Empty } from "../parts/Empty.tsx";
import { Icon } from "../parts/Icon.tsx";
import { kindPicture } from "../parts/kinds.ts";
import { Picture } from "../parts/Picture.tsx";
import { Tabs } from "../parts/Tabs.tsx";
import { Updated } from "../parts/Updated.tsx";
import { useNow } from "../parts/useNow.ts";
import { useKeptScroll } from "../parts/useScroll.ts";
import { href } from "../router.ts";
import { useCases, useSession } from "../store.ts";
import type { Case, Session } from "../types.ts";
import { areaName, china, date, joined, kindName } from "../words.ts";

export default function Village() {
  const session = useSession();
  const cases = useCases();
  const now = useNow();
  if (!session || !cases) return null;
  return <Shown session={session} cases={cases} now={now} />;
}

function Shown({ session, cases, now }: { session: Session; cases: Case[]; now: number }) {
  useKeptScroll();
  const newest = [...cases].sort((a, b) => b.updated_at.localeCompare(a.updated_at));
  const open = newest.filter((one) => one.state === "open");
  const closed = newest.filter((one) => one.state === "closed" && !one.merged_into && china(one.updated_at).year === china(now).year);
  return (
    <>
      <main class="page">
        <div class="top"><div><h1>{session.posts[0]?.area ? areaName(session.posts[0].area) : t("nav.village")}</h1><p class="small">{t("village.hint")}</p></div><Updated /><CoverButton /></div>
        {open.length === 0 ? <Empty text={t("village.empty")} /> : <Group title={t("village.open")} cases={open} now={now} />}
        {closed.length > 0 ? <Group title={t("village.closed")} cases={closed} now={now} /> : null}
      </main>
      <Tabs current="village" />
    </>
  );
}

function Group({ title, cases, now }: { title: string; cases: Case[]; now: number }) {
  return (
    <section>
      <div class="head"><h2>{t("cases.count", { title, n: cases.length })}</h2></div>
      <ul class="list">{cases.map((one) => <li key={one.id}><Row case={one} now={now} /></li>)}</ul>
    </section>
  );
}

function Row({ case: one, now }: { case: Case; now: number }) {
  const mine = one.reports?.find((report) => report.mine);
  const closed = one.state === "closed";
  const photo = mine && one.photos?.find((each) => each.of === "report" && String(each.id) === mine.id);
  return (
    <a class="row" href={mine ? href("report", mine.id) : href("case", one.id)}>
      {photo ? <Picture class="thumb" sha256={photo.sha256} kind={one.kind} alt="" /> : <img class="thumb drawn" src={kindPicture(one.kind)} alt="" width="96" height="64" />}
      <div>
        <h3>{kindName(one.kind)}</h3>
        <p class="small">{joined(areaName(one.area), date(one.updated_at, now))}</p>
        <p class={closed ? "state held" : "state going"}>
          <Icon name={closed ? "tick" : "clock"} />{t(closed ? "village.state.closed" : `village.state.${one.step ?? "close"}`)}
          {mine ? <span class="small">{t("village.mine")}</span> : null}
        </p>
      </div>
    </a>
  );
}
