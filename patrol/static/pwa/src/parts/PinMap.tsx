// A pin on the outlines of the areas: dragged, put by a tap, or pushed with buttons by whoever cannot aim.
import { useRef, useState } from "preact/hooks";
import { areaAt, spanOf, toPlace, toScreen, type Spot, type View } from "../geometry.ts";
import { t } from "../i18n.ts";
import type { Fix, Outlines } from "../types.ts";
import { areaName } from "../words.ts";
import { AreaMap } from "./AreaMap.tsx";

const NEAREST = 200;
const FARTHEST = 60_000;
const PUSH = 12;
const ARROWS = [["up", 0, -1], ["left", -1, 0], ["right", 1, 0], ["down", 0, 1]] as const;

interface Props {
  start: Spot;
  /** How much of the land is seen at first. */
  wide: number;
  square?: boolean;
  outlines: Outlines | null | undefined;
  fix: Fix | null;
  onPin: (spot: Spot) => void;
}

export function PinMap({ start, wide, square = false, outlines, fix, onPin }: Props) {
  const [centre, setCentre] = useState<Spot>({ lat: start.lat, lon: start.lon });
  // Without roads or houses on it, only the village's own outline tells where one is.
  const [metres, setMetres] = useState(() => Math.max(wide, spanOf(areaAt(outlines, start)) * 1.2));
  const view: View = { centre, metres, width: 320, height: square ? 320 : 240 };
  const push = (dx: number, dy: number) => {
    const at = toScreen(view, start);
    const next = toPlace(view, at.x + dx * PUSH, at.y + dy * PUSH);
    setCentre(next);
    onPin(next);
  };
  const zoom = (by: number) => {
    setCentre({ lat: start.lat, lon: start.lon });
    setMetres(Math.min(FARTHEST, Math.max(NEAREST, metres * by)));
  };
  const here = areaAt(outlines, start);
  return (
    <>
      <p class="small gap">{t("place.how")}</p>
      <Draggable view={view} pin={start} onPin={onPin} outlines={outlines} fix={fix} />
      <p class="strong gap" role="status">{here ? areaName(here) : t("place.outside")}</p>
      <div class="dock-in flush">
        <button class="btn" type="button" onClick={() => zoom(0.5)}>＋ {t("place.nearer")}</button>
        <button class="btn" type="button" onClick={() => zoom(2)}>－ {t("place.farther")}</button>
      </div>
      <div class="dock-in flush">
        {ARROWS.map(([name, dx, dy]) => <button key={name} class="btn" type="button" onClick={() => push(dx, dy)}>{t(`place.${name}`)}</button>)}
      </div>
      {outlines?.synthetic ? <p class="small gap">{t("place.synthetic")}</p> : null}
    </>
  );
}

interface DragProps { view: View; pin: Spot; onPin: (spot: Spot) => void; outlines: Outlines | null | undefined; fix: Fix | null }

function Draggable({ view, pin, onPin, outlines, fix }: DragProps) {
  const svg = useRef<SVGSVGElement>(null);
  const dragging = useRef(false);
  const follow = (event: PointerEvent) => {
    const box = svg.current?.getBoundingClientRect();
    if (!box) return;
    // The drawing is cut to fill its box: one scale for both directions, from the middle.
    const scale = Math.max(box.width / view.width, box.height / view.height);
    const x = view.width / 2 + (event.clientX - box.left - box.width / 2) / scale;
    const y = view.height / 2 + (event.clientY - box.top - box.height / 2) / scale;
    onPin(toPlace(view, x, y));
  };
  return (
    <div
      class="pin-map gap"
      onPointerDown={(event) => { dragging.current = true; event.currentTarget.setPointerCapture(event.pointerId); follow(event); }}
      onPointerMove={(event) => { if (dragging.current) follow(event); }}
      onPointerUp={() => { dragging.current = false; }}
      onPointerCancel={() => { dragging.current = false; }}
    >
      <AreaMap view={view} outlines={outlines} pin={pin} fix={fix} named label={t("place.title")} svgRef={svg} />
    </div>
  );
}
