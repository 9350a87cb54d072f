// A question with a few answers as large rows: real radios, none chosen beforehand.
import { useId } from "preact/hooks";
import { Icon, type IconName } from "./Icon.tsx";

export interface Pick<V extends string> { value: V; label: string; hint?: string; icon?: IconName }

interface Props<V extends string> {
  label: string;
  picks: Pick<V>[];
  value: V | null;
  onPick: (value: V) => void;
  /** Side by side where there is room, words in the middle. */
  plain?: boolean;
}

export function Picks<V extends string>({ label, picks, value, onPick, plain = false }: Props<V>) {
  const name = useId();
  return (
    <fieldset>
      <legend class="hidden-text">{label}</legend>
      <div class={plain ? "picks plain" : "picks one"}>
        {picks.map((pick) => (
          <label key={pick.value} class={pick.value === value ? "pick chosen" : "pick"}>
            <input type="radio" name={name} value={pick.value} checked={pick.value === value} onChange={() => onPick(pick.value)} />
            {pick.icon ? <Icon name={pick.icon} /> : null}
            <span><b>{pick.label}</b>{pick.hint ? <span class="small">{pick.hint}</span> : null}</span>
            <Icon name="tick" class="tick" />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
