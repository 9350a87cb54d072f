// The phone's place, watched while a screen is open. It only ever gets better or newer, and never holds anything up.
import { phoneTime } from "./clock.ts";
import type { Fix } from "./types.ts";

export type GeoState = "searching" | "found" | "denied" | "missing";

const FRESH_MS = 60_000;

export function watch(tell: (state: GeoState, fix: Fix | null) => void): () => void {
  // Browsers keep the place to secure origins: over plain http on the office's network there is none.
  if (!("geolocation" in navigator) || !isSecureContext) {
    tell("missing", null);
    return () => {};
  }
  let best: Fix | null = null;
  const found = (position: GeolocationPosition) => {
    const next = toFix(position);
    if (!better(next, best)) return;
    best = next;
    tell("found", next);
  };
  const failed = (error: GeolocationPositionError) => {
    if (!best) tell(error.code === error.PERMISSION_DENIED ? "denied" : "missing", null);
  };
  tell("searching", null);
  const id = navigator.geolocation.watchPosition(found, failed, { enableHighAccuracy: true, maximumAge: 15_000, timeout: 60_000 });
  return () => navigator.geolocation.clearWatch(id);
}

export function better(next: Fix, best: Fix | null): boolean {
  if (!best || best.accuracy_m === null) return true;
  return (next.accuracy_m ?? Infinity) <= best.accuracy_m || Date.parse(next.at) - Date.parse(best.at) > FRESH_MS;
}

function toFix({ coords, timestamp }: GeolocationPosition): Fix {
  return {
    lat: coords.latitude, lon: coords.longitude, accuracy_m: numberOr(coords.accuracy), altitude_m: numberOr(coords.altitude),
    heading_deg: numberOr(coords.heading), at: phoneTime(timestamp),
  };
}

function numberOr(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Math.round(value * 10) / 10;
}
