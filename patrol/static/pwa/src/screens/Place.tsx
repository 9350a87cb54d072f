// 挪一挪: a pin on the outlines of the areas. Dragged, or pushed with buttons by whoever cannot drag.
import { useRef, useState } from "preact/hooks";
import { areaAt, centreOf, toPlace, toScreen, type Spot, type View } from "../geometry.ts";
import { t } from "../i18n.ts";
import { AreaMap } from "../parts/AreaMap.tsx";
import { Bar } from "../parts/Bar.tsx";
import { useDraft } from "./capture/useDraft.ts";
import { back, href } from "../router.ts";
import { useOutlines, useSession } from "../store.ts";
import type { Draft, Outlines } from "../types.ts";
import { areaName } from "../words.ts";

const NEAREST = 200;
const FARTHEST = 60_000;
const SIZE = { width: 320, height: 320 };
const ARROWS = [["up", 0, -1], ["left", -1, 0], ["right", 1, 0], ["down", 0, 1]] as const;

export default function Place({ id }: { id: string }) {
  const { draft, set } = useDraft(id);
  const outlines = useOutlines();
  const session = useSession();
  if (draft === undefined || outlines === undefined || !session) return null;
  if (draft === null) return <Bar title={t("place.title")} />;
  const home = outlines?.areas.find((area) => area.code === session.posts[0]?.area?.code) ?? outlines?.areas[0];
  const start = draft.place ?? draft.fix ?? draft.exif ?? (home ? centreOf(home) : null);
  if (!start) return <><Bar title={t("place.title")} /><main class="page"><p class="empty">{t("place.no_map")}</p></main></>;
  return <Chooser draft={draft} start={start} outlines={outlines} set={set} near={Boolean(draft.place ?? draft.fix)} />;
}

interface Props { draft: Draft; start: Spot; outlines: Outlines | null; set: (part: Partial<Draft>) => void; near: boolean }

function Chooser({ draft, start, outlines, set, near }: Props) {
  const [pin, setPin] = useState<Spot>({ lat: start.lat, lon: start.lon });
  const [centre, setCentre] = useState<Spot>(pin);
  const [metres, setMetres] = useState(near ? 1200 : 6000);
  const view: View = { centre, metres, ...SIZE };
  const here = areaAt(outlines, pin);
  const push = (dx: number, dy: number) => {
    const at = toScreen(view, pin);
    const next = toPlace(view, at.x + dx * 12, at.y + dy * 12);
    setPin(next);
    setCentre(next);
  };
  const zoom = (by: number) => {
    setCentre(pin);
    setMetres((now) => Math.min(FARTHEST, Math.max(NEAREST, now * by)));
  };
  const done = () => {
    const area = areaAt(outlines, pin);
    set({ place: { ...pin, by: "pin" }, area_name: area ? areaName(area) : draft.area_name });
    back(href("capture", draft.id));
  };
  const mine = () => {
    set({ place: null });
    back(href("capture", draft.id));
  };
  return (
    <>
      <Bar title={t("place.title")} to={href("capture", draft.id)} />
      <main class="page">
        <p class="small gap">{t("place.how")}</p>
        <Draggable view={view} pin={pin} setPin={setPin} outlines={outlines} draft={draft} />
        <p class="strong gap" role="status">{here ? areaName(here) : t("place.outside")}</p>
        <div class="dock-in flush">
          <button class="btn" type="button" onClick={() => zoom(0.5)}>＋ {t("place.nearer")}</button>
          <button class="btn" type="button" onClick={() => zoom(2)}>－ {t("place.farther")}</button>
        </div>
        <div class="dock-in flush">
          {ARROWS.map(([name, dx, dy]) => <button key={name} class="btn" type="button" onClick={() => push(dx, dy)}>{t(`place.${name}`)}</button>)}
        </div>
        {outlines?.synthetic ? <p class="small gap">{t("place.synthetic")}</p> : null}
      </main>
      <div class="dock"><div class="dock-in">
        {draft.fix ? <button class="btn" type="button" onClick={mine}>{t("place.use_fix")}</button> : null}
        <button class="btn main" type="button" onClick={done}>{t("place.done")}</button>
      </div></div>
    </>
  );
}

interface DragProps { view: View; pin: Spot; setPin: (spot: Spot) => void; outlines: Outlines | null; draft: Draft }

function Draggable({ view, pin, setPin, outlines, draft }: DragProps) {
  const svg = useRef<SVGSVGElement>(null);
  const dragging = useRef(false);
  const follow = (event: PointerEvent) => {
    const box = svg.current?.getBoundingClientRect();
    if (!box) return;
    // The drawing is cut to fill its box: one scale for both directions, from the middle.
    const scale = Math.max(box.width / view.width, box.height / view.height);
    const x = view.width / 2 + (event.clientX - box.left - box.width / 2) / scale;
    const y = view.height / 2 + (event.clientY - box.top - box.height / 2) / scale;
    setPin(toPlace(view, x, y));
  };
  return (
    <div
      class="pin-map gap"
      onPointerDown={(event) => { dragging.current = true; event.currentTarget.setPointerCapture(event.pointerId); follow(event); }}
      onPointerMove={(event) => { if (dragging.current) follow(event); }}
      onPointerUp={() => { dragging.current = false; }}
      onPointerCancel={() => { dragging.current = false; }}
    >
      <AreaMap view={view} outlines={outlines} pin={pin} fix={draft.fix} label={t("place.title")} svgRef={svg} />
    </div>
  );
}
