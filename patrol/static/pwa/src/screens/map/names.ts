// Names of areas on a map: as many as there is room for. They give way to marks, and later ones to earlier ones.
import { clusters } from "../../cluster.ts";
import { centreOf, type Spot } from "../../geometry.ts";
import { spokenName } from "../../spoken.ts";
import type { Outlines } from "../../types.ts";
import type { CaseChart } from "./chart.ts";

const NAME = { width: 5, height: 1.75 };

/** `marks` in pixels of the chart; `rem` is what one is in pixels. */
export function namesOn(chart: CaseChart, outlines: Outlines, marks: { x: number; y: number }[], rem: number): { at: Spot; words: string }[] {
  const { size } = chart;
  const covered = (x: number, y: number) => marks.some((one) => Math.abs(one.x - x) < 5 * rem && y < one.y + rem && y > one.y - 4 * rem);
  const dots = outlines.areas.filter((one) => one.level === chart.level).map((of) => ({ ...chart.on(centreOf(of)), of }))
    .filter(({ x, y }) => x > 2 * rem && y > rem && x < size.x - 2 * rem && y < size.y - rem && !covered(x, y));
  return clusters(dots, NAME.width * rem, NAME.height * rem).flatMap(({ all }) => all.slice(0, 1)).map((area) => ({ at: centreOf(area), words: spokenName(area.name) }));
}
