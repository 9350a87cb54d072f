// Why nothing opens here without a network, and the way out: the page that shows how to trust the server.
import { t } from "../i18n.ts";
import { useHeard } from "../store.ts";
import { hindrance, markSeen, onHindrance, wasSeen } from "../trust.ts";
import { Icon } from "./Icon.tsx";

const FIRST = ["signin", "card", "transfer", "home", "cases", "today", "inbox"];

export function Hindered({ route }: { route: string }) {
  const why = useHeard(onHindrance, hindrance);
  if (!why || !(route === "me" || (FIRST.includes(route) && !wasSeen()))) return null;
  return (
    <a class="banner calm" href="/ca" onClick={markSeen}>
      <Icon name="shield" /><div><b>{t(`offline.${why}`)}</b>{t(`offline.${why}_how`)}</div><Icon name="next" />
    </a>
  );
}
