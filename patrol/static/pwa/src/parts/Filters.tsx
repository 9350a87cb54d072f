// Which cases a list or the map shows: the same questions for both, so that one is the other's twin.
import { t } from "../i18n.ts";
import { listed, type ListName, type Reader } from "../lists.ts";
import { Icon } from "./Icon.tsx";
import type { Route } from "../router.ts";
import { useOutlines } from "../store.ts";
import type { Case, Level } from "../types.ts";
import { areaName } from "../words.ts";

const OWN: Record<string, ListName[]> = {
  station: ["mine", "all", "village", "closed"], town: ["all", "waiting", "missed", "closed"], county: ["all", "waiting", "missed", "closed"],
};

export interface Asked { name: ListName; area: string | null; own: ListName[]; narrowed: boolean }

/** What the address asks for: a list of this level, or one that a number on 今天 led to. */
export function askedOf(route: Route, level: Level | null): Asked {
  const own = OWN[level ?? "station"] ?? OWN["station"] ?? [];
  const asked = route.query.get("list") as ListName | null;
  const area = route.query.get("area");
  return { name: asked ?? own[0] ?? "all", area, own, narrowed: asked !== null && (area !== null || !own.includes(asked)) };
}

/** The same question on another screen. */
export function sameAt(screen: "cases" | "map", { name, area }: Asked): string {
  return `#/${screen}?list=${name}${area ? `&area=${area}` : ""}`;
}

interface Props { screen: "cases" | "map"; asked: Asked; cases: Case[]; reader: Reader; now: number }

export function Filters({ screen, asked, cases, reader, now }: Props) {
  return (
    <nav class="filters" aria-label={t("cases.filters")}>
      {asked.own.map((one) => (
        <Filter
          key={one} href={`#/${screen}?list=${one}`} name={listName(one, reader.level)} on={one === asked.name && !asked.area}
          count={one === "closed" ? null : listed(cases, one, reader, now).length}
        />
      ))}
      {asked.narrowed ? <Narrowed screen={screen} asked={asked} level={reader.level} /> : null}
    </nav>
  );
}

function Filter({ href, name, on, count }: { href: string; name: string; on: boolean; count: number | null }) {
  return <a href={href} {...(on ? { "aria-current": "true" as const } : {})}>{name}{count === null ? "" : ` ${count}`}</a>;
}

/** What a number on 今天 asked for: said as a filter, so that it is clear what is left out. */
function Narrowed({ screen, asked: { name, area }, level }: { screen: string; asked: Asked; level: Level | null }) {
  const outlines = useOutlines();
  const place = area ? areaName(outlines?.areas.find((one) => one.code === area) ?? { name: area }) : "";
  const words = area ? t("cases.in_place", { place }) : listName(name, level);
  return <a href={`#/${screen}`} aria-current="true">{words}<Icon name="close" /><span class="hidden-text">{t("cases.clear")}</span></a>;
}

function listName(name: ListName, level: Level | null): string {
  if (name === "all") return t(`cases.list.all_${level ?? "station"}`);
  if (name === "missed") return t(`today.missed_${level === "county" ? "county" : "town"}`);
  return t(`cases.list.${name}`);
}
