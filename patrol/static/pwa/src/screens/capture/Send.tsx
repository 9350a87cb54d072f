// 发送, always in sight: it says what is missing, and after it the report is on the phone whatever happens.
import { useRef, useState } from "preact/hooks";
import { t } from "../../i18n.ts";
import { report, undo } from "../../outbox.ts";
import { UNDO_MS } from "../../queue.ts";
import { askToKeep } from "../../room.ts";
import { Icon } from "../../parts/Icon.tsx";
import { go, href, replace } from "../../router.ts";
import { showToast } from "../../toast.ts";
import type { Draft } from "../../kept.ts";

export function Send({ draft, flush }: { draft: Draft; flush: () => Promise<void> | null }) {
  const [hint, setHint] = useState("");
  const sending = useRef(false);
  const ready = draft.kind !== null && draft.photos.length > 0;
  const press = async () => {
    if (sending.current) return;
    if (!ready) {
      setHint(t(draft.photos.length === 0 ? "capture.need_photo" : "capture.need_kind"));
      return;
    }
    sending.current = true;
    try {
      await flush();
      const item = await report(draft.id);
      if (!item) return;
      void askToKeep();
      navigator.vibrate?.(30);
      replace("#/");
      showToast(t("capture.stored"), { label: t("capture.undo"), ms: UNDO_MS, action: () => void takeBack(draft.id) });
    } catch {
      setHint(t("capture.storage_full"));
    } finally {
      sending.current = false;
    }
  };
  return (
    <div class="dock">
      <div class="dock-in">
        <button class="btn main" type="button" aria-disabled={!ready} onClick={() => void press()}><Icon name="up" />{t("capture.send")}</button>
        <p class="small" role="status">{hint || t("capture.protected")}</p>
      </div>
    </div>
  );
}

async function takeBack(id: string): Promise<void> {
  if (await undo(id)) go(href("capture", id));
  else showToast(t("capture.too_late"));
}
