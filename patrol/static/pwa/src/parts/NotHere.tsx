// A screen whose file could not be fetched. A browser does not ask twice for a part that failed: the page must begin anew,
// and only once the server answers: without a worker, a page begun anew offline would be the browser's own error.
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { partMissing } from "../update.ts";
import { WaitBar } from "./Waiting.tsx";

export function NotHere() {
  const [reached, setReached] = useState<boolean>();
  const again = async () => {
    setReached(undefined);
    if (await partMissing()) location.reload();
    else setReached(false);
  };
  useEffect(() => {
    void partMissing().then(setReached);
    addEventListener("online", again);
    return () => removeEventListener("online", again);
  }, []);
  if (reached === undefined) return <WaitBar />;
  return (
    <main class="page"><div class="empty">
      <p>{t(reached ? "app.part_missing" : "app.part_offline")}</p>
      <button class="btn main" type="button" onClick={again}>{t("app.again")}</button>
      <a class="btn" href="#/">{t("app.to_start")}</a>
    </div></main>
  );
}
