// What I did on this case and has not settled yet, or settled otherwise than I may think.
import { t } from "../i18n.ts";
import { arriving } from "../mine.ts";
import { waitsForRefused } from "../queue.ts";
import type { OutboxItem } from "../kept.ts";
import type { Case } from "../types.ts";
import { DAY, known } from "../words.ts";
import { Icon, type IconName } from "./Icon.tsx";

const LASTS = 2 * DAY;
type Look = "phone" | "going" | "held" | "stuck";
interface Line { look: Look; icon: IconName; text: string }

/** Acts on this case; an act on a report of mine counts once the case is known. */
export function actsOn(items: OutboxItem[], theCase: Case): OutboxItem[] {
  const reports = new Set((theCase.reports ?? []).map((one) => String(one.id)));
  return items.filter((item) => {
    if (item.type !== "act" || !item.about) return false;
    if ("task" in item.about) return false;
    return "case" in item.about ? String(item.about.case) === String(theCase.id) : reports.has(item.about.report);
  });
}

export function Pending({ items, now }: { items: OutboxItem[]; now: number }) {
  const lines = items
    .map((item) => ({ id: item.id, act: actOf(item), line: lineOf(item, items, now) }))
    .filter((one): one is { id: string; act: string; line: Line } => one.line !== null);
  return (
    <div role="status">
      {lines.length > 0 ? (
        <ul class="card top-gap">
          {lines.map(({ id, act, line }) => (
            <li key={id} class={`state pending ${line.look}`}><Icon name={line.icon} /><span>{t("case.pending", { act: known(`act.${act}.short`, known(`act.${act}`, act)), state: line.text })}</span></li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function actOf(item: OutboxItem): string {
  try {
    return (JSON.parse(item.body) as { act: string }).act;
  } catch {
    return "comment";
  }
}

function lineOf(item: OutboxItem, all: OutboxItem[], now: number): Line | null {
  if (item.mended_by) return null;
  if (waitsForRefused(item, all)) return { look: "stuck", icon: "triangle", text: t("report.state.after_refused") };
  if (item.state === "waiting") return { look: "phone", icon: "phone", text: t(item.delayed ? "report.state.full" : "case.pending.phone") };
  if (item.state === "refused") return { look: "stuck", icon: "triangle", text: item.refused?.message ?? t("case.pending.refused") };
  const settled = outcomeWords(item);
  if (settled && now - Date.parse(item.created_at) < LASTS) return { look: "held", icon: "comment", text: settled };
  if (item.state !== "facts") return null;
  const { key, params, tone } = arriving(item);
  return { look: tone, icon: tone === "phone" ? "phone" : "up", text: t(key, params) };
}

/** Accepted needs no words: the timeline shows it. */
function outcomeWords(item: OutboxItem): string {
  const { answer } = item;
  if (!answer || answer.outcome === "accepted") return "";
  if (answer.outcome === "already_done") return t("why.already_done", { by: answer.by ?? t("case.pending.somebody") });
  return answer.message ?? known(`why.${answer.why}`, t("why.noted"));
}
