// 照片资料: what the file says of time, camera and place, and what is odd about it, in words. A disagreement is shown, no more.
import { useEffect, useState } from "preact/hooks";
import { ask, photoUrl } from "../api.ts";
import { metresBetween } from "../geometry.ts";
import { t } from "../i18n.ts";
import type { PhotoFile, Place } from "../types.ts";
import { compass, distance, joined, known, moment } from "../words.ts";
import { Icon } from "./Icon.tsx";
import { Sheet } from "./Sheet.tsx";
import { WaitBar } from "./Waiting.tsx";

interface Props { sha256: string; place: Place | null; now: number; onClose: () => void }

export function PhotoFacts({ sha256, place, now, onClose }: Props) {
  const [file, setFile] = useState<PhotoFile | string>();
  useEffect(() => {
    const check = (value: unknown) => Array.isArray((value as Partial<PhotoFile>).findings);
    void ask<PhotoFile>(`/photos/${sha256}/facts`, { check })
      .then((answer) => setFile(answer.ok ? answer.value : answer.why === "refused" ? answer.error.message : t("net.needs_network")));
  }, [sha256]);
  return (
    <Sheet title={t("facts.open")} onClose={onClose}>
      {file === undefined ? <WaitBar /> : typeof file === "string" ? <p role="status">{file}</p> : <Told file={file} place={place} sha256={sha256} now={now} />}
    </Sheet>
  );
}

function Told({ file, place, sha256, now }: { file: PhotoFile; place: Place | null; sha256: string; now: number }) {
  const rows = [
    ["facts.taken_at", file.taken_at ? moment(file.taken_at + (file.offset ?? "+08:00"), now) : t("facts.not_said")],
    ["facts.model", [file.make, file.model].filter(Boolean).join(" ") || t("facts.not_said")],
    ["facts.place", whereOf(file, place)],
    ["facts.size", file.width && file.height ? `${file.width} × ${file.height}` : t("facts.not_said")],
  ] as const;
  return (
    <>
      <div class="lines">{rows.map(([key, value]) => <p key={key}><span class="grow">{t(key)}</span><span class="value">{value}</span></p>)}</div>
      {file.findings.length > 0 ? (
        <>
          <div class="head"><h2>{t("facts.findings")}</h2></div>
          <ul class="card">{file.findings.map((code) => <li key={code}>{known(`finding.${code}`, code)}</li>)}</ul>
        </>
      ) : null}
      <div class="lines top-gap">
        <a href={photoUrl(sha256, "original")} download><Icon name="out" /><span class="grow">{t("facts.original")}<br /><span class="small">{t("facts.recorded")}</span></span></a>
      </div>
    </>
  );
}

/** Where the photo says it was taken, how far that is from the place of the case, and where the camera looked. */
function whereOf({ gps }: PhotoFile, place: Place | null): string {
  if (gps.status !== "ok" || gps.lat === null || gps.lon === null) return t("facts.not_said");
  const spot = { lat: gps.lat, lon: gps.lon };
  const apart = place && place.by !== "village" ? t("facts.apart", { distance: distance(metresBetween(spot, place)) }) : "";
  return joined(`${spot.lat.toFixed(5)}, ${spot.lon.toFixed(5)}`, apart, gps.bearing_deg !== null && compass(gps.bearing_deg));
}
