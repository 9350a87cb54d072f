// 更正位置: a pin on the outlines of the areas, pushed by buttons or a tap; or only the right village.
import { useRef } from "preact/hooks";
import { areaAt, centreOf, toPlace, toScreen, type Spot, type View } from "../../geometry.ts";
import { t } from "../../i18n.ts";
import { AreaMap } from "../../parts/AreaMap.tsx";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Reason } from "../../parts/Extras.tsx";
import { useFix } from "../../parts/useFix.ts";
import { useSheet } from "../../parts/useSheet.ts";
import { useOutlines } from "../../store.ts";
import { areaName } from "../../words.ts";
import { send, type ActProps } from "./send.ts";

const SIZE = { width: 320, height: 240 };
const ARROWS = [["up", 0, -1], ["left", -1, 0], ["right", 1, 0], ["down", 0, 1]] as const;
interface Value { pin: Spot | null; metres: number; reason: string; note: string }

export default function Move({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<Value>(`move/${theCase.id}`, { pin: null, metres: 1500, reason: "", note: "" });
  const outlines = useOutlines();
  const fix = useFix();
  const home = outlines?.areas.find((area) => area.code === theCase.area.code) ?? outlines?.areas[0];
  const start = draft.value.pin ?? theCase.place ?? (home ? centreOf(home) : null);
  const press = async () => {
    const { pin, reason } = draft.value;
    if (pin) await send(theCase, [{ act: "move", place: { lat: pin.lat, lon: pin.lon, by: "pin" }, reason: reason.trim() }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.move")} draft={draft} main={{ label: t("act.move.do"), icon: "place", ready: draft.value.pin !== null, press: () => void press() }} onClose={onClose}>
      {start ? (
        <>
          <p class="small">{t("place.how")}</p>
          <PinMap start={start} metres={draft.value.metres} outlines={outlines} onPin={(pin) => draft.set({ pin })} onZoom={(metres) => draft.set({ metres })} />
          <p class="strong gap" role="status">{draft.value.pin ? nameAt(outlines, draft.value.pin) : areaName(theCase.area)}</p>
          {fix ? <button class="btn" type="button" onClick={() => draft.set({ pin: { lat: fix.lat, lon: fix.lon } })}>{t("act.move.here")}</button> : null}
          {outlines?.synthetic ? <p class="small">{t("part.synthetic")}</p> : null}
        </>
      ) : <p>{t("place.no_map")}</p>}
      <Reason label={t("act.move.why")} hint={t("sheet.optional")} value={draft.value.reason} onInput={(reason) => draft.set({ reason })} />
    </ActSheet>
  );
}

function nameAt(outlines: ReturnType<typeof useOutlines>, spot: Spot): string {
  const area = areaAt(outlines, spot);
  return area ? areaName(area) : t("place.outside");
}

interface MapProps { start: Spot; metres: number; outlines: ReturnType<typeof useOutlines>; onPin: (spot: Spot) => void; onZoom: (metres: number) => void }

function PinMap({ start, metres, outlines, onPin, onZoom }: MapProps) {
  const svg = useRef<SVGSVGElement>(null);
  const view: View = { centre: { lat: start.lat, lon: start.lon }, metres, ...SIZE };
  const tap = (event: MouseEvent) => {
    const box = svg.current?.getBoundingClientRect();
    if (!box) return;
    const scale = Math.max(box.width / SIZE.width, box.height / SIZE.height);
    const x = SIZE.width / 2 + (event.clientX - box.left - box.width / 2) / scale;
    onPin(toPlace(view, x, SIZE.height / 2 + (event.clientY - box.top - box.height / 2) / scale));
  };
  const push = (dx: number, dy: number) => {
    const at = toScreen(view, start);
    onPin(toPlace(view, at.x + dx * 12, at.y + dy * 12));
  };
  return (
    <>
      <div class="pin-map" onClick={tap}><AreaMap view={view} outlines={outlines} pin={start} fix={null} label={t("place.title")} svgRef={svg} /></div>
      <div class="dock-in flush">
        {ARROWS.map(([name, dx, dy]) => <button key={name} class="btn" type="button" onClick={() => push(dx, dy)}>{t(`place.${name}`)}</button>)}
        <button class="btn" type="button" onClick={() => onZoom(Math.max(200, metres / 2))}>{t("place.nearer")}</button>
        <button class="btn" type="button" onClick={() => onZoom(Math.min(60_000, metres * 2))}>{t("place.farther")}</button>
      </div>
    </>
  );
}
