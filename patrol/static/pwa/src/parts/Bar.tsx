// The top of every screen that is not a tab: an own way back, for views that show none.
import { t } from "../i18n.ts";
import { CoverButton } from "./CoverButton.tsx";
import { Icon } from "./Icon.tsx";
import { back } from "../router.ts";

export function Bar({ title, to = "#/" }: { title: string; to?: string }) {
  return (
    <header class="bar">
      <button class="round" type="button" aria-label={t("app.back")} onClick={() => back(to)}><Icon name="back" /></button>
      <h1>{title}</h1>
      <CoverButton />
    </header>
  );
}
