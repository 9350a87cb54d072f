// 信息员是谁: the name comes only with a reason, and the look is said to be recorded before it happens.
import { useState } from "preact/hooks";
import { ask } from "../../api.ts";
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Reason } from "../../parts/Extras.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import { known } from "../../words.ts";
import type { ActProps } from "./send.ts";

interface Reporter { report: string; name: string; phone: string | null }
type Found = { state: "people"; people: Reporter[] } | { state: "trouble"; text: string } | null;

export default function ReporterName({ case: theCase, onClose }: ActProps) {
  const draft = useSheet(`reporter/${theCase.id}`, { reason: "", note: "" });
  const [found, setFound] = useState<Found>(null);
  const [asking, setAsking] = useState(false);
  const reason = draft.value.reason.trim();
  const look = async () => {
    setAsking(true);
    const answer = await ask<{ reporters: Reporter[] }>(`/cases/${theCase.id}/reporter`, { method: "POST", json: { reason } });
    setAsking(false);
    if (answer.ok) {
      setFound({ state: "people", people: answer.value.reporters });
      await draft.clear();
    } else {
      setFound({ state: "trouble", text: answer.why === "refused" ? known(`why.${answer.error.code}`, answer.error.message) : t("act.look.offline") });
    }
  };
  const shown = found?.state === "people";
  const main = shown
    ? { label: t("sheet.close"), ready: true, press: onClose }
    : { label: t("act.look.do"), ready: reason !== "" && !asking, press: () => void look() };
  return (
    <ActSheet title={t("act.look")} draft={draft} main={main} onClose={onClose}>
      {shown ? <People people={found.people} /> : (
        <>
          <p>{t("act.look.recorded")}</p>
          <Reason label={t("act.look.why")} value={draft.value.reason} onInput={(text) => draft.set({ reason: text })} />
        </>
      )}
      {found?.state === "trouble" ? <p class="alarm" role="alert">{found.text}</p> : null}
    </ActSheet>
  );
}

function People({ people }: { people: Reporter[] }) {
  return (
    <div class="lines" role="status">
      {people.map((one) => (
        <p key={one.report}>
          <span class="grow">{one.name}</span>
          {one.phone ? <a class="value link btn-line" href={`tel:${one.phone}`}>{one.phone}</a> : null}
        </p>
      ))}
    </div>
  );
}
