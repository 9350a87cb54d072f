// Where lists would be, on a phone that was to remember nothing: what is so, and the way to have them back.
import { t } from "../i18n.ts";
import { openPast } from "../past.ts";
import { refresh } from "../sync.ts";
import { Empty } from "./Empty.tsx";

export function Shut() {
  return (
    <Empty text={t("past.shut")}>
      <button class="btn" type="button" onClick={() => void openPast().then(() => refresh())}>{t("past.again")}</button>
    </Empty>
  );
}
