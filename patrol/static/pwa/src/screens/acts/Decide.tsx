// 作出决定: what a filed case came to. Sparing somebody, and withdrawing, need a reason.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { PhotoGrid, Reason, Words } from "../../parts/Extras.tsx";
import type { IconName } from "../../parts/Icon.tsx";
import { Picks } from "../../parts/Picks.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import { send, type ActProps } from "./send.ts";

type Outcome = "penalty" | "no_penalty" | "withdrawn" | "transferred";
const OUTCOMES: [Outcome, IconName][] = [["penalty", "card"], ["no_penalty", "tick"], ["withdrawn", "return"], ["transferred", "out"]];

interface Value { outcome: Outcome | null; reason: string; note: string }
const EMPTY: Value = { outcome: null, reason: "", note: "" };

export default function Decide({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<Value>(`decide/${theCase.id}`, EMPTY);
  const { outcome, reason } = draft.value;
  const explains = outcome === "no_penalty" || outcome === "withdrawn";
  const press = async () => {
    await send(theCase, [{ act: "decide", outcome, reason: explains ? reason.trim() : null }], draft);
    onClose();
  };
  const label = t(outcome ? `act.decide.do_${outcome}` : "act.decide.do");
  const ready = outcome !== null && (!explains || reason.trim() !== "");
  return (
    <ActSheet title={t("act.decide.title")} draft={draft} main={{ label, ready, press: () => void press() }} onClose={onClose}>
      <Picks
        label={t("act.decide.title")} value={outcome} onPick={(value) => draft.set({ outcome: value })}
        picks={OUTCOMES.map(([value, icon]) => ({ value, icon, label: t(`act.decide.${value}`), hint: t(`act.decide.${value}_hint`) }))}
      />
      {explains ? <Reason label={t("act.decide.why")} value={reason} onInput={(text) => draft.set({ reason: text })} /> : null}
      <PhotoGrid draft={draft} hint={t("act.decide.photos")} />
      <Words draft={draft} />
    </ActSheet>
  );
}
