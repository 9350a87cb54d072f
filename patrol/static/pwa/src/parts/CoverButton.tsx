// The visible twin of the three taps, where its owner has switched hiding on.
import { cover, onCover, way } from "../cover.ts";
import { t } from "../i18n.ts";
import { useHeard } from "../store.ts";
import { Icon } from "./Icon.tsx";

export function CoverButton() {
  if (useHeard(onCover, way) === null) return null;
  return <button class="round" type="button" aria-label={t("cover.now")} onClick={() => cover()}><Icon name="hide" /></button>;
}
