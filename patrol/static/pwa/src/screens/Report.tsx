// One report of mine: its photos, where and when, and how far it has come.
import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { myReports, stateOf, type MyReport } from "../mine.ts";
import { unsent } from "../items.ts";
import { Bar } from "../parts/Bar.tsx";
import { MorePhotos } from "./acts/MorePhotos.tsx";
import { Picture } from "../parts/Picture.tsx";
import { SendNow } from "../parts/SendNow.tsx";
import { StateText } from "../parts/StateText.tsx";
import { StopSheet } from "./acts/StopSheet.tsx";
import { Empty } from "../parts/Empty.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Timeline } from "../parts/Timeline.tsx";
import { timeOf, Viewer, type Shown } from "../parts/Viewer.tsx";
import { useNow } from "../parts/useNow.ts";
import { useCases, useOutbox } from "../store.ts";
import type { Route } from "../router.ts";
import { story, type StoryNode } from "../story.ts";
import { kindName, moment } from "../words.ts";
import type { CaseRef, OutboxItem } from "../kept.ts";

export default function Report({ id, route }: { id: string; route: Route }) {
  const items = useOutbox();
  const cases = useCases();
  if (!items || !cases) return null;
  const report = myReports(items, cases).find((one) => one.id === id);
  if (!report) return <><Bar title={t("report.title")} /><main class="page"><Empty text={t("report.none")}><a class="btn" href="#/">{t("app.to_start")}</a></Empty></main></>;
  return <Known report={report} items={items} begun={route.query.get("act")} />;
}

function Known({ report, items, begun }: { report: MyReport; items: OutboxItem[]; begun: string | null }) {
  const now = useNow();
  const [stopping, setStopping] = useState(begun === "stop");
  const about = aboutOf(report);
  const acts = items.filter((item) => item.type === "act" && unsent(item) && belongs(item, report));
  const mayStop = report.case ? report.case.may.includes("stop") : report.item?.state !== "refused";
  const open = report.case?.state !== "closed";
  const receipt = report.item?.receipt;
  const number = report.case?.number ?? receipt?.case.number;
  return (
    <>
      <Bar title={kindName(report.kind)} />
      <main class="page">
        <Photos report={report} now={now} />
        <p class="strong">{report.area_name || t("report.no_area")}</p>
        <p class="small">{t("report.when", { time: moment(report.captured_at, now) })}</p>
        {number ? <p class="small">{t("report.number", { number })}</p> : null}
        {receipt?.joined === undefined ? null : <p class="small">{t(receipt.joined ? "report.joined" : `join.${receipt.why}`)}</p>}
        {report.case && !report.item ? null : <StateText line={stateOf(report)} />}
        <SendNow items={[...(report.item ? [report.item] : []), ...acts]} />
        <div class="head"><h2>{t("report.progress")}</h2></div>
        <Timeline nodes={[...acts.map((item) => pending(item, items, now)), ...nodesOf(report, now)]} />
        {report.item?.receipt ? <p class="small top-gap">{t(report.item.receipt.safe ? "report.safe" : "report.receipt", { code: report.item.receipt.head.slice(0, 8) })}</p> : null}
      </main>
      <section class="dock" aria-label={t("nav.acts")}><div class="dock-in">
        {open && mayStop ? <button class="btn" type="button" onClick={() => setStopping(true)}><Icon name="hand" />{t("report.stopped_them")}</button> : null}
        <MorePhotos about={about} name={report.id} begun={begun === "comment"} />
      </div></section>
      {stopping ? <StopSheet about={about} name={report.id} onClose={() => setStopping(false)} /> : null}
    </>
  );
}

type Marked = Shown & { since: string | null };

function Photos({ report, now }: { report: MyReport; now: number }) {
  const [open, setOpen] = useState<number | null>(null);
  const all = photosOf(report);
  if (all.length === 0) return null;
  const label = (index: number) => t("part.open_photo", { n: index + 1, all: all.length, time: timeOf(all[index] as Shown, now) });
  return (
    <>
      <div class={all.length > 1 ? "photos three lead" : "photos lead one"}>
        {all.map((photo, index) => (
          <figure key={photo.sha256} class={all.length === 1 ? "first" : undefined}>
            <Picture sha256={photo.sha256} kind={report.kind} alt="" />
            {photo.since ? <figcaption>{t(photo.since)}</figcaption> : null}
            <button type="button" aria-label={label(index)} onClick={() => setOpen(index)} />
          </figure>
        ))}
      </div>
      {open === null ? null : <Viewer photos={all} start={open} now={now} onClose={() => setOpen(null)} {...(report.case ? { of: report.case.id } : {})} />}
    </>
  );
}

/** Those of the report, then what was added later. What this phone took it can show, whatever has arrived. */
function photosOf(report: MyReport): Marked[] {
  const known = new Map((report.case?.photos ?? []).map((photo) => [photo.sha256, photo]));
  const later = [...known.values()].filter((photo) => photo.of === "act").map((photo) => photo.sha256);
  return [...new Set([...report.photos, ...later])].map((sha256) => {
    const own = report.item?.files.some((file) => file.sha256 === sha256) ?? false;
    const since = report.photos.includes(sha256) ? null : sinceWhen(report, known.get(sha256)?.n);
    return { sha256, state: own ? "held" : known.get(sha256)?.state ?? "held", preview: own ? null : known.get(sha256)?.preview ?? null, taken_at: known.get(sha256)?.taken_at ?? null, since };
  });
}

/** The field after 复垦 beside the field before it says nothing while nobody says which is which. */
function sinceWhen(report: MyReport, n: number | null | undefined): string {
  const act = report.case?.timeline?.find((entry) => entry.n === n)?.act ?? "";
  return `report.photo.${["stop", "verify", "handle", "decide"].includes(act) ? act : "later"}`;
}

function nodesOf(report: MyReport, now: number): StoryNode[] {
  if (report.case) return story(report.case, "reporter", now);
  const stored: StoryNode = { key: "phone", look: "ok", icon: "phone", title: t("report.node.stored"), lines: [moment(report.captured_at, now)], quotes: quote(report) };
  const refused = report.item?.state === "refused" ? report.item.refused : null;
  if (refused) return [{ key: "refused", look: "wait", icon: "alarm", title: t("report.state.refused"), lines: [refused.message].filter(Boolean), quotes: [] }, stored];
  const receipt = report.item?.receipt;
  if (!receipt) return [{ key: "wait", look: "wait", icon: "clock", title: t("report.node.waiting"), lines: [t("report.node.waiting_hint")], quotes: [] }, stored];
  return [{ key: "held", look: "ok", icon: "tick", title: t("report.node.received"), lines: [moment(receipt.received_at, now)], quotes: [] }, stored];
}

function quote(report: MyReport): string[] {
  const note = report.item ? (JSON.parse(report.item.body) as { note?: string | null }).note : null;
  return note ? [note] : [];
}

function pending(item: OutboxItem, all: OutboxItem[], now: number): StoryNode {
  const body = JSON.parse(item.body) as { act: string; outcome?: string; note?: string };
  const title = body.act === "stop" ? t(`report.node.stop_${body.outcome ?? "stopped"}`) : t("report.node.more_photos");
  const line = stateOf({ item, case: null }, all);
  return { key: item.id, look: "wait", icon: "phone", title, lines: [moment(item.created_at, now), t(line.key, line.params)], quotes: body.note ? [body.note] : [] };
}

function belongs(item: OutboxItem, report: MyReport): boolean {
  if (!item.about) return false;
  if ("report" in item.about) return item.about.report === report.id;
  if ("task" in item.about) return false;
  const id = report.case?.id ?? report.item?.receipt?.case.id;
  return id !== undefined && String(item.about.case) === String(id);
}

/** The case where this phone knows it, the report's own name otherwise. */
function aboutOf(report: MyReport): CaseRef {
  const id = report.case?.id ?? report.item?.receipt?.case.id;
  return id === undefined ? { report: report.id } : { case: id };
}
