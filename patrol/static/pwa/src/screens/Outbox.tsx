// 待发送: first what needs the person, then what waits, then why nothing is lost.
import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { unsent } from "../items.ts";
import { myReports, needsPerson, type MyReport } from "../mine.ts";
import { NetworkBanner } from "../parts/Banners.tsx";
import { Bar } from "../parts/Bar.tsx";
import { Empty } from "../parts/Empty.tsx";
import { Icon } from "../parts/Icon.tsx";
import { SendNow } from "../parts/SendNow.tsx";
import { useKeptScroll } from "../parts/useScroll.ts";
import { usePromised } from "../parts/usePromised.ts";
import { href } from "../router.ts";
import { useCases, useOnline, useOutbox } from "../store.ts";
import { now as sendNow } from "../sync.ts";
import type { OutboxItem } from "../kept.ts";
import { inWeChat } from "../update.ts";
import { Inside } from "./outbox/Inside.tsx";
import { Export } from "./outbox/Export.tsx";
import { Stuck } from "./outbox/Stuck.tsx";

export default function Outbox() {
  const items = useOutbox();
  const cases = useCases();
  const reach = useOnline();
  const [trying, setTrying] = useState(false);
  const [exporting, setExporting] = useState<{ only?: string } | null>(null);
  useKeptScroll(Boolean(items && cases));
  if (!items || !cases) return null;
  const open = items.filter(unsent).sort((a, b) => b.created_at.localeCompare(a.created_at));
  // The refused one stays in sight, and is counted no more, until what was made of it has arrived.
  const mended = items.filter((item) => item.mended_by && item.state === "refused");
  const count = open.length;
  // What can be done something about stands above what waits for it.
  const needing = open.filter((item) => needsPerson(item, items)).sort((a, b) => Number(a.state === "waiting") - Number(b.state === "waiting"));
  const waiting = [...open.filter((item) => !needing.includes(item)), ...mended];
  const reports = new Map(myReports(items, cases).map((one) => [one.id, one]));
  const tryNow = async () => {
    setTrying(true);
    await sendNow();
    setTrying(false);
  };
  return (
    <>
      <Bar title={count ? t("outbox.title", { count }) : t("outbox.title_none")} />
      <NetworkBanner open={false} />
      <main class="page">
        {needing.length ? <div class="head"><h2>{t("outbox.look")}</h2></div> : null}
        {needing.map((item) => <Stuck key={item.id} item={item} report={reports.get(item.id)} onExport={() => setExporting({ only: item.id })} />)}
        {waiting.length ? <div class="head"><h2>{t(reach === "online" ? "outbox.unsent" : "outbox.waiting")}</h2></div> : null}
        <SendNow items={waiting} />
        <ul class="list">{waiting.map((item) => <li key={item.id}><Waiting item={item} report={reports.get(item.id)} /></li>)}</ul>
        {open.length === 0 ? <Empty text={t("outbox.none")} /> : null}
        <Calm count={count} onExport={() => setExporting({})} />
      </main>
      {open.length ? (
        <div class="dock"><div class="dock-in">
          <button class="btn main" type="button" disabled={trying} onClick={() => void tryNow()}><Icon name="retry" />{t(trying ? "outbox.trying" : "outbox.try")}</button>
        </div></div>
      ) : null}
      {exporting ? <Export {...exporting} onClose={() => setExporting(null)} /> : null}
    </>
  );
}

function Waiting({ item, report }: { item: OutboxItem; report: MyReport | undefined }) {
  const inside = <Inside item={item} report={report} />;
  return report ? <a class="row" href={href("report", report.id)}>{inside}</a> : <div class="row">{inside}</div>;
}

/** Where the browser promises nothing, nothing is promised: it asks to stay, and shows the other way out. */
function Calm({ count, onExport }: { count: number; onExport: () => void }) {
  const stay = usePromised() === false && count > 0;
  return (
    <>
      <div class="head"><h2>{t(stay ? "outbox.not_yet" : "outbox.calm")}</h2></div>
      <div class="lines">
        {stay
          ? <p><Icon name="triangle" /><span class="grow">{t("outbox.stay")}<br /><span class="small">{t("outbox.stay_why")}</span></span></p>
          : <p><Icon name="phone" /><span class="grow">{t("outbox.never_lost")}<br /><span class="small">{t("outbox.kept_until")}</span></span></p>}
        {inWeChat() && count > 0 ? <p><Icon name="out" /><span class="grow">{t("outbox.wechat")}<br /><span class="small">{t("outbox.wechat_how")}</span></span></p> : null}
        {count > 0 ? (
          <button class="line" type="button" onClick={onExport}>
            <Icon name="out" /><span class="grow">{t("outbox.export", { count })}<br /><span class="small">{t("outbox.export_when")}</span></span><Icon name="next" />
          </button>
        ) : null}
      </div>
    </>
  );
}
