// On which phones and browsers this person is signed in, and the way to end one of them.
import { useEffect, useState } from "preact/hooks";
import { ask } from "../../api.ts";
import { t } from "../../i18n.ts";
import { Confirm } from "../../parts/Confirm.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { useNow } from "../../parts/useNow.ts";
import { showToast } from "../../toast.ts";
import type { Device, Id } from "../../types.ts";
import { joined, moment } from "../../words.ts";

export function Devices() {
  const [devices, setDevices] = useState<Device[] | "offline">();
  const [revoking, setRevoking] = useState<Device | null>(null);
  const now = useNow();
  const read = () => void ask<{ devices: Device[] }>("/devices").then((answer) => setDevices(answer.ok ? answer.value.devices : "offline"));
  useEffect(read, []);
  const revoke = async (id: Id) => {
    setRevoking(null);
    const answer = await ask(`/devices/${id}`, { method: "DELETE" });
    if (!answer.ok) showToast(t("net.needs_network"));
    read();
  };
  return (
    <>
      <div class="head"><h2>{t("me.devices")}</h2></div>
      <div class="lines">
        {devices === "offline" ? <p class="small">{t("net.needs_network")}</p> : null}
        {Array.isArray(devices) ? devices.map((device) => (
          <p key={device.id}>
            <Icon name="phone" />
            <span class="grow">{device.label}<br /><span class="small">{joined(t("me.device_since", { time: moment(device.created_at, now) }), device.current ? t("me.this_device") : device.last_contact_at ? t("me.last_contact", { time: moment(device.last_contact_at, now) }) : "")}</span></span>
            {device.current ? null : <button class="btn plain" type="button" onClick={() => setRevoking(device)}>{t("me.revoke")}</button>}
          </p>
        )) : null}
      </div>
      {revoking ? (
        <Confirm
          title={t("me.revoke_question", { device: revoking.label })} text={t("me.revoke_effect")} safe={t("me.revoke_not")} act={t("me.revoke_do")}
          onSafe={() => setRevoking(null)} onAct={() => void revoke(revoking.id)}
        />
      ) : null}
    </>
  );
}
