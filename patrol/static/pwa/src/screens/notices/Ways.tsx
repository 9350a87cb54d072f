// The channels of the county in its order, each on or off.
import { t } from "../../i18n.ts";
import { Icon } from "../../parts/Icon.tsx";
import type { Props, Way } from "./wishes.ts";

export function Ways({ wishes, keep }: Props) {
  const turn = (name: string, on: boolean) => void keep({ ...wishes, channels: wishes.channels.map((one) => (one.name === name ? { ...one, on } : one)) });
  return (
    <>
      <div class="head"><h2>{t("notices.also")}</h2></div>
      <div class="lines">
        {wishes.channels.map((one) => (
          <label key={one.name}>
            <Icon name={one.name === "sms" ? "phone" : one.name === "email" ? "pen" : "comment"} />
            <span class="grow">{t(`channel.${one.name}`)}<br /><span class="small">{whereTo(one)}</span></span>
            <input class="switch" type="checkbox" role="switch" checked={one.on} onChange={(event) => turn(one.name, event.currentTarget.checked)} />
          </label>
        ))}
      </div>
    </>
  );
}

function whereTo({ name, address }: Way): string {
  if (name === "sms") return address ? t("notices.phone_by_office", { phone: address }) : t("notices.no_phone");
  return address ?? t("notices.no_address");
}
