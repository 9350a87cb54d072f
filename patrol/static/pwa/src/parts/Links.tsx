// What this case belongs together with, as far as its reader may see it; and photos that were sent before.
import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { t } from "../i18n.ts";
import { href } from "../router.ts";
import { linksOf, SAME_PLACE_M, samePictures, type Link } from "../same.ts";
import { useCases, useOnline, useSession } from "../store.ts";
import type { Case } from "../types.ts";
import { date, joined, kindName } from "../words.ts";
import { Icon } from "./Icon.tsx";

export function Links({ case: theCase }: { case: Case }) {
  const links = useNamed(linksOf(useCases() ?? [], theCase, useReach()));
  if (links.length === 0) return null;
  return (
    <section aria-label={t("case.links")}>
      <div class="head"><h2>{t("case.links")}</h2></div>
      <div class="lines">{links.map((one) => <Row key={`${one.kind} ${one.id}`} link={one} />)}{theCase.recurs_of ? <AllPlaces /> : null}</div>
    </section>
  );
}

/** What was closed long ago this phone no longer keeps: the server says its number. What is not for this reader is left out. */
function useNamed(links: Link[]): Link[] {
  const [found, setFound] = useState(new Map<string, Case | null>());
  const reach = useOnline();
  const unknown = links.filter((one) => !one.case && !found.has(one.id)).map((one) => one.id).join(" ");
  useEffect(() => {
    for (const id of unknown ? unknown.split(" ") : []) {
      void ask<Case>(`/cases/${encodeURIComponent(id)}`).then((answer) => {
        if (answer.ok || answer.why === "refused") setFound((before) => new Map(before).set(id, answer.ok ? answer.value : null));
      });
    }
  }, [unknown, reach]);
  return links.filter((one) => one.case || found.get(one.id) !== null).map((one) => ({ ...one, case: one.case ?? found.get(one.id) ?? null }));
}

/** For those who inspect, lead or oversee: the other places to which things came back. */
function AllPlaces() {
  const staff = useSession()?.posts.some((post) => ["inspector", "leader", "officer"].includes(post.role));
  return staff ? <a href="#/figures/recurring"><span class="grow">{t("recurring.title")}</span><Icon name="next" /></a> : null;
}

function Row({ link: { kind, id, case: one } }: { link: Link }) {
  const about = one ? joined(kindName(one.kind), stateOf(one)) : t("case.link.elsewhere");
  return (
    <a href={href("case", id)}>
      <span class="grow">{t(`case.link.${kind}`)}<br /><span class="small">{joined(one?.number, about)}</span></span><Icon name="next" />
    </a>
  );
}

function stateOf(one: Case): string {
  if (one.state === "open") return t(`step.${one.step ?? "close"}`);
  return t(one.merged_into ? "case.merged" : one.founded === false ? "case.unfounded" : "step.close");
}

/** For those who examine what was sent: the same picture of another place or another day. */
export function SamePictures({ case: theCase }: { case: Case }) {
  const found = samePictures(useCases() ?? [], theCase, useReach());
  if (found.length === 0) return null;
  return <ul class="quote">{found.map((one) => <li key={one.sha256}>{t(`finding.same_picture.${one.code}`, { number: one.number, day: date(one.day) })}</li>)}</ul>;
}

function useReach(): number {
  return useSession()?.rules.same_place_m ?? SAME_PLACE_M;
}
