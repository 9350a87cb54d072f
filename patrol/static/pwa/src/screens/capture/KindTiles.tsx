// What it is, by its picture: people know the thing and not its official name.
import { has, t } from "../../i18n.ts";
import { Icon } from "../../parts/Icon.tsx";
import { kindPicture } from "../../parts/kinds.ts";
import { kindLabel } from "../../words.ts";

const FIRST = 6;

/** A radio group of pictures: the most used of this village, then the rest in place. */
export function KindTiles({ kinds, chosen, onChoose }: { kinds: string[]; chosen: string | null; onChoose: (kind: string) => void }) {
  const rest = kinds.slice(FIRST);
  const tile = (kind: string) => <Tile key={kind} kind={kind} chosen={kind === chosen} onChoose={onChoose} />;
  return (
    <fieldset>
      <legend class="head"><h2>{t("capture.kind")}</h2></legend>
      <div class="tiles">{kinds.slice(0, FIRST).map(tile)}</div>
      {rest.length > 0 ? (
        <details class="more" open={chosen !== null && rest.includes(chosen)}>
          <summary>{t("capture.more_kinds", { count: rest.length })}<Icon name="down" /></summary>
          <div class="tiles">{rest.map(tile)}</div>
        </details>
      ) : null}
    </fieldset>
  );
}

function Tile({ kind, chosen, onChoose }: { kind: string; chosen: boolean; onChoose: (kind: string) => void }) {
  const plain = `kind.plain.${kind}`;
  return (
    <label class={chosen ? "tile chosen" : "tile"}>
      <input type="radio" name="kind" value={kind} checked={chosen} onChange={() => onChoose(kind)} />
      <img src={kindPicture(kind)} alt="" width="96" height="64" />
      <b>{kindLabel(kind)}{has(plain) ? <><br />{t(plain)}</> : null}</b>
      <Icon name="tick" class="tick" />
    </label>
  );
}
