// Leaflet over outlines, without tiles: a network of the office alone has none, and neither has a field without signal.
// This file and Leaflet's style sheet come when the map is opened. It imports nothing else of the app: what two files
// share would become a third, and one more round trip for everybody who never opens the map.
import { circle, divIcon, latLngBounds, layerGroup, map, marker, polygon, type Chart, type Corner, type Group } from "leaflet/dist/leaflet-src.esm.js";
import styles from "../../css/map.css";
import type { Outline, Spot } from "../../geometry.ts";
import type { Outlines } from "../../types.ts";

const NEAREST = 17;
const FARTHEST = 8;
/** From here on villages have their lines and names, farther off the towns have theirs. */
const VILLAGES = 12;
/** The middle of the country: there is neither a case nor an outline. */
const SOMEWHERE: Corner = [35, 105];
/** For a first look: nearer, one case would stand on an empty ground. */
const NEAR_ENOUGH = 14;

/** The layers are ours to fill: each mark is an element with its place. */
export interface Mark { at: Spot; element: HTMLElement }
export interface Look { centre: { lat: number; lng: number }; zoom: number }

export class CaseChart {
  readonly chart: Chart;
  private readonly lines = layerGroup();
  private readonly names = layerGroup();
  private readonly marked = layerGroup();
  private readonly here = layerGroup();
  private areas: Outline[] = [];
  private readonly box: HTMLElement;
  private readonly watch: ResizeObserver;

  constructor(box: HTMLElement, onMoved: () => void) {
    this.box = box;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.chart = map(box, {
      zoomControl: false, attributionControl: false, minZoom: FARTHEST, maxZoom: NEAREST, zoomSnap: 0.5,
      zoomAnimation: !still, fadeAnimation: false, markerZoomAnimation: !still, inertia: !still,
    });
    for (const group of [this.lines, this.here, this.names, this.marked] as Group[]) group.addTo(this.chart);
    this.chart.on("moveend zoomend", onMoved);
    this.watch = new ResizeObserver(() => this.chart.invalidateSize());
    this.watch.observe(box);
  }

  remove(): void {
    this.watch.disconnect();
    this.chart.remove();
  }

  /** `own` is the area whose ground is tinted: the reader's. */
  outline(outlines: Outlines, own: string | null): void {
    this.areas = outlines.areas;
    this.lines.clearLayers();
    // The county first and villages last: the tint of a town must not cover the lines of its villages.
    for (const area of [...this.areas].sort((a, b) => a.level.localeCompare(b.level))) {
      const mine = own !== null && area.code.startsWith(own.replace(/0+$/, ""));
      polygon(area.rings.map(turned), { className: `line-${area.level}${mine ? " own" : ""}`, interactive: false }).addTo(this.lines);
    }
  }

  mark(marks: Mark[]): void {
    this.marked.clearLayers();
    for (const { at, element } of marks) this.put(at, element, "mark-at", "markerPane").addTo(this.marked);
  }

  /** The reader's own place, with how sure the phone is of it. */
  stand(spot: Spot, accuracy: number | null, label: HTMLElement): void {
    this.here.clearLayers();
    circle([spot.lat, spot.lon], { radius: accuracy ?? 0, className: "here-round", interactive: false }).addTo(this.here);
    this.put(spot, label, "mark-at", "shadowPane").addTo(this.here);
    this.chart.setView([spot.lat, spot.lon], Math.max(this.chart.getZoom(), NEAR_ENOUGH));
  }

  /** All of these in sight, or the area, or the whole county. */
  show(spots: Spot[], otherwise: string | null, nearest = NEAR_ENOUGH): void {
    const area = this.areas.find((one) => one.code === otherwise) ?? this.areas.find((one) => one.level === "county") ?? this.areas[0];
    const corners: Corner[] = spots.length > 0 ? spots.map(({ lat, lon }) => [lat, lon]) : (area?.rings.flat() ?? []).map(([lon, lat]) => [lat, lon]);
    const bounds = latLngBounds(corners);
    if (bounds.isValid()) this.chart.fitBounds(bounds, { paddingTopLeft: [60, 72], paddingBottomRight: [60, 24], maxZoom: nearest, animate: false });
    else this.chart.setView(SOMEWHERE, FARTHEST);
  }

  /** All of these, and in any case nearer than before: a tap on several must lead on. */
  nearer(spots: Spot[]): void {
    const before = this.chart.getZoom();
    this.show(spots, null, NEAREST);
    if (this.chart.getZoom() < before + 1) this.chart.setView(this.chart.getCenter(), Math.min(NEAREST, before + 1), { animate: false });
  }

  look(): Look {
    return { centre: this.chart.getCenter(), zoom: this.chart.getZoom() };
  }

  restore({ centre, zoom }: Look): void {
    this.chart.setView(centre, zoom, { animate: false });
  }

  on(spot: Spot): { x: number; y: number } {
    return this.chart.latLngToContainerPoint([spot.lat, spot.lon]);
  }

  get nearest(): boolean {
    return this.chart.getZoom() >= NEAREST;
  }

  /** Which areas have lines and names at this distance. */
  get level(): "village" | "town" {
    return this.chart.getZoom() >= VILLAGES ? "village" : "town";
  }

  get size(): { x: number; y: number } {
    return this.chart.getSize();
  }

  name(names: { at: Spot; words: string }[]): void {
    this.box.classList.toggle("near", this.level === "village");
    this.names.clearLayers();
    for (const { at, words } of names) {
      const label = document.createElement("span");
      label.className = "on-map";
      label.ariaHidden = "true";
      label.textContent = words;
      this.put(at, label, "mark-at", "shadowPane").addTo(this.names);
    }
  }

  private put(at: Spot, html: HTMLElement, className: string, pane: string) {
    return marker([at.lat, at.lon], { icon: divIcon({ html, className, iconSize: null }), interactive: false, keyboard: false, pane });
  }
}

/** Once for the page. A map without its style sheet would be a heap of boxes, so nothing is drawn before. */
export function styled(): Promise<void> {
  if (document.querySelector(`link[href="${styles}"]`)) return Promise.resolve();
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = styles;
  return new Promise((done, failed) => {
    link.onload = () => done();
    link.onerror = () => { link.remove(); failed(new Error("map.css")); };
    document.head.append(link);
  });
}

/** Marks are as large as the text is. */
export function rem(n: number): number {
  return n * parseFloat(getComputedStyle(document.documentElement).fontSize);
}

function turned(ring: [number, number][]): Corner[] {
  return ring.map(([lon, lat]) => [lat, lon]);
}
