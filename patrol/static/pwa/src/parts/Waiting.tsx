// What the phone has is shown at once; a thin bar says that more is being fetched, and after a while why it takes long.
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { useFetched, useFetching, useOnline } from "../store.ts";
import { Icon } from "./Icon.tsx";

// A fetch that is over at once needs no bar, and a bar that comes every half minute would be one more thing that moves.
const SOON_MS = 700;
const LONG_MS = 8000;

export function Waiting() {
  const since = useFetching();
  const fetched = useFetched();
  const reach = useOnline();
  const [, again] = useState(0);
  useEffect(() => {
    if (since === null) return;
    const timers = [SOON_MS, LONG_MS].map((ms) => setTimeout(() => again((n) => n + 1), ms + 20));
    return () => timers.forEach(clearTimeout);
  }, [since]);
  const waited = since === null ? 0 : Date.now() - since;
  if (reach !== "online" || since === null) return null;
  if (fetched !== null) return <><WaitBar /><p class="banner calm" role="status"><Icon name="clock" />{t("net.fetched", { count: fetched })}</p></>;
  if (waited < SOON_MS) return null;
  return (
    <>
      <WaitBar />
      {waited < LONG_MS ? null : <p class="banner calm" role="status"><Icon name="clock" />{t("net.slow")}</p>}
    </>
  );
}

export function WaitBar() {
  return <div class="wait-bar" role="progressbar" aria-label={t("net.fetching")} />;
}
