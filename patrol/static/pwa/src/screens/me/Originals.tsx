// 原图只走 Wi-Fi: offered where the browser can tell one network from the other, and said so where it cannot.
import { useState } from "preact/hooks";
import { t } from "../../i18n.ts";
import { canTellWifi, setWifiOnly, wifiOnly } from "../../link.ts";
import { Icon } from "../../parts/Icon.tsx";

export function Originals() {
  const [only, setOnly] = useState(wifiOnly());
  const choose = (next: boolean) => {
    setWifiOnly(next);
    setOnly(wifiOnly());
  };
  return (
    <>
      <div class="head"><h2>{t("me.originals")}</h2></div>
      <div class="lines">
        {canTellWifi() ? (
          <label>
            <Icon name="up" /><span class="grow">{t("me.wifi_only")}<br /><span class="small">{t("me.wifi_only_hint")}</span></span>
            <input class="switch" type="checkbox" role="switch" checked={only} onChange={(event) => choose(event.currentTarget.checked)} />
          </label>
        ) : <p><Icon name="up" /><span class="grow">{t("me.wifi_unknown")}<br /><span class="small">{t("me.wifi_unknown_hint")}</span></span></p>}
      </div>
    </>
  );
}
