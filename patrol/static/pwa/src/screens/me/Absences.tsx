// 不在岗: the days on which the assistants stand in. Entered with a network only, and says so without one.
import { useEffect, useState } from "preact/hooks";
import { ask, type Answer } from "../../api.ts";
import { t } from "../../i18n.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Sheet } from "../../parts/Sheet.tsx";
import { useNow } from "../../parts/useNow.ts";
import { showToast } from "../../toast.ts";
import { date } from "../../words.ts";

interface Absence { id: string; from_on: string; to_on: string; begun: boolean }
type Told = { absences: Absence[] };

export function Absences() {
  const [known, setKnown] = useState<Absence[]>([]);
  const [asking, setAsking] = useState(false);
  const now = useNow();
  const take = (answer: Answer<Told>) => { if (answer.ok) setKnown(answer.value.absences); };
  useEffect(() => void ask<Told>("/absences").then(take), []);
  const told = (answer: Answer<Told>, done: string): boolean => {
    take(answer);
    if (answer.ok) showToast(done);
    else showToast(answer.why === "refused" ? answer.error?.message ?? t("me.absence_offline") : t("me.absence_offline"));
    return answer.ok;
  };
  const end = async (one: Absence) => void told(await ask<Told>(`/absences/${one.id}`, { method: "DELETE" }), t(one.begun ? "me.absence_back" : "me.absence_cancelled"));
  const enter = async (json: object) => { if (told(await ask<Told>("/absences", { method: "POST", json }), t("me.absence_saved"))) setAsking(false); };
  return (
    <>
      <div class="head"><h2>{t("me.absence")}</h2></div>
      <div class="lines">
        {known.map((one) => (
          <p key={one.id}>
            <Icon name="person" /><span class="grow">{t("me.absence_span", { from: day(one.from_on, now), to: day(one.to_on, now) })}</span>
            <button class="btn plain" type="button" onClick={() => void end(one)}>{t(one.begun ? "me.absence_back" : "me.absence_cancel")}</button>
          </p>
        ))}
        <button class="line" type="button" onClick={() => setAsking(true)}>
          <Icon name="clock" /><span class="grow">{t("me.absence_set")}<br /><span class="small">{t("me.absence_why")}</span></span><Icon name="next" />
        </button>
      </div>
      {asking ? <Days onEnter={(json) => void enter(json)} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function Days({ onEnter, onClose }: { onEnter: (json: object) => void; onClose: () => void }) {
  const [from_on, setFrom] = useState("");
  const [to_on, setTo] = useState("");
  const ready = from_on !== "" && to_on >= from_on;
  return (
    <Sheet
      title={t("me.absence")} onClose={onClose}
      dock={<button class="btn main" type="button" disabled={!ready} onClick={() => onEnter({ from_on, to_on })}>{t("me.absence_set")}</button>}
    >
      <p>{t("me.absence_why")}</p>
      <label class="asked"><span class="head"><b>{t("me.absence_from")}</b></span><input type="date" value={from_on} onInput={(event) => setFrom(event.currentTarget.value)} /></label>
      <label class="asked"><span class="head"><b>{t("me.absence_to")}</b></span><input type="date" value={to_on} min={from_on} onInput={(event) => setTo(event.currentTarget.value)} /></label>
    </Sheet>
  );
}

function day(text: string, now: number): string {
  return date(`${text}T12:00:00+08:00`, now);
}
