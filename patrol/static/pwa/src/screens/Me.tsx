// 我的: who I am here, how it looks, on which devices, and the way out.
import { useState } from "preact/hooks";
import { signOut, transferCode } from "../account.ts";
import { t } from "../i18n.ts";
import { unsent } from "../items.ts";
import { NetPhrase } from "../parts/NetPhrase.tsx";
import { Confirm } from "../parts/Confirm.tsx";
import { CoverButton } from "../parts/CoverButton.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Sheet } from "../parts/Sheet.tsx";
import { Tabs } from "../parts/Tabs.tsx";
import { replace } from "../router.ts";
import { useOutbox, useSession } from "../store.ts";
import { showToast } from "../toast.ts";
import { inWeChat } from "../update.ts";
import { areaName, clock } from "../words.ts";
import type { Session } from "../types.ts";
import { Absences } from "./me/Absences.tsx";
import { Choices } from "./me/Choices.tsx";
import { Devices } from "./me/Devices.tsx";
import { Hiding } from "./me/Hiding.tsx";
import { Originals } from "./me/Originals.tsx";
import { Storage } from "./me/Storage.tsx";

export default function Me() {
  const session = useSession();
  if (!session) return null;
  // A department answers tasks, and the office of areas and people works at its desk.
  const reports = session.posts.some((post) => post.role !== "department" && post.role !== "admin");
  const helps = session.posts.some((post) => post.role === "inspector" || post.role === "officer");
  const leads = session.posts.some((post) => post.role === "inspector");
  return (
    <>
      <main class="page">
        <div class="top"><div><h1>{session.person.name}</h1><p class="small">{postsOf(session)}</p></div><NetPhrase /><CoverButton /></div>
        <Choices />
        {leads ? <Absences /> : null}
        <Devices />
        <Moving reports={reports} helps={helps} />
        <Hiding />
        <Originals />
        <Storage />
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

function Moving({ reports, helps }: { reports: boolean; helps: boolean }) {
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
        {reports ? <a href="#/home"><Icon name="camera" /><span class="grow">{t("me.reports")}</span><Icon name="next" /></a> : null}
        <a href="#/notices"><Icon name="bell" /><span class="grow">{t("notices.title")}<br /><span class="small">{t("notices.hint")}</span></span><Icon name="next" /></a>
        <a href="#/outbox"><Icon name="up" /><span class="grow">{t("outbox.title_none")}</span><Icon name="next" /></a>
        {helps ? <a href="#/phones"><Icon name="call" /><span class="grow">{t("phones.title")}<br /><span class="small">{t("phones.hint")}</span></span><Icon name="next" /></a> : null}
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
