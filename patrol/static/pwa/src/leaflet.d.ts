// What is used of Leaflet 1.9, and nothing more.
declare module "leaflet/dist/leaflet-src.esm.js" {
  export type Corner = [lat: number, lon: number];
  export interface Point { x: number; y: number }
  export interface Bounds { isValid(): boolean; pad(by: number): Bounds; extend(other: Bounds | Corner): Bounds }
  export interface Layer { addTo(to: Chart | Group): this; remove(): this }
  export interface Group extends Layer { clearLayers(): this }
  export interface Chart {
    on(events: string, heard: () => void): this;
    remove(): this;
    fitBounds(bounds: Bounds, options?: object): this;
    setView(centre: Corner | { lat: number; lng: number }, zoom: number, options?: object): this;
    getCenter(): { lat: number; lng: number };
    getZoom(): number;
    getMaxZoom(): number;
    getSize(): Point;
    zoomIn(by?: number): this;
    zoomOut(by?: number): this;
    latLngToContainerPoint(at: Corner): Point;
    invalidateSize(): this;
    dragging?: { moved(): boolean };
  }
  export function map(box: HTMLElement, options: object): Chart;
  export function layerGroup(): Group;
  export function polygon(rings: Corner[][], options: object): Layer;
  export function circle(at: Corner, options: object): Layer;
  export function marker(at: Corner, options: object): Layer;
  export function divIcon(options: object): object;
  export function latLngBounds(corners: Corner[]): Bounds;
}
