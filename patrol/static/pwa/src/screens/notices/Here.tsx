// Notices of this very phone: the browser's question comes only after a tap here.
import { useState } from "preact/hooks";
import { t } from "../../i18n.ts";
import { Icon } from "../../parts/Icon.tsx";
import { canShow, turnOff, turnOn, type Came } from "../../push.ts";

export function Here({ push }: { push: { key: string; here: boolean } }) {
  const [state, setState] = useState<Came>(push.here ? "on" : "off");
  const [busy, setBusy] = useState(false);
  if (!canShow()) return null;
  const turn = async (on: boolean) => {
    setBusy(true);
    setState(await (on ? turnOn(push.key) : turnOff()));
    setBusy(false);
  };
  const problem = state === "denied" || state === "failed" ? t(`notices.here_${state}`) : "";
  return (
    <div class="lines top-gap">
      <label>
        <Icon name="bell" /><span class="grow">{t("notices.here")}<br /><span class="small" role="status">{problem || t("notices.here_hint")}</span></span>
        <input class="switch" type="checkbox" role="switch" disabled={busy} checked={state === "on"} onChange={(event) => void turn(event.currentTarget.checked)} />
      </label>
    </div>
  );
}
