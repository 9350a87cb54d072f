// Times, distances and names as people here say them. Always in China's time: a phone set to another zone must not
// move a deadline, and China has had one time without summer time since 1991.
import { serverNow } from "./clock.ts";
import { currentLanguage, has, t } from "./i18n.ts";
import { spokenName } from "./spoken.ts";
import type { Area, Case, Level } from "./types.ts";

const CHINA_MS = 8 * 3_600_000;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface Day { year: number; month: number; day: number; weekday: number; number: number; clock: string }

export function china(at: string | number): Day {
  const ms = typeof at === "number" ? at : Date.parse(at);
  const date = new Date(ms + CHINA_MS);
  return {
    year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay(),
    number: Math.floor((ms + CHINA_MS) / DAY), clock: date.toISOString().slice(11, 16),
  };
}

/** A moment of China's time as the server wants it: "2026-11-25T18:00:00+08:00". */
export function chinaMoment(dayNumber: number, clock: string): string {
  return `${new Date(dayNumber * DAY).toISOString().slice(0, 10)}T${clock}:00+08:00`;
}

/** 今天 08:14, 昨天 16:40, 明天 18:00, 11月18日 09:54; the year only when it is another one. */
export function moment(at: string | number, now: number = serverNow()): string {
  const that = china(at);
  const near = nearDay(that, china(now));
  return near ? t(`time.${near}_at`, { clock: that.clock }) : t("time.at", { date: date(at, now), clock: that.clock });
}

/** The day alone, in full: 11月18日. */
export function date(at: string | number, now: number = serverNow()): string {
  const that = china(at);
  const month = t(`time.month.${that.month}`);
  const params = { month, day: that.day, year: that.year };
  return t(that.year === china(now).year ? "time.date" : "time.date_year", params);
}

/** 今天, 昨天, 明天, or the date. */
export function day(at: string | number, now: number = serverNow()): string {
  const near = nearDay(china(at), china(now));
  return near ? t(`time.${near}`) : date(at, now);
}

export function clock(at: string | number): string {
  return china(at).clock;
}

export function weekday(at: string | number): string {
  return t(`time.weekday.${china(at).weekday}`);
}

/** Device time first; "09:56 收到" follows when the two differ by more than two minutes. */
export function doneAndReceived(at: string, received: string, now: number): string {
  const apart = Math.abs(Date.parse(received) - Date.parse(at)) > 2 * MINUTE;
  if (!apart) return moment(at, now);
  const sameDay = china(at).number === china(received).number;
  const arrived = t("time.received", { time: sameDay ? clock(received) : moment(received, now) });
  return t("part.pair", { a: moment(at, now), b: arrived });
}

/** A length of time rounded down: nobody is told there is more left than there is. */
export function span(ms: number): string {
  if (ms < MINUTE) return t("time.under_minute");
  if (ms < HOUR) return amount("time.minutes", Math.floor(ms / MINUTE));
  if (ms < DAY) return amount("time.hours", Math.floor(ms / HOUR));
  return amount("time.days", Math.floor(ms / DAY));
}

/** What the middle case took: hours for two days, then days and tenths; a dash where it is of too few to say. */
export function tookWords(minutes: number | null | undefined): string {
  if (minutes === null || minutes === undefined) return t("figures.too_few");
  if (minutes < 10) return t("figures.at_once");
  if (minutes < 60) return amount("time.minutes", minutes);
  const hours = Math.round(minutes / 60);
  return hours < 48 ? amount("time.hours", hours) : t("time.days", { n: Math.round(minutes / 144) / 10 });
}

/** English has a form for one; in Chinese both are the same words. */
export function amount(key: string, n: number): string {
  return t(n === 1 && has(`${key}.one`) ? `${key}.one` : key, { n });
}

/** 约 3500: no more figures than a guess has. Never more than there is. */
export function rounded(n: number): number {
  const grain = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(n, 1))) - 1);
  return Math.floor(n / grain) * grain;
}

export function distance(metres: number): string {
  if (metres < 1000) return t("time.metres", { n: Math.round(metres / 10) * 10 || 10 });
  const kilometres = metres / 1000;
  return t("time.kilometres", { n: kilometres < 10 ? kilometres.toFixed(1) : String(Math.round(kilometres)) });
}

/** Where somebody looked, by the eight winds: 朝东北. */
export function compass(degrees: number): string {
  const winds = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];
  return t(`compass.${winds[((Math.round(degrees / 45) % 8) + 8) % 8]}`);
}

/** For prose and search: without the marks that tell a tile where to break. */
export function kindName(kind: string): string {
  return kindLabel(kind).replace(/\u200b/g, "");
}

export function kindLabel(kind: string): string {
  return t(`kind.${has(`kind.${kind}`) ? kind : "other"}`);
}

export function areaName(area: Pick<Area, "name"> | null | undefined): string {
  return area ? spokenName(area.name) : t("part.no_place");
}

/** 村里 所里 镇里 县里. */
export function levelIn(level: Level): string {
  return t(`level.in.${level}`);
}

/** 村 所 镇 县. */
export function levelShort(level: Level): string {
  return t(`level.${level}`);
}

/** The level by its own name where it has one: 延陵所 instead of 所里. */
export function levelOf(theCase: Pick<Case, "station">, level: Level): string {
  return level === "station" && theCase.station ? theCase.station.name : levelIn(level);
}

/** Joined as a sentence's parts are: 柳茹村，正在施工. */
export function joined(...parts: (string | null | undefined | false)[]): string {
  return parts.filter(Boolean).join(currentLanguage() === "en" ? ", " : "，");
}

/** Whole sentences one after the other. */
export function sentences(...parts: string[]): string {
  return parts.filter(Boolean).join(currentLanguage() === "en" ? " " : "");
}

/** A choice of words that the catalogue may not know yet: the server's codes grow before the app does. */
export function known(key: string, otherwise: string): string {
  return has(key) ? t(key) : otherwise;
}

function nearDay(that: Day, today: Day): "today" | "yesterday" | "tomorrow" | null {
  const apart = that.number - today.number;
  return apart === 0 ? "today" : apart === -1 ? "yesterday" : apart === 1 ? "tomorrow" : null;
}
