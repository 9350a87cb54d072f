// What stands above every screen: demo data, a new version, who must sign in, and what the network is doing.
import { useState } from "preact/hooks";
import { meta } from "../db.ts";
import { t } from "../i18n.ts";
import { Hindered } from "./Hindered.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import { unsent } from "../items.ts";
import { needsPerson } from "../mine.ts";
import { waitsForWifi } from "../queue.ts";
import { useHeard, useOnline, useOriginalsWait, useOutbox, useRoom, useSession, useShut, useSignedIn, useTable } from "../store.ts";
import { isSending } from "../sync.ts";
import { Waiting } from "./Waiting.tsx";
import { Warned } from "./Warned.tsx";
import { applyUpdate, onUpdate, updateReady } from "../update.ts";
import { amount, rounded } from "../words.ts";

// The home screen has its own place for it; the others are too short of room while something is being written.
const WRITING = ["capture", "place"];
// What stands empty where nothing of the past is to be on the phone.
const LISTS = ["cases", "today", "map", "village", "tasks", "inbox"];
const QUIET = ["home", "outbox", ...WRITING];

export function Banners({ route }: { route: string }) {
  const session = useSession();
  const signedIn = useSignedIn();
  // Known before anybody is signed in: the server says so with its 401, and a card with its name.
  const demoHere = useTable(() => meta<boolean>("demo"), ["meta"]);
  const shut = useShut();
  const inside = session && !["signin", "card", "transfer"].includes(route);
  return (
    <section aria-label={t("app.state")}>
      {session?.demo ?? demoHere ? <p class="plate">{t("app.demo")}</p> : null}
      <UpdateBanner />
      <Hindered route={route} />
      {inside && !signedIn ? (
        <a class="banner" href="#/signin"><Icon name="person" /><div><b>{t("sign.again")}</b>{t("sign.again_kept")}</div><Icon name="next" /></a>
      ) : null}
      {inside && !WRITING.includes(route) ? <Warned /> : null}
      {inside && shut && LISTS.includes(route) ? <a class="banner calm" href="#/me"><Icon name="phone" /><div><b>{t("past.shut")}</b>{t("past.again_way")}</div><Icon name="next" /></a> : null}
      {inside && signedIn && !WRITING.includes(route) ? <Waiting /> : null}
      {inside && !WRITING.includes(route) ? <RoomBanner /> : null}
      {inside && signedIn && !QUIET.includes(route) ? <NetworkBanner open /> : null}
    </section>
  );
}

/** Hidden when all is sent and the network is there: no news is good news. */
export function NetworkBanner({ open }: { open: boolean }) {
  const signedIn = useSignedIn();
  const reach = useOnline();
  const forWifi = useOriginalsWait();
  const waiting = (useOutbox() ?? []).filter(unsent);
  const stuck = waiting.filter((item) => needsPerson(item, waiting));
  if (reach === "online" && (waiting.length === 0 || !signedIn)) return null;
  const count = waiting.length;
  const words = reach === "online"
    ? { calm: true, text: "", ...onTheWay(count, stuck.length, waiting.filter((item) => waitsForWifi(item, forWifi)).length) }
    : { calm: false, icon: "no_network" as const, head: t(reach === "offline" ? "net.offline" : "net.unwell"), text: count > 0 ? t("net.kept", { count }) : t("net.reading_kept") };
  const body = <><Icon name={words.icon} /><div><b>{words.head}</b>{words.text}</div></>;
  const look = words.calm ? "banner calm" : "banner";
  return open && count > 0
    ? <a class={look} href="#/outbox">{body}<Icon name="next" /></a>
    : <div class={look} role="status">{body}</div>;
}

function onTheWay(count: number, stuck: number, forWifi: number): { icon: IconName; head: string } {
  if (stuck === count) return { icon: "triangle", head: t("net.look", { count }) };
  if (forWifi === count - stuck) return { icon: "phone", head: t("net.wifi", { count: forWifi }) };
  return { icon: "up", head: t(isSending() ? "net.sending" : "net.waiting", { count }) };
}

/** Before it is full, while there is still something to be done about it. */
function RoomBanner() {
  const room = useRoom();
  const some = (useOutbox() ?? []).some(unsent);
  if (!room?.short) return null;
  return (
    <a class="banner" href={some ? "#/outbox" : "#/me"}>
      <Icon name="phone" /><div><b>{room.photos > 0 ? amount("room.short", rounded(room.photos)) : t("room.full")}</b>{t(some ? "room.send_first" : "room.clear")}</div><Icon name="next" />
    </a>
  );
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
