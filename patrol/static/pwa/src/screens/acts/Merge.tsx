// 并案: into which open case near by. What lies there the phone knows by itself.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Words } from "../../parts/Extras.tsx";
import { Picks } from "../../parts/Picks.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import { mergeable } from "../../same.ts";
import { useCases } from "../../store.ts";
import { distance, joined, kindName } from "../../words.ts";
import { send, type ActProps } from "./send.ts";

interface Value { into: string | null; note: string }
const EMPTY: Value = { into: null, note: "" };

export default function Merge({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<Value>(`merge/${theCase.id}`, EMPTY);
  const found = mergeable(useCases() ?? [], theCase);
  const into = found.some((one) => String(one.case.id) === draft.value.into) ? draft.value.into : null;
  const press = async () => {
    await send(theCase, [{ act: "merge", into }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.merge")} draft={draft} main={{ label: t("act.merge.do"), ready: into !== null, press: () => void press() }} onClose={onClose}>
      <p>{t("act.merge.how")}</p>
      <div class="head"><h2>{t("act.merge.which")}</h2></div>
      {found.length === 0 ? <p role="status">{t("act.merge.none")}</p> : (
        <Picks
          label={t("act.merge.which")} value={into} onPick={(value) => draft.set({ into: value })}
          picks={found.map(({ case: one, metres }) => ({ value: String(one.id), label: one.number, hint: joined(kindName(one.kind), distance(metres)) }))}
        />
      )}
      <Words draft={draft} />
    </ActSheet>
  );
}
