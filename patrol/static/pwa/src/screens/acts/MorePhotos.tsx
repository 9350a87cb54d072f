// 补拍照片: the camera, then one look and 发送. It goes as a comment with photos on the case.
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n.ts";
import { act } from "../../outbox.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Sheet } from "../../parts/Sheet.tsx";
import { thumbnail } from "../../photo.ts";
import { currentOwner } from "../../db.ts";
import { showToast } from "../../toast.ts";
import type { CaseRef } from "../../types.ts";
import { PhotoInput } from "../../parts/PhotoInput.tsx";
import { Picture } from "../../parts/Picture.tsx";
import { attachedOf, useSheet } from "./useKept.ts";

export function MorePhotos({ about, name, main }: { about: CaseRef; name: string; main: boolean }) {
  const sheet = useSheet(`more/${name}`);
  const sending = useRef(false);
  const files = sheet.state?.files ?? [];
  useEffect(() => {
    void currentOwner().then((owner) => { if (owner) for (const one of files) void thumbnail(owner, one.sha256); });
  }, [files.length]);
  const send = async () => {
    if (sending.current) return;
    sending.current = true;
    const note = sheet.state?.note.trim();
    await act(about, { act: "comment", ...(note ? { note } : {}) }, await attachedOf(files));
    await sheet.clear();
    sending.current = false;
    navigator.vibrate?.(30);
    showToast(t("report.act_stored"));
  };
  return (
    <>
      <PhotoInput class={main ? "btn main" : "btn"} source="camera" onPicked={sheet.addPhotos}><Icon name="camera" />{t("report.more_photos")}</PhotoInput>
      {files.length > 0 ? (
        <Sheet
          title={t("report.more_photos")} onClose={() => void sheet.clear()}
          dock={<button class="btn main" type="button" onClick={() => void send()}><Icon name="up" />{t("capture.send")}</button>}
        >
          <div class="photos three lead">
            {files.map((one) => <figure key={one.sha256}><Picture sha256={one.sha256} alt={t("capture.photos")} /></figure>)}
            <PhotoInput class="add" source="camera" onPicked={sheet.addPhotos}><Icon name="camera" />{t("capture.another")}</PhotoInput>
          </div>
          <label>
            <span class="hidden-text">{t("capture.note")}</span>
            <textarea class="field" rows={2} maxLength={2000} placeholder={t("capture.note")} value={sheet.state?.note ?? ""} onInput={(event) => sheet.set({ note: event.currentTarget.value })} />
          </label>
        </Sheet>
      ) : null}
    </>
  );
}
