// The list's cases where they lie. The links of the page are the marks: without this script they are a plain list.
import { clusters } from "../../static/pwa/src/cluster.ts";
import type { Spot } from "../../static/pwa/src/geometry.ts";
import { CaseChart, rem } from "../../static/pwa/src/screens/map/chart.ts";
import { namesOn } from "../../static/pwa/src/screens/map/names.ts";
import type { Outlines } from "../../static/pwa/src/types.ts";

/** As large as a mark with the room around it, in rem: two that would touch are drawn as one. */
const MARK = { width: 7.25, height: 3.5 };
const URGENT = ["over", "soon", "calm", "pause", "done"];

interface Placed { at: Spot; link: HTMLElement; words: string }

const box = document.querySelector<HTMLElement>("[data-map]");
if (box) void show(box);

async function show(box: HTMLElement): Promise<void> {
  const placed = [...document.querySelectorAll<HTMLElement>(".marks > li")].map(placedOf);
  for (const one of [".marks", "[data-map]", "[data-tools]"]) document.querySelector<HTMLElement>(one)?.toggleAttribute("hidden");
  let outlines: Outlines | null = null;
  const chart = new CaseChart(box, () => draw(chart, placed, outlines, box));
  outlines = await fetched();
  if (outlines) chart.outline(outlines, box.dataset["area"] || null);
  chart.show(placed.map(({ at }) => at), box.dataset["area"] || null);
  draw(chart, placed, outlines, box);
  for (const button of document.querySelectorAll<HTMLElement>("[data-zoom]")) {
    button.addEventListener("click", () => (button.dataset["zoom"] === "1" ? chart.chart.zoomIn() : chart.chart.zoomOut()));
  }
}

function placedOf(item: HTMLElement): Placed {
  const link = item.firstElementChild as HTMLElement;
  return { at: { lat: Number(item.dataset["lat"]), lon: Number(item.dataset["lon"]) }, link, words: link.title };
}

/** A map without outlines still shows where cases lie to each other. */
async function fetched(): Promise<Outlines | null> {
  try {
    const answer = await fetch("/api/outlines");
    return answer.ok ? ((await answer.json()) as Outlines) : null;
  } catch {
    return null;
  }
}

function draw(chart: CaseChart, placed: Placed[], outlines: Outlines | null, box: HTMLElement): void {
  const dots = placed.map((of) => ({ ...chart.on(of.at), of }));
  const found = clusters(dots, rem(MARK.width), Math.max(56, rem(MARK.height)));
  chart.mark(found.map(({ all }) => ({ at: (all[0] as Placed).at, element: all.length === 1 ? held((all[0] as Placed).link) : several(chart, all, box) })));
  if (outlines) chart.name(namesOn(chart, outlines, found, rem(1)));
}

function held(inner: HTMLElement): HTMLElement {
  const holder = document.createElement("div");
  holder.className = "drawn";
  holder.append(inner);
  return holder;
}

function several(chart: CaseChart, all: Placed[], box: HTMLElement): HTMLElement {
  const n = String(all.length);
  const button = document.createElement("button");
  button.className = "mark several";
  button.type = "button";
  button.ariaLabel = (box.dataset["open"] ?? "").replace("{n}", n);
  const chips = all.map(({ link }) => link.querySelector(".chip"));
  const tone = URGENT.find((one) => chips.some((chip) => chip?.classList.contains(one))) ?? "calm";
  const chip = document.createElement("span");
  chip.className = `chip ${tone}`;
  chip.textContent = (box.dataset["several"] ?? "").replace("{n}", n);
  button.append(chip);
  button.addEventListener("click", () => (chart.nearest || !apart(all) ? list(all) : chart.nearer(all.map(({ at }) => at))));
  return held(button);
}

function apart([first, ...others]: Placed[]): boolean {
  return others.some(({ at }) => Math.abs(at.lat - (first?.at.lat ?? 0)) > 0.0003 || Math.abs(at.lon - (first?.at.lon ?? 0)) > 0.0003);
}

/** Cases of one place cannot be told apart by going nearer: they stand below the map as a list. */
function list(all: Placed[]): void {
  const section = document.querySelector<HTMLElement>("[data-here]");
  const head = section?.querySelector<HTMLElement>("[data-head]");
  if (!section || !head) return;
  head.textContent = (head.dataset["several"] ?? "").replace("{n}", String(all.length));
  section.querySelector("ul")?.replaceChildren(...all.map(({ link, words }) => {
    const line = Object.assign(document.createElement("a"), { href: (link as HTMLAnchorElement).href, textContent: words });
    const item = document.createElement("li");
    item.append(line);
    return item;
  }));
  section.hidden = false;
  head.focus();
}
