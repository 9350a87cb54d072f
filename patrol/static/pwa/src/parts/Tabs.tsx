// The way between screens, as the person's role has it. A badge counts only what this person must read.
import { begin, type Picked } from "../draft.ts";
import { t } from "../i18n.ts";
import { PhotoInput } from "./PhotoInput.tsx";
import { go, href } from "../router.ts";
import { chiefRole } from "../sight.ts";
import { useNotices, useSession } from "../store.ts";
import type { Role } from "../types.ts";
import { Icon, type IconName } from "./Icon.tsx";

export type TabName = "home" | "village" | "cases" | "map" | "tasks" | "today" | "capture" | "inbox" | "me";

const ICON: Record<TabName, IconName> = {
  home: "camera", village: "house", cases: "list", map: "map", tasks: "card", today: "day", capture: "camera", inbox: "bell", me: "person",
};
const OF_ROLE: Record<Role, TabName[]> = {
  informant: ["home", "village", "inbox", "me"],
  inspector: ["cases", "map", "capture", "inbox", "me"],
  leader: ["today", "cases", "map", "inbox", "me"],
  officer: ["today", "cases", "map", "inbox", "me"],
  department: ["tasks", "inbox", "me"],
  admin: ["me"],
};

export function Tabs({ current }: { current: TabName }) {
  const session = useSession();
  const unread = (useNotices() ?? []).filter((notice) => notice.seen_at === null).length;
  const role = chiefRole(session);
  return (
    <nav class="tabs" aria-label={t("nav.main")}>
      {OF_ROLE[role ?? "admin"].map((name) => (name === "capture"
        ? <PhotoInput key={name} class="tab" source="camera" onPicked={capture}><Icon name="camera" />{t("nav.capture")}</PhotoInput>
        : <Tab key={name} name={name} current={name === current} count={name === "inbox" ? unread : 0} />))}
    </nav>
  );
}

function Tab({ name, current, count }: { name: TabName; current: boolean; count: number }) {
  return (
    <a href={href(name)} {...(current ? { "aria-current": "page" as const } : {})}>
      <Icon name={ICON[name]} />{t(`nav.${name}`)}
      {count > 0 ? <span class="count">{count > 99 ? "99+" : count}<span class="hidden-text"> {t("nav.unread")}</span></span> : null}
    </a>
  );
}

async function capture(photos: Picked[]): Promise<void> {
  go(href("capture", (await begin(photos)).id));
}
