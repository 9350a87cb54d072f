// 地图: the cases of a list where they lie. All of it from the phone's own tables, so it is there without network.
import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { clusters } from "../cluster.ts";
import { watch } from "../geo.ts";
import type { Spot } from "../geometry.ts";
import { t } from "../i18n.ts";
import { byDue, listed, newestClosed, readerOf } from "../lists.ts";
import { CaseRow } from "../parts/CaseRow.tsx";
import { askedOf, Filters, sameAt, type Asked } from "../parts/Filters.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Sheet } from "../parts/Sheet.tsx";
import { Tabs } from "../parts/Tabs.tsx";
import { Updated } from "../parts/Updated.tsx";
import { WaitBar } from "../parts/Waiting.tsx";
import { useCalendar } from "../parts/useCalendar.ts";
import { useNow } from "../parts/useNow.ts";
import type { Route } from "../router.ts";
import { levelOfReader } from "../sight.ts";
import { useCases, useOutlines, useSession } from "../store.ts";
import { showToast } from "../toast.ts";
import type { Case, Session } from "../types.ts";
import { partMissing } from "../update.ts";
import type { CaseChart, Look } from "./map/chart.ts";
import { MarkOf, type Reading } from "./map/Marks.tsx";
import { namesOn } from "./map/names.ts";

type ChartFile = typeof import("./map/chart.ts");
/** As large as a mark with the room around it, in rem: two that would touch are drawn as one. */
const MARK = { width: 7.25, height: 3.5 };
/** Where somebody looked last, by what was looked for: a case opened from the map leads back there. */
const looks = new Map<string, Look>();

export default function MapScreen({ route }: { route: Route }) {
  const session = useSession();
  const cases = useCases();
  if (!session || !cases) return null;
  return <Shown session={session} cases={cases} route={route} />;
}

function Shown({ session, cases, route }: { session: Session; cases: Case[]; route: Route }) {
  const now = useNow();
  const calendar = useCalendar();
  const level = levelOfReader(session);
  const reader = readerOf(session, level);
  const asked = askedOf(route, level);
  const found = listed(cases, asked.name, reader, now, asked.area);
  const placed = (asked.name === "closed" ? newestClosed(found) : byDue(found)).filter((one) => one.place !== null);
  const [opened, setOpened] = useState<Case[] | null>(null);
  const reading = { level, now, calendar };
  return (
    <>
      <main class="page map-page">
        <div class="top tight"><div><h1>{t("nav.map")}</h1></div><Updated /></div>
        <Filters screen="map" asked={asked} cases={cases} reader={reader} now={now} />
        <div class="head">
          <h2>{t("map.on_it", { n: placed.length })}</h2>
          <a class="link" href={sameAt("cases", asked)}>{t("map.as_list")}<Icon name="next" /></a>
        </div>
        {found.length > placed.length ? <p class="small">{t("map.not_on_it", { n: found.length - placed.length })}</p> : null}
        <Ground session={session} asked={asked} cases={placed} reading={reading} onOpen={setOpened} />
      </main>
      <div class="bottom"><Tabs current="map" /></div>
      {opened ? (
        <Sheet title={opened.length > 1 ? t("map.here_several", { n: opened.length }) : t("map.here_one")} onClose={() => setOpened(null)}>
          <ul class="list">{opened.map((one) => <li key={one.id}><CaseRow case={one} {...reading} /></li>)}</ul>
        </Sheet>
      ) : null}
    </>
  );
}

interface GroundProps { session: Session; asked: Asked; cases: Case[]; reading: Reading; onOpen: (cases: Case[]) => void }

function Ground({ session, asked, cases, reading, onOpen }: GroundProps) {
  const box = useRef<HTMLDivElement>(null);
  const outlines = useOutlines();
  const [file, setFile] = useState<ChartFile | "missing" | null>(null);
  const [chart, setChart] = useState<CaseChart | null>(null);
  const [moved, setMoved] = useState(0);
  const own = session.posts.find((post) => post.role === "leader")?.area?.code ?? null;
  // Read anew with every change of the tables, and the same nearly always: a map that is being dragged must not jump.
  const drawing = outlines ? outlines.areas.map((one) => one.code).join() : "";
  const key = `${session.person.id}/${asked.name}/${asked.area ?? ""}/${outlines ? "" : "bare"}`;

  useEffect(() => {
    void import("./map/chart.ts").then(async (found) => { await found.styled(); setFile(found); })
      .catch(() => { setFile("missing"); void partMissing(); });
  }, []);
  useEffect(() => {
    if (!file || file === "missing" || !box.current) return;
    const made = new file.CaseChart(box.current, () => setMoved((n) => n + 1));
    setChart(made);
    return () => made.remove();
  }, [file]);
  useEffect(() => {
    if (chart && outlines) chart.outline(outlines, own);
  }, [chart, drawing]);
  useEffect(() => {
    if (!chart || outlines === undefined) return;
    const before = looks.get(key);
    if (before) chart.restore(before);
    else chart.show(cases.map(spotOf), asked.area ?? own);
  }, [chart, outlines === undefined, key]);
  useEffect(() => {
    if (!chart || !file || file === "missing" || moved === 0) return;
    const open = (some: Case[]) => {
      // Nearer, as long as that tells them apart.
      const spots = some.map(spotOf);
      if (some.length === 1 || chart.nearest || !apart(spots)) onOpen(some);
      else chart.nearer(spots);
    };
    looks.set(key, chart.look());
    const dots = cases.map((of) => ({ ...chart.on(spotOf(of)), of }));
    const found = clusters(dots, file.rem(MARK.width), Math.max(56, file.rem(MARK.height)));
    chart.mark(found.map(({ all }) => ({ at: spotOf(all[0] as Case), element: drawn(<MarkOf cases={all} {...reading} onOpen={open} />) })));
    if (outlines) chart.name(namesOn(chart, outlines, found, file.rem(1)));
  }, [chart, moved, drawing, cases.map((one) => `${one.id}${one.updated_at}`).join(), reading.level, Math.floor(reading.now / 60_000)]);

  if (file === "missing") return <p class="empty">{t("app.part_missing")}</p>;
  return (
    <>
      {file ? null : <WaitBar />}
      <div class="map-box" ref={box} role="region" aria-label={t("map.label", { n: cases.length })} />
      {outlines === null ? <p class="small gap">{t("map.no_outlines")}</p> : null}
      {outlines?.synthetic ? <p class="small gap">{t("place.synthetic")}</p> : null}
      <Tools chart={chart} />
    </>
  );
}

function Tools({ chart }: { chart: CaseChart | null }) {
  const [searching, setSearching] = useState(false);
  const stop = useRef<() => void>(() => {});
  useEffect(() => () => stop.current(), []);
  const find = () => {
    setSearching(true);
    stop.current();
    stop.current = watch((state, fix) => {
      if (state === "searching") return;
      setSearching(false);
      if (fix) chart?.stand(fix, fix.accuracy_m, drawn(<span class="on-map me">{t("map.me")}</span>));
      else showToast(t("map.no_fix"));
      // Asked for once: nobody is followed.
      setTimeout(() => stop.current());
    });
  };
  return (
    <div class="map-tools">
      <button class="btn" type="button" disabled={!chart} onClick={() => chart?.chart.zoomIn()}>＋ {t("place.nearer")}</button>
      <button class="btn" type="button" disabled={!chart} onClick={() => chart?.chart.zoomOut()}>－ {t("place.farther")}</button>
      <button class="btn" type="button" disabled={!chart || searching} onClick={find}>{t(searching ? "map.finding" : "map.find_me")}</button>
    </div>
  );
}

function spotOf(one: Case): Spot {
  return { lat: one.place?.lat ?? 0, lon: one.place?.lon ?? 0 };
}

function apart(spots: Spot[]): boolean {
  return spots.some((one) => Math.abs(one.lat - (spots[0]?.lat ?? 0)) > 0.0003 || Math.abs(one.lon - (spots[0]?.lon ?? 0)) > 0.0003);
}

/** Leaflet takes elements, not components. */
function drawn(what: preact.ComponentChild): HTMLElement {
  const holder = document.createElement("div");
  holder.className = "drawn";
  render(what, holder);
  return holder;
}
