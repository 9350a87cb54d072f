// Whether the browser has promised to keep what is on this phone: asked for with the first report, and told in words.
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n.ts";
import { Icon } from "../../parts/Icon.tsx";

export function Storage() {
  const [kept, setKept] = useState<boolean>();
  useEffect(() => { void promised().then(setKept); }, []);
  if (kept === undefined) return null;
  const key = kept ? "me.storage.kept" : "me.storage.may_clear";
  return (
    <div class="lines top-gap">
      <p><Icon name="phone" /><span class="grow">{t(key)}<br /><span class="small">{t(`${key}_why`)}</span></span></p>
    </div>
  );
}

/** Older browsers promise nothing. */
async function promised(): Promise<boolean> {
  try {
    return (await navigator.storage?.persisted?.()) ?? false;
  } catch {
    return false;
  }
}
