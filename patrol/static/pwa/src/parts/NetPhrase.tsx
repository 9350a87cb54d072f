// The network in one phrase.
import { t } from "../i18n.ts";
import { unsent } from "../items.ts";
import { Icon } from "./Icon.tsx";
import { waitsForWifi } from "../queue.ts";
import { useOnline, useOriginalsWait, useOutbox, useSignedIn } from "../store.ts";

export function NetPhrase() {
  const reach = useOnline();
  const signedIn = useSignedIn();
  const forWifi = useOriginalsWait();
  const waiting = (useOutbox() ?? []).filter((item) => unsent(item) && item.state !== "refused");
  const count = waiting.length;
  if (reach !== "online") return <p class="net" role="status"><Icon name="no_network" />{t("net.phrase_offline")}</p>;
  if (!signedIn) return <p class="net"><Icon name="person" />{t("net.phrase_sign_in")}</p>;
  if (count > 0 && waiting.every((item) => waitsForWifi(item, forWifi))) return <a class="net btn-line" href="#/outbox"><Icon name="phone" />{t("net.wifi", { count })}</a>;
  if (count > 0) return <a class="net btn-line" href="#/outbox"><Icon name="up" />{t("net.phrase_sending", { count })}</a>;
  return <p class="net" role="status"><Icon name="tick" />{t("net.phrase_all")}</p>;
}
