// When somebody looks over the shoulder: a calendar instead of the app, and a phone that remembers nothing.
import { useState } from "preact/hooks";
import { cover, onCover, setWay, way, WAYS, type Way } from "../../cover.ts";
import { t } from "../../i18n.ts";
import { unsent } from "../../items.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Picks } from "../../parts/Picks.tsx";
import { Sheet } from "../../parts/Sheet.tsx";
import { forgetPast, openPast } from "../../past.ts";
import { useHeard, useOutbox, useShut } from "../../store.ts";
import { refresh } from "../../sync.ts";
import { showToast } from "../../toast.ts";

export function Hiding() {
  const [sheet, setSheet] = useState<"way" | "clear" | null>(null);
  const chosen = useHeard(onCover, way);
  const shut = useShut();
  const close = () => setSheet(null);
  const again = () => void openPast().then(() => refresh());
  return (
    <>
      <div class="head"><h2>{t("hide.title")}</h2></div>
      <div class="lines">
        <button class="line" type="button" onClick={() => { if (!cover()) setSheet("way"); }}>
          <Icon name="hide" /><span class="grow">{t("cover.now")}<br /><span class="small">{chosen ? t(`hide.back.${chosen}`) : t("hide.what")}</span></span><Icon name="next" />
        </button>
        {chosen ? <button class="line" type="button" onClick={() => setSheet("way")}><Icon name="settings" /><span class="grow">{t("hide.change")}</span><Icon name="next" /></button> : null}
        {shut
          ? <button class="line" type="button" onClick={again}><Icon name="retry" /><span class="grow">{t("past.again")}<br /><span class="small">{t("past.shut")}</span></span><Icon name="next" /></button>
          : <button class="line" type="button" onClick={() => setSheet("clear")}><Icon name="phone" /><span class="grow">{t("past.clear")}<br /><span class="small">{t("past.clear_hint")}</span></span><Icon name="next" /></button>}
      </div>
      {sheet === "way" ? <ChooseWay before={chosen} onClose={close} /> : null}
      {sheet === "clear" ? <Clear onClose={close} /> : null}
    </>
  );
}

function ChooseWay({ before, onClose }: { before: Way | null; onClose: () => void }) {
  const [picked, setPicked] = useState<Way | null>(before);
  const take = () => {
    setWay(picked);
    onClose();
    cover();
  };
  const off = () => {
    setWay(null);
    onClose();
  };
  const dock = (
    <>
      {before ? <button class="btn" type="button" onClick={off}>{t("hide.off")}</button> : null}
      <button class="btn main" type="button" disabled={picked === null} onClick={take}>{t("hide.try")}</button>
    </>
  );
  return (
    <Sheet title={t("hide.way")} onClose={onClose} dock={dock}>
      <Picks label={t("hide.way")} value={picked} onPick={setPicked} picks={WAYS.map((one) => ({ value: one, label: t(`hide.way.${one}`) }))} />
      <p class="small gap">{t("hide.how")}</p>
      <p class="small gap">{t("hide.limits")}</p>
    </Sheet>
  );
}

/** Asked once, with both outcomes named: it cannot be undone on this phone. */
function Clear({ onClose }: { onClose: () => void }) {
  const waiting = (useOutbox() ?? []).filter(unsent).length;
  const clear = () => void forgetPast().then(() => {
    onClose();
    showToast(t("past.cleared"));
  });
  const dock = (
    <>
      <button class="btn" type="button" onClick={onClose}>{t("past.keep")}</button>
      <button class="btn strongish" type="button" onClick={clear}>{t("past.do")}</button>
    </>
  );
  return (
    <Sheet title={t("past.question")} onClose={onClose} dock={dock}>
      <p>{t("past.what")}</p>
      <p class="small gap">{t("past.again_later")}</p>
      {waiting > 0 ? (
        <div class="lines top-gap"><a href="#/outbox"><Icon name="up" /><span class="grow">{t("past.unsent", { count: waiting })}<br /><span class="small">{t("past.unsent_how")}</span></span><Icon name="next" /></a></div>
      ) : null}
    </Sheet>
  );
}
