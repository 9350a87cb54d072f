// 处置: corrected, filed or transferred. 立案 has legal consequences, so it is asked about first.
import { useState } from "preact/hooks";
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { PhotoGrid, Words } from "../../parts/Extras.tsx";
import type { IconName } from "../../parts/Icon.tsx";
import { Picks } from "../../parts/Picks.tsx";
import { useFix } from "../../parts/useFix.ts";
import { useSheet } from "../../parts/useSheet.ts";
import { send, type ActProps } from "./send.ts";

type Outcome = "corrected" | "filed" | "transferred";
const OUTCOMES: [Outcome, IconName][] = [["corrected", "tick"], ["filed", "card"], ["transferred", "out"]];

export default function Handle({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<{ outcome: Outcome | null; note: string }>(`handle/${theCase.id}`, { outcome: null, note: "" });
  const fix = useFix();
  const [asking, setAsking] = useState(false);
  const { outcome } = draft.value;
  const done = async () => {
    await send(theCase, [{ act: "handle", outcome }], draft, fix);
    onClose();
  };
  const label = t(outcome ? `act.handle.do_${outcome}` : "act.handle.do");
  const press = () => { if (outcome === "filed") setAsking(true); else void done(); };
  return (
    <ActSheet title={t("act.handle.title")} draft={draft} main={{ label, ready: outcome !== null, press }} onClose={onClose}>
      <Picks
        label={t("act.handle.title")} value={outcome} onPick={(value) => draft.set({ outcome: value })}
        picks={OUTCOMES.map(([value, icon]) => ({ value, icon, label: t(`act.handle.${value}`), hint: t(`act.handle.${value}_hint`) }))}
      />
      <PhotoGrid draft={draft} hint={t("act.handle.photos")} />
      <Words draft={draft} />
      {asking ? (
        <Confirm
          title={t("act.handle.ask")} text={t("act.handle.ask_text")} safe={t("sheet.look_again")} act={t("act.handle.do_filed")}
          onSafe={() => setAsking(false)} onAct={() => void done()}
        />
      ) : null}
    </ActSheet>
  );
}
