// How fresh the list is: 09:38 已更新.
import { sessionRow } from "../db.ts";
import { t } from "../i18n.ts";
import { useOnline, useTable } from "../store.ts";
import { clock } from "../words.ts";
import { Icon } from "./Icon.tsx";

export function Updated() {
  const reach = useOnline();
  const seen = useTable(async () => (await sessionRow())?.seen_at ?? null, ["meta", "sessions"]);
  if (!seen) return null;
  return reach === "online"
    ? <p class="net"><Icon name="tick" />{t("cases.updated", { clock: clock(seen) })}</p>
    : <p class="net"><Icon name="no_network" />{t("cases.kept", { clock: clock(seen) })}</p>;
}
