// The first screen and the way to the others. What is not on it comes when it is asked for.
import { render, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import "./ui.css";
import { adopt } from "./account.ts";
import { database } from "./db.ts";
import { restoreLanguage, t } from "./i18n.ts";
import { Banners } from "./parts/Banners.tsx";
import { Guard } from "./parts/Guard.tsx";
import { ToastLine } from "./parts/ToastLine.tsx";
import { WaitBar } from "./parts/Waiting.tsx";
import { watchScroll } from "./parts/useScroll.ts";
import { replace, useRoute, type Route } from "./router.ts";
import Home from "./screens/Home.tsx";
import { useLanguage, useSession } from "./store.ts";
import { onRefused } from "./sender.ts";
import * as sync from "./sync.ts";
import { applyTheme } from "./theme.ts";
import { partMissing, registerWorker } from "./update.ts";
import type { Session } from "./types.ts";

type Screen = ComponentType<{ id: string; route: Route }>;
type Screens = Promise<Record<string, Screen>>;

const informant = () => import("./screens/informant.ts") as unknown as Screens;
const staff = () => import("./screens/staff.ts") as unknown as Screens;
const LOADERS: Record<string, () => Screens> = {
  signin: informant, card: informant, transfer: informant, password: informant, capture: informant, place: informant, report: informant,
  outbox: informant, me: informant, cases: staff, case: staff, map: staff, tasks: staff, today: staff, village: staff, inbox: staff,
};
const FIRST_MS = 4000;
const OPEN_TO_ALL = ["signin", "card", "transfer", "password"];

function App() {
  const route = useRoute();
  const session = useSession();
  useLanguage();
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
    load().then((screens) => setScreen({ Screen: screens[name] as Screen }), () => { setFailed(true); partMissing(); });
  }, [name]);
  if (failed) return <main class="page"><div class="empty"><p>{t("app.part_missing")}</p><a class="btn" href="#/home" onClick={() => location.reload()}>{t("app.again")}</a></div></main>;
  return screen ? <screen.Screen key={route.param} id={route.param} route={route} /> : <WaitBar />;
}

async function boot(): Promise<void> {
  applyTheme();
  watchScroll();
  await restoreLanguage();
  document.title = t("app.name");
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
  onRefused(() => navigator.vibrate?.([30, 90, 30]));
  // The worker fetches the whole app, and the map with it: on one bar of signal the first lists go before.
  await Promise.race([sync.start(adopted), new Promise((done) => setTimeout(done, FIRST_MS))]);
  void registerWorker();
  // The way from the camera to 发送 must not wait for a download.
  void informant().catch(() => undefined);
}

void boot();
