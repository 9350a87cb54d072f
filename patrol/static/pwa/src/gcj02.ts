// WGS-84 → GCJ-02, the shifted grid of Amap and Tencent (300–600 m off in China). Only for handing a place over to
// such an app: what is stored and sent stays WGS-84.
import type { Spot } from "./geometry.ts";

const A = 6_378_245;
const EE = 0.006_693_421_622_965_943;
const PI = Math.PI;

export function toGcj02({ lat, lon }: Spot): Spot {
  if (lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271) return { lat, lon };
  const [x, y, rad] = [lon - 105, lat - 35, (lat / 180) * PI];
  const magic = 1 - EE * Math.sin(rad) ** 2;
  const both = 0.1 * x * y + ((20 * Math.sin(6 * x * PI) + 20 * Math.sin(2 * x * PI)) * 2) / 3;
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.2 * Math.sqrt(Math.abs(x)) + both + waves(y, 160, 320);
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * Math.sqrt(Math.abs(x)) + both + waves(x, 150, 300);
  return {
    lat: lat + (north * 180) / (((A * (1 - EE)) / (magic * Math.sqrt(magic))) * PI),
    lon: lon + (east * 180) / ((A / Math.sqrt(magic)) * Math.cos(rad) * PI),
  };
}

function waves(along: number, middle: number, long: number): number {
  const short = 20 * Math.sin(along * PI) + 40 * Math.sin((along / 3) * PI);
  return ((short + middle * Math.sin((along / 12) * PI) + long * Math.sin((along / 30) * PI)) * 2) / 3;
}
