// Which area a place lies in, and how a small map is drawn. WGS-84 in, screen units out; good to metres over a county.
import type { Outlines } from "./types.ts";

export interface Spot { lat: number; lon: number }
export type Outline = Outlines["areas"][number];

const METRES_PER_DEGREE = 111_320;
const FINEST = ["village", "town", "county"] as const;

/** The smallest area around a place. Null outside of everything this phone has an outline of. */
export function areaAt(outlines: Outlines | null | undefined, spot: Spot): Outline | null {
  for (const level of FINEST) {
    const found = outlines?.areas.find((area) => area.level === level && inside(area.rings, spot));
    if (found) return found;
  }
  return null;
}

/** Even-odd over all rings, so that holes and islands come out right. */
export function inside(rings: [number, number][][], { lat, lon }: Spot): boolean {
  let odd = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [x1, y1] = ring[i] as [number, number];
      const [x2, y2] = ring[j] as [number, number];
      if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) odd = !odd;
    }
  }
  return odd;
}

export interface View { centre: Spot; metres: number; width: number; height: number }

/** `metres` is what the width of the view spans. */
export function toScreen(view: View, spot: Spot): { x: number; y: number } {
  const scale = view.width / view.metres;
  const x = (spot.lon - view.centre.lon) * METRES_PER_DEGREE * Math.cos((view.centre.lat * Math.PI) / 180);
  const y = (view.centre.lat - spot.lat) * METRES_PER_DEGREE;
  return { x: view.width / 2 + x * scale, y: view.height / 2 + y * scale };
}

export function toPlace(view: View, x: number, y: number): Spot {
  const scale = view.metres / view.width;
  const lat = view.centre.lat - ((y - view.height / 2) * scale) / METRES_PER_DEGREE;
  const perDegree = METRES_PER_DEGREE * Math.cos((view.centre.lat * Math.PI) / 180);
  return { lat, lon: view.centre.lon + ((x - view.width / 2) * scale) / perDegree };
}

export function pathOf(view: View, rings: [number, number][][]): string {
  return rings.map((ring) => `M${ring.map(([lon, lat]) => {
    const { x, y } = toScreen(view, { lat, lon });
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  }).join("L")}Z`).join("");
}

/** Outlines that can be seen in the view: a county has hundreds and a screen a few. */
export function visible(view: View, outlines: Outlines | null | undefined, levels: string[]): Outline[] {
  const spare = 0.5;
  return (outlines?.areas ?? []).filter((area) => levels.includes(area.level) && area.rings.some((ring) => {
    const at = ring.map(([lon, lat]) => toScreen(view, { lat, lon }));
    const xs = at.map((one) => one.x);
    const ys = at.map((one) => one.y);
    return Math.max(...xs) > -spare && Math.min(...xs) < view.width + spare
      && Math.max(...ys) > -spare && Math.min(...ys) < view.height + spare;
  }));
}

export function centreOf(outline: Outline): Spot {
  const points = outline.rings.flat();
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  return { lon: (Math.min(...lons) + Math.max(...lons)) / 2, lat: (Math.min(...lats) + Math.max(...lats)) / 2 };
}

/** How wide or high an area is in metres, whichever is more. */
export function spanOf(outline: Outline | null): number {
  if (!outline) return 0;
  const points = outline.rings.flat();
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  const high = (Math.max(...lats) - Math.min(...lats)) * METRES_PER_DEGREE;
  const wide = (Math.max(...lons) - Math.min(...lons)) * METRES_PER_DEGREE * Math.cos(((lats[0] ?? 0) * Math.PI) / 180);
  return Math.max(high, wide);
}

export function metresBetween(a: Spot, b: Spot): number {
  const x = (b.lon - a.lon) * Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180);
  return Math.hypot(x, b.lat - a.lat) * METRES_PER_DEGREE;
}
