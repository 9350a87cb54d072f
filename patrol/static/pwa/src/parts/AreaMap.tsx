// A map of area outlines alone: it needs no tiles, so it is there without network.
import type { RefObject } from "preact";
import { centreOf, pathOf, toScreen, visible, type Spot, type View } from "../geometry.ts";
import type { Outlines } from "../types.ts";
import { areaName } from "../words.ts";

const PIN = "c-7-9-11-13-11-19a11 11 0 0 1 22 0c0 6-4 10-11 19z";

interface Props {
  view: View;
  outlines: Outlines | null | undefined;
  pin: Spot | null;
  fix: { lat: number; lon: number; accuracy_m: number | null } | null;
  label: string;
  class?: string;
  /** Names of villages, for whoever looks for a place and not only at one. */
  named?: boolean;
  svgRef?: RefObject<SVGSVGElement | null>;
}

export function AreaMap({ view, outlines, pin, fix, label, class: extra = "map", svgRef, named = false }: Props) {
  const at = pin ? toScreen(view, pin) : null;
  const round = fix ? toScreen(view, fix) : null;
  const radius = Math.max(4, ((fix?.accuracy_m ?? 0) * view.width) / view.metres);
  return (
    <svg class={extra} ref={svgRef} viewBox={`0 0 ${view.width} ${view.height}`} preserveAspectRatio="xMidYMid slice" role="img" aria-label={label}>
      {visible(view, outlines, ["village"]).map((area) => <path key={area.code} class="field" d={pathOf(view, area.rings)} />)}
      {visible(view, outlines, ["town", "county"]).map((area) => <path key={area.code} class="outline" d={pathOf(view, area.rings)} />)}
      {named ? namesIn(view, outlines, at).map((one) => <text key={one.code} x={one.x} y={one.y} textAnchor="middle">{one.name}</text>) : null}
      {round ? <circle class="fix" cx={round.x} cy={round.y} r={Math.min(radius, view.width)} /> : null}
      {at ? <path class="pin" d={`M${at.x} ${at.y}${PIN}`} /> : null}
    </svg>
  );
}

/** The name under the pin stands below the map as well. */
function namesIn(view: View, outlines: Outlines | null | undefined, pin: { x: number; y: number } | null): { code: string; name: string; x: number; y: number }[] {
  return visible(view, outlines, ["village"]).map((area) => ({ code: area.code, name: areaName(area), ...toScreen(view, centreOf(area)) }))
    .filter(({ x, y }) => x > 30 && x < view.width - 30 && y > 16 && y < view.height - 8 && !(pin && Math.abs(pin.x - x) < 50 && Math.abs(pin.y - 12 - y) < 30));
}
