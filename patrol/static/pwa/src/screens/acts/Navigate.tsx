// 导航去现场: the place is handed to a map app in the datum that app takes.
import { t } from "../../i18n.ts";
import { mapApps } from "../../navigation.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Sheet } from "../../parts/Sheet.tsx";
import { areaName } from "../../words.ts";
import type { ActProps } from "./send.ts";

export default function Navigate({ case: theCase, onClose }: ActProps) {
  if (!theCase.place) return null;
  const apps = mapApps(theCase.place, `${areaName(theCase.area)} ${theCase.number}`, navigator.userAgent);
  return (
    <Sheet title={t("case.navigate")} onClose={onClose}>
      <div class="lines">
        {apps.map((app) => (
          <a key={app.id} href={app.address} target={app.id === "geo" ? undefined : "_blank"} rel="noreferrer">
            <Icon name="navigate" /><span class="grow">{t(`case.navigate.${app.id}`)}</span><Icon name="next" />
          </a>
        ))}
      </div>
      <p class="small gap">{t("case.navigate.hint")}</p>
    </Sheet>
  );
}
