// A calendar and nothing else: what stands on the screen while the app is hidden.
import { useEffect, useRef, useState } from "preact/hooks";
import { thrice, uncover, way, type Way } from "../cover.ts";
import { currentLanguage, t } from "../i18n.ts";

const ICON = "/app/icons/calendar.svg";

export function Cover() {
  const [shown, setShown] = useState(thisMonth);
  const third = useRef({ month: thrice(), today: thrice() });
  useEffect(neutral, []);
  const tapped = (where: Way, event: Event) => {
    if (third.current[where](event.timeStamp) && way() === where) uncover();
  };
  const step = (months: number) => setShown((from) => new Date(from.getFullYear(), from.getMonth() + months, 1));
  const format = (date: Date, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(currentLanguage(), options).format(date);
  const today = new Date();
  return (
    <main class="page calendar">
      <div class="top">
        <h1><button class="month" type="button" onClick={(event) => tapped("month", event)}>{format(shown, { year: "numeric", month: "long" })}</button></h1>
        <button class="btn" type="button" aria-label={t("cover.before")} onClick={() => step(-1)}>‹</button>
        <button class="btn" type="button" aria-label={t("cover.after")} onClick={() => step(1)}>›</button>
      </div>
      <table>
        <thead><tr>{week().map((day) => <th key={day.getDay()} scope="col">{format(day, { weekday: "narrow" })}</th>)}</tr></thead>
        <tbody>{weeksOf(shown).map((days) => (
          <tr key={days[0]?.getTime()}>{days.map((day) => (
            <td key={day.getTime()} class={day.getMonth() === shown.getMonth() ? undefined : "other"}>
              {day.toDateString() === today.toDateString()
                ? <button class="today" type="button" aria-current="date" onClick={(event) => tapped("today", event)}>{day.getDate()}</button>
                : day.getDate()}
            </td>
          ))}</tr>
        ))}</tbody>
      </table>
      <p class="top-gap">{format(today, { month: "long", day: "numeric", weekday: "long" })}</p>
      <p class="small">{lunar(today)}</p>
    </main>
  );
}

/** Title and icon, as far as a page can change how it is called. */
function neutral(): () => void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const before = icon?.getAttribute("href") ?? "";
  document.title = t("cover.title");
  icon?.setAttribute("href", ICON);
  return () => {
    document.title = t("app.name");
    icon?.setAttribute("href", before);
  };
}

function thisMonth(): Date {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), 1);
}

/** Monday first; 5 January 1970 was one. */
function week(): Date[] {
  return [5, 6, 7, 8, 9, 10, 11].map((day) => new Date(1970, 0, day));
}

function weeksOf(month: Date): Date[][] {
  const before = (month.getDay() + 6) % 7;
  const last = new Date(month.getFullYear(), month.getMonth() + 1, 0).getDate();
  return Array.from({ length: Math.ceil((before + last) / 7) }, (_, row) => (
    Array.from({ length: 7 }, (_, day) => new Date(month.getFullYear(), month.getMonth(), 1 - before + row * 7 + day))
  ));
}

/** 十月十八, where the browser knows the farmers' calendar. */
function lunar(day: Date): string {
  try {
    return t("cover.lunar", { day: new Intl.DateTimeFormat("zh-CN-u-ca-chinese", { month: "long", day: "numeric" }).format(day) });
  } catch {
    return "";
  }
}
