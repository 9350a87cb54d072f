// 我的: who I am here, how it looks, on which devices, and the way out.
import { useEffect, useState } from "preact/hooks";
import { signOut, transferCode } from "../account.ts";
import { ask } from "../api.ts";
import { currentLanguage, setLanguage, t } from "../i18n.ts";
import { unsent } from "../items.ts";
import { NetPhrase } from "../parts/NetPhrase.tsx";
import { Confirm } from "../parts/Confirm.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Sheet } from "../parts/Sheet.tsx";
import { Tabs } from "../parts/Tabs.tsx";
import { useNow } from "../parts/useNow.ts";
import { replace } from "../router.ts";
import { useOutbox, useSession } from "../store.ts";
import { setTheme, theme, type Theme } from "../theme.ts";
import { showToast } from "../toast.ts";
import { inWeChat } from "../update.ts";
import { areaName, clock, moment } from "../words.ts";
import type { Device, Id, Session } from "../types.ts";

const THEMES: Theme[] = ["light", "dark", "auto"];

export default function Me() {
  const session = useSession();
  if (!session) return null;
  return (
    <>
      <main class="page">
        <div class="top"><div><h1>{session.person.name}</h1><p class="small">{postsOf(session)}</p></div><NetPhrase /></div>
        <Choices />
        <Devices />
        <Moving />
        <Leaving />
        <p class="small top-gap">{t("me.version", { version: session.version })}{inWeChat() ? ` · ${t("me.in_wechat")}` : ""}</p>
      </main>
      <div class="bottom"><Tabs current="me" /></div>
    </>
  );
}

function postsOf(session: Session): string {
  return session.posts.map((post) => `${post.station?.name ?? (post.area ? areaName(post.area) : "")} ${t(`role.${post.role}`)}`.trim()).join(" · ");
}

function Choices() {
  const [shown, setShown] = useState(theme());
  const look = (next: Theme) => {
    setTheme(next);
    setShown(next);
  };
  const speak = (next: "zh-CN" | "en") => { void setLanguage(next).catch(() => showToast(t("me.language_offline"))); };
  return (
    <>
      <div class="head"><h2>{t("me.language")}</h2></div>
      <div class="picks plain" role="radiogroup" aria-label={t("me.language")}>
        {(["zh-CN", "en"] as const).map((one) => (
          <label key={one} class={currentLanguage() === one ? "pick chosen" : "pick"}>
            <input type="radio" name="language" checked={currentLanguage() === one} onChange={() => speak(one)} /><b>{t(`me.language.${one}`)}</b><Icon name="tick" class="tick" />
          </label>
        ))}
      </div>
      <div class="head"><h2>{t("me.display")}</h2></div>
      <div class="picks plain" role="radiogroup" aria-label={t("me.display")}>
        {THEMES.map((one) => (
          <label key={one} class={shown === one ? "pick chosen" : "pick"}>
            <input type="radio" name="theme" checked={shown === one} onChange={() => look(one)} /><b>{t(`me.display.${one}`)}</b><Icon name="tick" class="tick" />
          </label>
        ))}
      </div>
    </>
  );
}

function Devices() {
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
            <span class="grow">{device.label}<br /><span class="small">{device.current ? t("me.this_device") : device.last_contact_at ? t("me.last_contact", { time: moment(device.last_contact_at, now) }) : ""}</span></span>
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

function Moving() {
  const [code, setCode] = useState<{ code: string; expires_at: string } | null>(null);
  const make = async () => {
    const answer = await transferCode();
    if (answer.ok) setCode(answer.value);
    else showToast(t("net.needs_network"));
  };
  return (
    <>
      <div class="lines top-gap">
        <button class="line" type="button" onClick={() => void make()}>
          <Icon name="out" /><span class="grow">{t("me.transfer")}<br /><span class="small">{t("me.transfer_hint")}</span></span><Icon name="next" />
        </button>
        <a href="#/home"><Icon name="camera" /><span class="grow">{t("me.reports")}</span><Icon name="next" /></a>
        <a href="#/outbox"><Icon name="up" /><span class="grow">{t("outbox.title_none")}</span><Icon name="next" /></a>
      </div>
      {code ? (
        <Sheet title={t("me.transfer")} onClose={() => setCode(null)}>
          <p class="big-code">{code.code}</p>
          <p>{t("me.transfer_how", { address: location.host, time: clock(code.expires_at) })}</p>
        </Sheet>
      ) : null}
    </>
  );
}

function Leaving() {
  const [asking, setAsking] = useState(false);
  const count = (useOutbox() ?? []).filter(unsent).length;
  const leave = async () => {
    await signOut();
    replace("#/signin");
  };
  return (
    <>
      <p class="dock-in flush"><button class="btn" type="button" onClick={() => (count > 0 ? setAsking(true) : void leave())}>{t("me.sign_out")}</button></p>
      {asking ? (
        <Confirm
          title={t("me.sign_out_question", { count })} text={t("me.sign_out_kept")} safe={t("me.stay")} act={t("me.leave")}
          onSafe={() => setAsking(false)} onAct={() => void leave()}
        />
      ) : null}
    </>
  );
}
