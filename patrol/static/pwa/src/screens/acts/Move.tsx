// 更正位置: another place, another village, or another station to hand the case to; what there is only the server knows.
import { centreOf, type Spot } from "../../geometry.ts";
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Reason } from "../../parts/Extras.tsx";
import { PinMap } from "../../parts/PinMap.tsx";
import { useFix } from "../../parts/useFix.ts";
import { useSheet } from "../../parts/useSheet.ts";
import { useOutlines } from "../../store.ts";
import type { Case } from "../../types.ts";
import { areaName } from "../../words.ts";
import { send, type ActProps } from "./send.ts";
import { useCandidates } from "./useCandidates.ts";

interface Value { pin: Spot | null; area: string | null; station: string | null; reason: string; note: string }
const EMPTY: Value = { pin: null, area: null, station: null, reason: "", note: "" };

export default function Move({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<Value>(`move/${theCase.id}`, EMPTY);
  const outlines = useOutlines();
  const fix = useFix();
  const found = useCandidates(theCase);
  const { pin, area, station } = draft.value;
  const other = typeof found === "string" ? undefined : found.stations.find((one) => String(one.id) === station);
  const home = outlines?.areas.find((area) => area.code === theCase.area.code) ?? outlines?.areas[0];
  const start = pin ?? theCase.place ?? (home ? centreOf(home) : null);
  const press = async () => {
    const reason = draft.value.reason.trim();
    // Two facts, and the place first: after the other the case may be out of this person's hands.
    const where = { ...(pin ? { place: { lat: pin.lat, lon: pin.lon, by: "pin" } } : {}), ...(area ? { area } : {}) };
    const place = pin || area ? [{ act: "move", ...where, reason }] : [];
    const handing = other ? [{ act: "move", station: other.id, reason }] : [];
    await send(theCase, [...place, ...handing], draft);
    onClose();
  };
  const label = t(other && !pin && !area ? "act.move.hand_over" : "act.move.do");
  return (
    <ActSheet title={t("act.move")} draft={draft} main={{ label, icon: "place", ready: pin !== null || area !== null || other !== undefined, press: () => void press() }} onClose={onClose}>
      {start ? (
        <>
          <PinMap start={start} wide={3000} outlines={outlines} fix={null} onPin={(spot) => draft.set({ pin: spot })} />
          {fix ? <button class="btn" type="button" onClick={() => draft.set({ pin: { lat: fix.lat, lon: fix.lon } })}>{t("act.move.here")}</button> : null}
        </>
      ) : <p>{t("place.no_map")}</p>}
      <Villages found={found} pinned={pin !== null} area={area} onPick={(value) => draft.set({ area: value })} />
      <Stations case={theCase} found={found} station={station} onPick={(value) => draft.set({ station: value })} />
      <Reason label={t("act.move.why")} hint={t("sheet.optional")} value={draft.value.reason} onInput={(reason) => draft.set({ reason })} />
    </ActSheet>
  );
}

interface VillagesProps { found: ReturnType<typeof useCandidates>; pinned: boolean; area: string | null; onPick: (area: string | null) => void }

/** By name, for whoever knows the village and not the map, and where there are no outlines to aim at. */
function Villages({ found, pinned, area, onPick }: VillagesProps) {
  if (typeof found === "string" || found.villages.length === 0) return null;
  const towns = [...new Set(found.villages.map((one) => one.town))];
  return (
    <div class="lines top-gap">
      <label>
        <span class="grow">{t("act.move.area")}</span>
        <select class="value" value={area ?? ""} onChange={(event) => onPick(event.currentTarget.value || null)}>
          <option value="">{t(pinned ? "act.move.area_by_pin" : "act.move.area_stays")}</option>
          {towns.map((town) => (
            <optgroup key={town} label={town}>
              {found.villages.filter((one) => one.town === town).map((one) => <option key={one.code} value={one.code}>{areaName(one)}</option>)}
            </optgroup>
          ))}
        </select>
      </label>
    </div>
  );
}

interface StationsProps { case: Case; found: ReturnType<typeof useCandidates>; station: string | null; onPick: (station: string | null) => void }

function Stations({ case: theCase, found, station, onPick }: StationsProps) {
  if (typeof found === "string") return <p class="gap" role="status">{t(found === "asking" ? "act.assign.asking" : "act.move.offline")}</p>;
  const others = found.stations.filter((one) => String(one.id) !== String(theCase.station?.id));
  if (others.length === 0) return null;
  return (
    <div class="lines top-gap">
      <label>
        <span class="grow">{t("act.move.station")}</span>
        <select class="value" value={station ?? ""} onChange={(event) => onPick(event.currentTarget.value || null)}>
          <option value="">{t("act.move.stays")}</option>
          {others.map((one) => <option key={one.id} value={String(one.id)}>{one.name}</option>)}
        </select>
      </label>
    </div>
  );
}
