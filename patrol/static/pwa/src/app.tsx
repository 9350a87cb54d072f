// The first screen and the way to the others. What is not on it comes when it is asked for.
import { render, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import "./ui.css";
import "./own/own.css";
import { adopt } from "./account.ts";
import { restoreLanguage, t } from "./i18n.ts";
import { Banners } from "./own/Banners.tsx";
import { ToastLine } from "./own/ToastLine.tsx";
import { replace, useRoute, type Route } from "./router.ts";
import Home from "./screens/Home.tsx";
import { useLanguage, useSession } from "./store.ts";
import * as sync from "./sync.ts";
import { applyTheme } from "./theme.ts";
import { partMissing, registerWorker } from "./update.ts";
import type { Session } from "./types.ts";

type Screen = ComponentType<{ id: string; route: Route }>;
type Loaded = Promise<{ default: Screen }>;

const LOADERS: Record<string, () => Loaded> = {
  signin: () => import("./screens/SignIn.tsx") as Loaded,
  card: () => import("./screens/Card.tsx") as Loaded,
  transfer: () => import("./screens/Transfer.tsx") as Loaded,
  capture: () => import("./screens/Capture.tsx") as Loaded,
  place: () => import("./screens/Place.tsx") as Loaded,
  report: () => import("./screens/Report.tsx") as Loaded,
  outbox: () => import("./screens/Outbox.tsx") as Loaded,
  me: () => import("./screens/Me.tsx") as Loaded,
  cases: () => import("./screens/Cases.tsx") as Loaded,
  case: () => import("./screens/Case.tsx") as Loaded,
  today: () => import("./screens/Today.tsx") as Loaded,
  village: () => import("./screens/Village.tsx") as Loaded,
  inbox: () => import("./screens/Inbox.tsx") as Loaded,
};
const OPEN_TO_ALL = ["signin", "card", "transfer"];

function App() {
  const route = useRoute();
  const session = useSession();
  useLanguage();
  if (session === undefined) return null;
  const name = screenFor(route.name, session);
  return (
    <>
      <Banners route={name} />
      {name === "home" ? <Home /> : <Lazy key={name} name={name} route={route} />}
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
  return roles.includes("inspector") ? "cases" : roles.includes("informant") ? "home" : "inbox";
}

function Lazy({ name, route }: { name: string; route: Route }) {
  const [screen, setScreen] = useState<{ Screen: Screen }>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    (LOADERS[name] as () => Loaded)().then((part) => setScreen({ Screen: part.default }), () => { setFailed(true); partMissing(); });
  }, [name]);
  if (failed) return <main class="page"><div class="empty"><p>{t("app.part_missing")}</p><a class="btn" href="#/home" onClick={() => location.reload()}>{t("app.again")}</a></div></main>;
  return screen ? <screen.Screen key={route.param} id={route.param} route={route} /> : null;
}

async function boot(): Promise<void> {
  applyTheme();
  await restoreLanguage();
  document.title = t("app.name");
  render(<App />, document.getElementById("app") as HTMLElement);
  const known = location.hash;
  if ((await adopt()) && known === location.hash && /^#\/signin/.test(known)) replace("#/");
  void registerWorker();
  await sync.start();
  // The way from the camera to 发送 must not wait for a download.
  void import("./screens/Capture.tsx").catch(() => undefined);
}

void boot();
