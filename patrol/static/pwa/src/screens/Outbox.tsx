// 待发送: first what needs the person, then what waits, then why nothing is lost.
import { useState } from "preact/hooks";
import { has, t } from "../i18n.ts";
import { myReports, reasonKey, stateOf, type MyReport } from "../mine.ts";
import { exportUnsent } from "../export.ts";
import { again, unsent } from "../items.ts";
import { giveUp, retake } from "../outbox.ts";
import { Bar } from "../parts/Bar.tsx";
import { NetworkBanner } from "../parts/Banners.tsx";
import { PhotoInput } from "../parts/PhotoInput.tsx";
import { Picture } from "../parts/Picture.tsx";
import { StateText } from "../parts/StateText.tsx";
import { download } from "../parts/save.ts";
import { Icon } from "../parts/Icon.tsx";
import { useNow } from "../parts/useNow.ts";
import { useKeptScroll } from "../parts/useScroll.ts";
import { waitsForRefused } from "../queue.ts";
import { href } from "../router.ts";
import { useCases, useOnline, useOutbox, useUpload } from "../store.ts";
import { now as sendNow } from "../sync.ts";
import { inWeChat } from "../update.ts";
import { joined, kindName, known, moment } from "../words.ts";
import type { OutboxFile, OutboxItem, Reason } from "../types.ts";

export default function Outbox() {
  const items = useOutbox();
  const cases = useCases();
  const reach = useOnline();
  const [trying, setTrying] = useState(false);
  useKeptScroll(Boolean(items && cases));
  if (!items || !cases) return null;
  const open = items.filter(unsent).sort((a, b) => b.created_at.localeCompare(a.created_at));
  const needing = open.filter((item) => needsPerson(item, items));
  const waiting = open.filter((item) => !needing.includes(item));
  const reports = new Map(myReports(items, cases).map((one) => [one.id, one]));
  const tryNow = async () => {
    setTrying(true);
    await sendNow();
    setTrying(false);
  };
  return (
    <>
      <Bar title={open.length ? t("outbox.title", { count: open.length }) : t("outbox.title_none")} />
      <NetworkBanner open={false} />
      <main class="page">
        {needing.length ? <div class="head"><h2>{t("outbox.look")}</h2></div> : null}
        {needing.map((item) => <Stuck key={item.id} item={item} report={reports.get(item.id)} />)}
        {waiting.length ? <div class="head"><h2>{t(reach === "online" ? "outbox.unsent" : "outbox.waiting")}</h2></div> : null}
        <ul class="list">{waiting.map((item) => <li key={item.id}><Waiting item={item} report={reports.get(item.id)} /></li>)}</ul>
        {open.length === 0 ? <p class="empty">{t("outbox.none")}</p> : null}
        <Calm count={open.length} />
      </main>
      {open.length ? (
        <div class="dock"><div class="dock-in">
          <button class="btn main" type="button" disabled={trying} onClick={() => void tryNow()}><Icon name="retry" />{t(trying ? "outbox.trying" : "outbox.try")}</button>
        </div></div>
      ) : null}
    </>
  );
}

function needsPerson(item: OutboxItem, all: OutboxItem[]): boolean {
  return waitsForRefused(item, all) || item.state === "refused" || item.files.some((file) => file.state === "stuck");
}

function Stuck({ item, report }: { item: OutboxItem; report: MyReport | undefined }) {
  return (
    <article class="card stuck-card">
      <Head item={item} report={report} />
      {item.refused ? <Refused item={item} reason={item.refused} /> : null}
      {item.files.filter((file) => file.state === "stuck").map((file) => <StuckFile key={file.sha256} item={item} file={file} />)}
    </article>
  );
}

function Refused({ item, reason }: { item: OutboxItem; reason: Reason }) {
  const body = JSON.parse(item.body) as { note?: string };
  return (
    <>
      <p class="reason">{t("outbox.refused", { why: wordsOf(reason) })}</p>
      {body.note ? <p class="quote">{body.note}</p> : null}
      <p class="small">{reason.code}</p>
      <div class="dock-in flush">
        <button class="btn" type="button" onClick={() => void saveAll()}>{t("outbox.export_one")}</button>
        <button class="btn strongish" type="button" onClick={() => void again(item.id)}>{t("outbox.again")}</button>
      </div>
    </>
  );
}

function StuckFile({ item, file }: { item: OutboxItem; file: OutboxFile }) {
  const taken = async (files: Parameters<typeof retake>[2][]) => { if (files[0]) await retake(item.id, file.sha256, files[0]); };
  return (
    <>
      <p class="reason">{t("outbox.only_this", { why: wordsOf(file.reason ?? { code: "unknown", message: "" }) })}</p>
      <div class="dock-in flush">
        <button class="btn" type="button" onClick={() => void giveUp(item.id, file.sha256)}>{t("outbox.give_up")}</button>
        <button class="btn" type="button" onClick={() => void saveAll()}>{t("outbox.export_one")}</button>
        {file.role === "photo" ? (
          <PhotoInput class="btn strongish" source="camera" onPicked={(photos) => taken(photos.map((one) => ({ ...one, role: "photo" as const })))}>
            <Icon name="camera" />{t("outbox.retake")}
          </PhotoInput>
        ) : null}
      </div>
    </>
  );
}

function Waiting({ item, report }: { item: OutboxItem; report: MyReport | undefined }) {
  const inside = <Inside item={item} report={report} />;
  return report ? <a class="row" href={href("report", report.id)}>{inside}</a> : <div class="row">{inside}</div>;
}

function Head({ item, report }: { item: OutboxItem; report: MyReport | undefined }) {
  return <div class="row bare"><Inside item={item} report={report} /></div>;
}

function Inside({ item, report }: { item: OutboxItem; report: MyReport | undefined }) {
  const now = useNow();
  const body = JSON.parse(item.body) as { kind?: string; act?: string };
  const photos = item.files.filter((file) => file.role === "photo");
  const upload = useUpload();
  const going = photos.some((file) => file.sha256 === upload?.sha256) ? upload : null;
  const done = photos.filter((file) => file.state === "held").length + (going ? going.sent / going.total : 0);
  return (
    <>
      <Picture class="thumb" sha256={photos[0]?.sha256} kind={body.kind ?? report?.kind ?? "other"} alt="" />
      <div>
        <h3>{item.type === "report" ? kindName(body.kind ?? "other") : known(`act.${body.act ?? "comment"}`, t("outbox.act"))}</h3>
        <p class="small">{joined(item.area_name, moment(item.created_at, now))}</p>
        <StateText line={stateOf({ item, case: null }, useOutbox() ?? [])} />
        {item.state === "facts" && photos.length > 0 ? (
          <svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width={(100 * done) / photos.length} height="10" /></svg>
        ) : null}
        {going ? <p class="small">{t("outbox.bytes", { sent: megabytes(going.sent), total: megabytes(going.total) })}</p> : null}
      </div>
    </>
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

function Calm({ count }: { count: number }) {
  return (
    <>
      <div class="head"><h2>{t("outbox.calm")}</h2></div>
      <div class="lines">
        <p><Icon name="phone" /><span class="grow">{t("outbox.never_lost")}<br /><span class="small">{t("outbox.kept_until")}</span></span></p>
        {inWeChat() && count > 0 ? <p><Icon name="out" /><span class="grow">{t("outbox.wechat")}<br /><span class="small">{t("outbox.wechat_how")}</span></span></p> : null}
        {count > 0 ? (
          <button class="line" type="button" onClick={() => void saveAll()}>
            <Icon name="out" /><span class="grow">{t("outbox.export", { count })}<br /><span class="small">{t("outbox.export_when")}</span></span><Icon name="next" />
          </button>
        ) : null}
      </div>
    </>
  );
}

async function saveAll(): Promise<void> {
  download(await exportUnsent(), `patrol-${new Date().toISOString().slice(0, 10)}.json`);
}

function wordsOf(reason: Reason): string {
  return has(reasonKey(reason)) ? t(reasonKey(reason)) : reason.message || t("outbox.reason.unknown");
}
