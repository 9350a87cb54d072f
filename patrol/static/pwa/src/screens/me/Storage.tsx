// 存储: whether the browser has promised to keep what is on this phone, and how much more of it there may be.
import { useEffect } from "preact/hooks";
import { t } from "../../i18n.ts";
import { Icon } from "../../parts/Icon.tsx";
import { usePromised } from "../../parts/usePromised.ts";
import { measure, type Room } from "../../room.ts";
import { useRoom } from "../../store.ts";
import { amount, rounded } from "../../words.ts";

export function Storage() {
  const kept = usePromised();
  const room = useRoom();
  useEffect(() => { void measure(); }, []);
  if (kept === undefined) return null;
  const key = kept ? "me.storage.kept" : "me.storage.may_clear";
  return (
    <>
      <div class="head"><h2>{t("me.storage")}</h2></div>
      <div class="lines">
        <p><Icon name="phone" /><span class="grow">{t(key)}<br /><span class="small">{t(`${key}_why`)}</span></span></p>
        {room ? <p><Icon name="picture" /><span class="grow">{room.photos > 0 ? amount(room.short ? "room.short" : "me.storage.room", rounded(room.photos)) : t("room.full")}<br /><span class="small">{t("me.storage.used", { used: megabytes(room) })}</span></span></p> : null}
      </div>
    </>
  );
}

function megabytes(room: Room): string {
  return (room.used / 1_000_000).toFixed(room.used < 10_000_000 ? 1 : 0);
}
