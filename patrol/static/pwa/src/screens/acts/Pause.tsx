// 暂停计时: for what, and until when. On that day the clock goes on by itself.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Words } from "../../parts/Extras.tsx";
import { Picks } from "../../parts/Picks.tsx";
import { useNow } from "../../parts/useNow.ts";
import { useSheet } from "../../parts/useSheet.ts";
import { amount, china, chinaMoment, date } from "../../words.ts";
import { send, type ActProps } from "./send.ts";

const REASONS = ["appraisal", "hearing", "announcement", "mail", "court"] as const;
const DAYS = ["7", "15", "30", "60"] as const;
type Reason = (typeof REASONS)[number];
type Days = (typeof DAYS)[number];

interface Value { reason: Reason | null; days: Days | null; note: string }
const EMPTY: Value = { reason: null, days: null, note: "" };

export default function Pause({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<Value>(`pause/${theCase.id}`, EMPTY);
  const now = useNow();
  const { reason, days } = draft.value;
  const end = (n: string) => chinaMoment(china(now).number + Number(n), "18:00");
  const press = async () => {
    await send(theCase, [{ act: "pause", reason, until: end(days ?? "30"), note: draft.value.note.trim() || null }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("act.pause")} draft={draft} main={{ label: t("act.pause.do"), icon: "pause", ready: reason !== null && days !== null, press: () => void press() }} onClose={onClose}>
      <div class="head"><h2>{t("act.pause.why")}</h2></div>
      <Picks label={t("act.pause.why")} plain value={reason} picks={REASONS.map((value) => ({ value, label: t(`pause.${value}`) }))} onPick={(value) => draft.set({ reason: value })} />
      <div class="head"><h2>{t("act.pause.until")}</h2><p class="small">{t("act.pause.by_itself")}</p></div>
      <Picks label={t("act.pause.until")} plain value={days} picks={DAYS.map((value) => ({ value, label: amount("time.days", Number(value)), hint: date(end(value), now) }))} onPick={(value) => draft.set({ days: value })} />
      <Words draft={draft} />
    </ActSheet>
  );
}
