// Until when: three answers that fit most days, and any other time.
import { t } from "../../i18n.ts";
import { Picks, type Pick } from "../../parts/Picks.tsx";
import { china, chinaMoment, day } from "../../words.ts";

export type When = "today" | "tomorrow" | "third" | "seventh" | "other";
export interface DeadlineValue { when: When | null; other: string }

const CLOSES = "18:00";
const AHEAD: Record<Exclude<When, "other">, number> = { today: 0, tomorrow: 1, third: 3, seventh: 7 };

export function Deadline({ value, now, offered, onChange }: {
  value: DeadlineValue; now: number; offered: Exclude<When, "other">[]; onChange: (value: DeadlineValue) => void;
}) {
  const picks: Pick<When>[] = offered
    .map((when) => ({ when, at: momentOf({ when, other: "" }, now) }))
    .filter(({ at }) => at !== null && Date.parse(at) > now)
    .map(({ when, at }) => ({ value: when, label: t("time.at", { date: day(at ?? now, now), clock: CLOSES }) }));
  return (
    <>
      <div class="head"><h2>{t("sheet.until")}</h2></div>
      <Picks label={t("sheet.until")} plain value={value.when} picks={[...picks, { value: "other", label: t("sheet.other_time") }]} onPick={(when) => onChange({ ...value, when })} />
      {value.when === "other" ? (
        <label class="asked">
          <span class="head"><b>{t("sheet.other_time")}</b></span>
          <input type="datetime-local" value={value.other} onInput={(event) => onChange({ ...value, other: event.currentTarget.value })} />
        </label>
      ) : null}
    </>
  );
}

/** As the server wants it; null while nothing usable is chosen. */
export function momentOf({ when, other }: DeadlineValue, now: number): string | null {
  if (when === null) return null;
  if (when !== "other") return chinaMoment(china(now).number + AHEAD[when], CLOSES);
  const typed = `${other}:00+08:00`;
  return Date.parse(typed) > now ? typed : null;
}
