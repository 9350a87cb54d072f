// What stands above every screen: demo data, a new version, who must sign in, and what the network is doing.
import { useState } from "preact/hooks";
import { meta } from "../db.ts";
import { t } from "../i18n.ts";
import { Hindered } from "./Hindered.tsx";
import { Icon } from "./Icon.tsx";
import { unsent } from "../items.ts";
import { needsPerson } from "../mine.ts";
import { useHeard, useOnline, useOutbox, useSession, useSignedIn, useTable } from "../store.ts";
import { isSending } from "../sync.ts";
import { Waiting } from "./Waiting.tsx";
import { applyUpdate, onUpdate, updateReady } from "../update.ts";

// The home screen has its own place for it; the others are too short of room while something is being written.
const WRITING = ["capture", "place"];
const QUIET = ["home", "outbox", ...WRITING];

export function Banners({ route }: { route: string }) {
  const session = useSession();
  const signedIn = useSignedIn();
  // Known before anybody is signed in: the server says so with its 401, and a card with its name.
  const demoHere = useTable(() => meta<boolean>("demo"), ["meta"]);
  const inside = session && !["signin", "card", "transfer"].includes(route);
  return (
    <section aria-label={t("app.state")}>
      {session?.demo ?? demoHere ? <p class="plate">{t("app.demo")}</p> : null}
      <UpdateBanner />
      <Hindered route={route} />
      {inside && !signedIn ? (
        <a class="banner" href="#/signin"><Icon name="person" /><div><b>{t("sign.again")}</b>{t("sign.again_kept")}</div><Icon name="next" /></a>
      ) : null}
      {inside && signedIn && !WRITING.includes(route) ? <Waiting /> : null}
      {inside && signedIn && !QUIET.includes(route) ? <NetworkBanner open /> : null}
    </section>
  );
}

/** Hidden when all is sent and the network is there: no news is good news. */
export function NetworkBanner({ open }: { open: boolean }) {
  const signedIn = useSignedIn();
  const reach = useOnline();
  const waiting = (useOutbox() ?? []).filter(unsent);
  const stuck = waiting.filter((item) => needsPerson(item, waiting));
  if (reach === "online" && (waiting.length === 0 || !signedIn)) return null;
  const count = waiting.length;
  const words = reach === "online"
    ? { calm: true, icon: stuck.length === count ? "triangle" as const : "up" as const, head: stuck.length === count ? t("net.look", { count }) : t(isSending() ? "net.sending" : "net.waiting", { count }), text: "" }
    : { calm: false, icon: "no_network" as const, head: t(reach === "offline" ? "net.offline" : "net.unwell"), text: count > 0 ? t("net.kept", { count }) : t("net.reading_kept") };
  const body = <><Icon name={words.icon} /><div><b>{words.head}</b>{words.text}</div></>;
  const look = words.calm ? "banner calm" : "banner";
  return open && count > 0
    ? <a class={look} href="#/outbox">{body}<Icon name="next" /></a>
    : <div class={look} role="status">{body}</div>;
}

function UpdateBanner() {
  const ready = useHeard(onUpdate, updateReady);
  const [asked, setAsked] = useState(false);
  if (!ready) return null;
  const take = () => {
    setAsked(true);
    void applyUpdate();
  };
  return (
    <button class="banner calm" type="button" onClick={take}>
      <Icon name="retry" /><div><b>{t(asked ? "app.updating" : "app.update")}</b>{asked ? t("app.update_after_sending") : ""}</div>
    </button>
  );
}
