// Language and look: this phone's own, kept on it.
import { useState } from "preact/hooks";
import { currentLanguage, setLanguage, t } from "../../i18n.ts";
import { Icon } from "../../parts/Icon.tsx";
import { setTheme, theme, type Theme } from "../../theme.ts";
import { showToast } from "../../toast.ts";

const THEMES: Theme[] = ["light", "dark", "auto"];

export function Choices() {
  const [shown, setShown] = useState(theme());
  const look = (next: Theme) => {
    setTheme(next);
    setShown(next);
  };
  const speak = (next: "zh-CN" | "en") => { void setLanguage(next).catch(() => showToast(t("me.language_offline"))); };
  return (
    <>
      <div class="head"><h2>{t("me.language")}</h2></div>
      <div class="picks plain" role="radiogroup" aria-label={t("me.language")}>
        {(["zh-CN", "en"] as const).map((one) => (
          <label key={one} class={currentLanguage() === one ? "pick chosen" : "pick"}>
            <input type="radio" name="language" checked={currentLanguage() === one} onChange={() => speak(one)} /><b>{t(`me.language.${one}`)}</b><Icon name="tick" class="tick" />
          </label>
        ))}
      </div>
      <div class="head"><h2>{t("me.display")}</h2></div>
      <div class="picks plain short" role="radiogroup" aria-label={t("me.display")}>
        {THEMES.map((one) => (
          <label key={one} class={shown === one ? "pick chosen" : "pick"}>
            <input type="radio" name="theme" checked={shown === one} onChange={() => look(one)} /><b>{t(`me.display.${one}`)}</b><Icon name="tick" class="tick" />
          </label>
        ))}
      </div>
    </>
  );
}
