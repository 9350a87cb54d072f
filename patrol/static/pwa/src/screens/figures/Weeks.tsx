// Twelve weeks as bars, of all together and small for each place: pictures that can be read as a table, too.
import { t } from "../../i18n.ts";
import { useFigures } from "../../parts/useFigures.ts";
import { useNow } from "../../parts/useNow.ts";
import type { Trend, Weeks as Told } from "../../types.ts";
import { areaName, date } from "../../words.ts";

const WIDE = 20;
const HIGH = 60;

export function Weeks({ town }: { town: string | null }) {
  const kept = useFigures<Told>("weeks", town);
  if (!kept) return null;
  const { weeks, together, places, by } = kept.value;
  const busy = places.filter((one) => sum(one.opened) + sum(one.closed) > 0);
  const most = Math.max(1, ...busy.flatMap((one) => one.opened));
  return (
    <>
      <div class="head"><h2>{t("figures.weeks")}</h2><p class="small legend"><i class="opened" />{t("figures.opened")} <i class="done" />{t("figures.done")}</p></div>
      <div class="card">
        <Bars trend={together} most={Math.max(1, ...together.opened, ...together.closed)} />
        <details><summary class="link">{t("figures.as_table")}</summary><Table weeks={weeks} trend={together} /></details>
      </div>
      {busy.length > 0 ? (
        <>
          <div class="head"><h2>{t("figures.where")}</h2><p class="small">{t("figures.where_hint")}</p></div>
          <ul class="multiples">{busy.map((one) => (
            <li key={`${one.area?.level} ${one.area?.code}`}>
              <b>{one.area?.level === by ? areaName(one.area) : t("figures.no_village", { place: areaName(one.area ?? { name: "" }) })}</b>
              <Small numbers={one.opened} most={most} /><span class="small">{t("figures.opened_n", { n: sum(one.opened) })}</span>
            </li>
          ))}</ul>
        </>
      ) : null}
    </>
  );
}

/** Two bars a week, opened and closed side by side; said in one sentence to who hears it. */
function Bars({ trend, most }: { trend: Trend; most: number }) {
  const said = t("figures.said", { opened: sum(trend.opened), closed: sum(trend.closed) });
  return (
    <svg class="weeks" viewBox={`0 0 ${WIDE * trend.opened.length} ${HIGH}`} role="img" aria-label={said}>
      {trend.opened.map((n, week) => <Bar key={week} class="opened" n={n} most={most} x={week * WIDE + 2} width={7} high={HIGH} />)}
      {trend.closed.map((n, week) => <Bar key={-week - 1} class="done" n={n} most={most} x={week * WIDE + 10} width={7} high={HIGH} />)}
      <path class="ground" d={`M0 ${HIGH - 0.5}H${WIDE * trend.opened.length}`} />
    </svg>
  );
}

/** One scale for all places, so that they can be told apart by their height. */
function Small({ numbers, most }: { numbers: number[]; most: number }) {
  return (
    <svg class="weeks" viewBox={`0 0 ${10 * numbers.length} 30`} aria-hidden="true">
      {numbers.map((n, week) => <Bar key={week} class="opened" n={n} most={most} x={week * 10 + 1} width={8} high={30} />)}
      <path class="ground" d={`M0 29.5H${10 * numbers.length}`} />
    </svg>
  );
}

interface BarProps { class: string; n: number; most: number; x: number; width: number; high: number }

function Bar({ class: look, n, most, x, width, high }: BarProps) {
  const height = (n / most) * (high - 2);
  return <rect class={look} x={x} y={high - height} width={width} height={height} />;
}

function Table({ weeks, trend }: { weeks: string[]; trend: Trend }) {
  const now = useNow();
  return (
    <table class="villages">
      <thead><tr><th scope="col">{t("figures.week_of")}</th><th scope="col">{t("figures.opened")}</th><th scope="col">{t("figures.done")}</th></tr></thead>
      <tbody>{weeks.map((day, week) => (
        <tr key={day}><th scope="row">{date(`${day}T00:00:00+08:00`, now)}</th><td>{trend.opened[week]}</td><td>{trend.closed[week]}</td></tr>
      ))}</tbody>
    </table>
  );
}

function sum(numbers: number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
