// Cases under a heading; long lists are cut and go on at a tap.
import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import type { Calendar, Case, Level } from "../types.ts";
import { CaseRow } from "./CaseRow.tsx";

const PAGE = 40;

interface Props { title: string; alarm?: boolean; cases: Case[]; level: Level | null; now: number; calendar?: Calendar | undefined }

export function Rows({ title, alarm = false, cases, level, now, calendar }: Props) {
  const [shown, setShown] = useState(PAGE);
  if (cases.length === 0) return null;
  const left = cases.length - shown;
  return (
    <section>
      <div class="head"><h2 class={alarm ? "alarm" : undefined}>{t("cases.count", { title, n: cases.length })}</h2></div>
      <ul class="list">{cases.slice(0, shown).map((one) => <li key={one.id}><CaseRow case={one} level={level} now={now} calendar={calendar} /></li>)}</ul>
      {left > 0 ? <button class="btn plain" type="button" onClick={() => setShown(shown + PAGE)}>{t("cases.more", { n: Math.min(left, PAGE) })}</button> : null}
    </section>
  );
}
