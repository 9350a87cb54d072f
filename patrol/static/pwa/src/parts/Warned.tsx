// Somebody changed how this person signs in, or signed in as them. Each phone says it until it was understood here:
// whoever went in by that way could mark it as read on the server.
import { changed, currentOwner, meta, setMeta } from "../db.ts";
import { t } from "../i18n.ts";
import { WAYS_IN } from "../pull.ts";
import { useNotices, useTable } from "../store.ts";
import { moment } from "../words.ts";
import { Icon } from "./Icon.tsx";
import { useNow } from "./useNow.ts";

interface Told { owner: string; until: string }

export function Warned() {
  const notices = useNotices() ?? [];
  const told = useTable(toldUntil, ["meta"]);
  const now = useNow();
  if (told === undefined) return null;
  const news = notices.filter((one) => WAYS_IN.includes(one.event) && one.at > told).sort((a, b) => b.at.localeCompare(a.at));
  const newest = news[0];
  if (!newest) return null;
  return (
    <div class="banner" role="status">
      <Icon name="person" /><div><b>{newest.text}</b>{moment(newest.at, now)}</div>
      <button class="btn" type="button" onClick={() => void understood(newest.at)}>{t("home.understood")}</button>
    </div>
  );
}

async function toldUntil(): Promise<string> {
  const [owner, told] = [await currentOwner(), await meta<Told>("ways_told")];
  return owner !== null && told?.owner === owner ? told.until : "";
}

async function understood(until: string): Promise<void> {
  const owner = await currentOwner();
  if (owner !== null) await setMeta("ways_told", { owner, until });
  changed("meta");
}
