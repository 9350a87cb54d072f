// 绕开: when the village or the town itself is behind it, that level must not see the report.
import { t } from "../../i18n.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Sheet } from "../../parts/Sheet.tsx";
import type { Draft } from "../../kept.ts";

type Level = Draft["conceal"];
const CHOICES: Level[] = [null, "village", "town", "station"];

export function ConcealRow({ level, onOpen }: { level: Level; onOpen: () => void }) {
  return (
    <button class="line" type="button" onClick={onOpen}>
      <Icon name="shield" />
      <span class="grow">{t("capture.conceal")}<br /><span class="small">{level ? t(`capture.conceal_set.${level}`) : t("capture.conceal_hint")}</span></span>
      <Icon name="next" />
    </button>
  );
}

export function ConcealSheet({ level, onChoose, onClose }: { level: Level; onChoose: (level: Level) => void; onClose: () => void }) {
  const choose = (next: Level) => {
    onChoose(next);
    onClose();
  };
  return (
    <Sheet title={t("capture.conceal_question")} onClose={onClose}>
      <div class="picks one">{CHOICES.map((one) => <Choice key={String(one)} level={one} chosen={one === level} onChoose={choose} />)}</div>
      <p class="small gap">{t("capture.conceal_note")}</p>
    </Sheet>
  );
}

function Choice({ level, chosen, onChoose }: { level: Level; chosen: boolean; onChoose: (level: Level) => void }) {
  const name = level ?? "nobody";
  return (
    <label class={chosen ? "pick chosen" : "pick"}>
      <input type="radio" name="conceal" checked={chosen} onClick={() => onChoose(level)} />
      <span><b>{t(`capture.conceal_choice.${name}`)}</b><span class="small">{t(`capture.conceal_why.${name}`)}</span></span>
      <Icon name="tick" class="tick" />
    </label>
  );
}
