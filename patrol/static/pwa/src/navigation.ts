// Handing a place over to a map app, each in the datum it takes: 高德 and 腾讯 GCJ-02, 百度 WGS-84 when told so,
// Apple's maps and geo: links WGS-84.
import { toGcj02 } from "./gcj02.ts";
import type { Spot } from "./geometry.ts";

export interface MapApp { id: "amap" | "tencent" | "baidu" | "apple" | "geo"; datum: "gcj02" | "wgs84"; address: string }

export function mapApps(spot: Spot, name: string, agent: string): MapApp[] {
  const apple = /iPhone|iPad|Macintosh/.test(agent);
  const shifted = toGcj02(spot);
  const label = encodeURIComponent(name);
  const own: MapApp = apple
    ? { id: "apple", datum: "wgs84", address: `https://maps.apple.com/?daddr=${pair(spot)}&q=${label}&dirflg=d` }
    : { id: "geo", datum: "wgs84", address: `geo:${pair(spot)}?q=${pair(spot)}(${label})` };
  return [
    { id: "amap", datum: "gcj02", address: `https://uri.amap.com/navigation?to=${swapped(shifted)},${label}&mode=car&coordinate=gaode&callnative=1` },
    { id: "tencent", datum: "gcj02", address: `https://apis.map.qq.com/uri/v1/routeplan?type=drive&to=${label}&tocoord=${pair(shifted)}&referer=patrol` },
    { id: "baidu", datum: "wgs84", address: `https://api.map.baidu.com/direction?destination=latlng:${pair(spot)}|name:${label}&coord_type=wgs84&mode=driving&output=html&src=patrol` },
    own,
  ];
}

function pair({ lat, lon }: Spot): string {
  return `${lat.toFixed(6)},${lon.toFixed(6)}`;
}

function swapped({ lat, lon }: Spot): string {
  return `${lon.toFixed(6)},${lat.toFixed(6)}`;
}
