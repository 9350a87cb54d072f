// The first screen and the way to the others. What is not on it comes when it is asked for.
import { render, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import "./ui.css";
import "shared:first";
import { adopt } from "./account.ts";
import { covered, onCover, watchCover } from "./cover.ts";
import { database } from "./db.ts";
import { restoreLanguage, t } from "./i18n.ts";
import { Banners } from "./parts/Banners.tsx";
import { Cover } from "./parts/Cover.tsx";
import { Guard } from "./parts/Guard.tsx";
import { NotHere } from "./parts/NotHere.tsx";
import { ToastLine } from "./parts/ToastLine.tsx";
import { WaitBar } from "./parts/Waiting.tsx";
import { watchScroll } from "./parts/useScroll.ts";
import { replace, useRoute, type Route } from "./router.ts";
import Home from "./screens/Home.tsx";
import { useHeard, useLanguage, useSession } from "./store.ts";
import { onRefused } from "./sender.ts";
import { askToKeep, watchRoom } from "./room.ts";
import * as sync from "./sync.ts";
import { applyTheme } from "./theme.ts";
import { registerWorker } from "./update.ts";
import type { Session } from "./types.ts";

type Screen = ComponentType<{ id: string; route: Route }>;
type Screens = Promise<Record<string, Screen>>;

const entry = () => import("./screens/entry.ts") as unknown as Screens;
const capturing = () => import("./screens/capturing.ts") as unknown as Screens;
const mine = () => import("./screens/mine.ts") as unknown as Screens;
const staff = () => import("./screens/staff.ts") as unknown as Screens;
const casework = () => import("./screens/casework.ts") as unknown as Screens;
const figures = () => import("./screens/figures/index.ts") as unknown as Screens;
const LOADERS: Record<string, () => Screens> = {
  signin: entry, card: entry, transfer: entry, password: entry, capture: capturing, place: capturing,
  report: mine, outbox: mine, me: mine, notices: mine, cases: staff, tasks: staff, today: staff, village: staff, inbox: staff,
  case: casework, map: casework, phones: casework, figures, closed: figures,
};
const FIRST_MS = 4000;
const LATER_MS = 10_000;
const OPEN_TO_ALL = ["signin", "card", "transfer", "password"];

function App() {
  const route = useRoute();
  const session = useSession();
  const hidden = useHeard(onCover, covered);
  useLanguage();
  if (hidden) return <Cover />;
  if (session === undefined) return null;
  const name = screenFor(route.name, session);
  return (
    <>
      <Banners route={name} />
      <Guard route={location.hash}>{name === "home" ? <Home /> : <Lazy key={name} name={name} route={route} />}</Guard>
      <ToastLine />
    </>
  );
}

function screenFor(name: string, session: Session | null): string {
  if (!session) return OPEN_TO_ALL.includes(name) ? name : "signin";
  if (name === "start") return startOf(session);
  return name in LOADERS || name === "home" ? name : startOf(session);
}

function startOf(session: Session): string {
  const roles = session.posts.map((post) => post.role);
  if (roles.includes("leader") || roles.includes("officer")) return "today";
  return roles.includes("inspector") ? "cases" : roles.includes("informant") ? "home" : roles.includes("department") ? "tasks" : "inbox";
}

function Lazy({ name, route }: { name: string; route: Route }) {
  const [screen, setScreen] = useState<{ Screen: Screen }>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const load = LOADERS[name] as () => Screens;
    load().then((screens) => setScreen({ Screen: screens[name] as Screen }), () => setFailed(true));
  }, [name]);
  if (failed) return <NotHere />;
  return screen ? <screen.Screen key={route.param} id={route.param} route={route} /> : <WaitBar />;
}

async function boot(): Promise<void> {
  applyTheme();
  watchScroll();
  await restoreLanguage();
  if (!covered()) document.title = t("app.name");
  watchCover();
  const root = document.getElementById("app") as HTMLElement;
  try {
    await database();
  } catch {
    // A private window, or a full phone: without tables nothing could be promised.
    return render(<main class="page"><p class="empty">{t("app.no_storage")}</p></main>, root);
  }
  render(<App />, root);
  const known = location.hash;
  const adopted = await adopt();
  if (adopted && known === location.hash && /^#\/signin/.test(known)) replace("#/");
  onRefused(() => { if (!covered()) navigator.vibrate?.([30, 90, 30]); });
  watchRoom();
  // Chromium grants it to what stands on the home screen; elsewhere it is asked for with the first thing sent.
  addEventListener("appinstalled", () => void askToKeep());
  // The worker fetches the whole app, and the map with it: on one bar of signal the first lists go before.
  await Promise.race([sync.start(adopted), new Promise((done) => setTimeout(done, FIRST_MS))]);
  void registerWorker();
  // The way from the camera to 发送 must not wait for a download; where it does not begin here, lists go before.
  if (document.querySelector("label.capture")) await capturing().catch(() => undefined);
  setTimeout(fetchAll, LATER_MS);
}

/** Where no worker keeps the app (in WeChat), a screen first opened without network must be here already. */
function fetchAll(): void {
  for (const load of new Set(Object.values(LOADERS))) void load().catch(() => undefined);
}

void boot();
