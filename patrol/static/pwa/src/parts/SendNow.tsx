// Originals wait for Wi-Fi, and somebody is in a hurry: one tap sends them over the network there is.
import { t } from "../i18n.ts";
import { goNow } from "../items.ts";
import type { OutboxItem } from "../kept.ts";
import { waitsForWifi } from "../queue.ts";
import { useOriginalsWait } from "../store.ts";
import { now } from "../sync.ts";
import { amount } from "../words.ts";
import { Icon } from "./Icon.tsx";

/** Of one thing, or of all that wait. */
export function SendNow({ items }: { items: OutboxItem[] }) {
  const forWifi = useOriginalsWait();
  const waiting = items.filter((item) => waitsForWifi(item, forWifi));
  if (waiting.length === 0) return null;
  const send = async () => {
    for (const item of waiting) await goNow(item.id);
    await now();
  };
  return (
    <section class="card send-now">
      <p class="strong">{waiting.length > 1 ? t("net.wifi", { count: waiting.length }) : t("report.state.wifi")}</p>
      <p class="small">{t("wifi.facts_arrived", { size: megabytes(waiting) })}</p>
      <div class="dock-in flush"><button class="btn strongish" type="button" onClick={() => void send()}><Icon name="up" />{waiting.length > 1 ? amount("wifi.now_all", waiting.length) : t("wifi.now")}</button></div>
    </section>
  );
}

/** What it will cost, rounded up. */
function megabytes(items: OutboxItem[]): number {
  const files = items.flatMap((item) => item.files).filter((file) => file.state === "wanted" || file.state === "thumbnail");
  return Math.ceil(files.reduce((sum, file) => sum + file.bytes - (file.progress?.offset ?? 0), 0) / 1_000_000);
}
