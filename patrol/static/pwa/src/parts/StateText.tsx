// Where a report stands, said the same way in every list: a word, a shape, and a colour that only repeats them.
import { t } from "../i18n.ts";
import type { StateLine } from "../mine.ts";
import { Icon, type IconName } from "./Icon.tsx";

const ICONS: Record<StateLine["tone"], IconName> = { phone: "phone", going: "up", held: "tick", stuck: "triangle" };

export function StateText({ line }: { line: StateLine }) {
  // A number stays with its measure word: 2 张, never 2 at the end of a line.
  const words = t(line.key, line.params).replace(/(\d) (?=\S)/g, "$1\u00a0");
  return <p class={`state ${line.tone}`}><Icon name={ICONS[line.tone]} />{words}</p>;
}
