// What stands on the map for a case or for several: the deadline chip with a foot, a word and a shape before any colour.
import { clockOf, type Tone } from "../../deadlines.ts";
import { t } from "../../i18n.ts";
import { Icon, type IconName } from "../../parts/Icon.tsx";
import type { Calendar, Case, Level } from "../../types.ts";
import { areaName, joined, kindName, known } from "../../words.ts";

const ICON: Record<Tone, IconName> = { calm: "clock", soon: "clock", over: "alarm", done: "tick", pause: "pause" };
const URGENT: Tone[] = ["over", "soon", "calm", "pause", "done"];

export interface Reading { level: Level | null; now: number; calendar: Calendar | undefined }
interface Props extends Reading { cases: Case[]; onOpen: (cases: Case[]) => void }

export function MarkOf({ cases, onOpen, ...reading }: Props) {
  const [first] = cases;
  if (!first) return null;
  const tones = cases.map((one) => toneOf(one, reading));
  const tone = URGENT.find((one) => tones.includes(one)) ?? "calm";
  const grave = cases.some((one) => one.grave);
  const words = cases.length > 1 ? t("map.several", { n: cases.length }) : wordOf(first);
  return (
    <button class={cases.length > 1 ? "mark several" : "mark"} type="button" aria-label={cases.length > 1 ? t("map.open_several", { n: cases.length }) : labelOf(first, reading)} onClick={() => onOpen(cases)}>
      <span class={`chip ${tone}${first.place?.by === "village" && cases.length === 1 ? " unsure" : ""}`}>
        <Icon name={ICON[tone]} />{words}{grave ? <span class="chip grave"><Icon name="triangle" /></span> : null}
      </span>
    </button>
  );
}

function toneOf(one: Case, { level, now, calendar }: Reading): Tone {
  return clockOf(one, level, now, calendar)?.tone ?? (one.state === "closed" ? "done" : "calm");
}

function wordOf(one: Case): string {
  const step = one.state === "closed" ? "closed" : one.step ?? "close";
  return known(`map.mark.${step}`, t(`step.${one.step ?? "close"}`));
}

function labelOf(one: Case, { level, now, calendar }: Reading): string {
  return joined(kindName(one.kind), one.grave ? t("part.grave") : "", areaName(one.area), wordOf(one), clockOf(one, level, now, calendar)?.words);
}
