// 更正位置: another place, or another station to hand the case to; which stations there are only the server knows.
import { centreOf, type Spot } from "../../geometry.ts";
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Reason } from "../../parts/Extras.tsx";
import { PinMap } from "../../parts/PinMap.tsx";
import { useFix } from "../../parts/useFix.ts";
import { useSheet } from "../../parts/useSheet.ts";
import { useOutlines } from "../../store.ts";
import type { Case } from "../../types.ts";
import { send, type ActProps } from "./send.ts";
import { useCandidates } from "./useCandidates.ts";

interface Value { pin: Spot | null; station: string | null; reason: string; note: string }
const EMPTY: Value = { pin: null, station: null, reason: "", note: "" };

export default function Move({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<Value>(`move/${theCase.id}`, EMPTY);
  const outlines = useOutlines();
  const fix = useFix();
  const found = useCandidates(theCase);
  const { pin, station } = draft.value;
  const other = typeof found === "string" ? undefined : found.stations.find((one) => String(one.id) === station);
  const home = outlines?.areas.find((area) => area.code === theCase.area.code) ?? outlines?.areas[0];
  const start = pin ?? theCase.place ?? (home ? centreOf(home) : null);
  const press = async () => {
    const reason = draft.value.reason.trim();
    // Two facts, and the place first: after the other the case may be out of this person's hands.
    const place = pin ? [{ act: "move", place: { lat: pin.lat, lon: pin.lon, by: "pin" }, reason }] : [];
    const handing = other ? [{ act: "move", station: other.id, reason }] : [];
    await send(theCase, [...place, ...handing], draft);
    onClose();
  };
  const label = t(other && !pin ? "act.move.hand_over" : "act.move.do");
  return (
    <ActSheet title={t("act.move")} draft={draft} main={{ label, icon: "place", ready: pin !== null || other !== undefined, press: () => void press() }} onClose={onClose}>
      {start ? (
        <>
          <PinMap start={start} wide={3000} outlines={outlines} fix={null} onPin={(spot) => draft.set({ pin: spot })} />
          {fix ? <button class="btn" type="button" onClick={() => draft.set({ pin: { lat: fix.lat, lon: fix.lon } })}>{t("act.move.here")}</button> : null}
        </>
      ) : <p>{t("place.no_map")}</p>}
      <Stations case={theCase} found={found} station={station} onPick={(value) => draft.set({ station: value })} />
      <Reason label={t("act.move.why")} hint={t("sheet.optional")} value={draft.value.reason} onInput={(reason) => draft.set({ reason })} />
    </ActSheet>
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
