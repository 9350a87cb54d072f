// 补拍照片: the camera, then one look and 发送. It goes as a comment with photos on the case.
import { useState } from "preact/hooks";
import type { Picked } from "../../draft.ts";
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { PhotoGrid, Words } from "../../parts/Extras.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { PhotoInput } from "../../parts/PhotoInput.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import type { CaseRef } from "../../kept.ts";
import { sendAbout } from "./send.ts";

export function MorePhotos({ about, name, begun = false }: { about: CaseRef; name: string; begun?: boolean }) {
  const draft = useSheet(`more/${name}`, { note: "" });
  const [open, setOpen] = useState(begun);
  const taken = async (photos: Picked[]) => {
    await draft.addPhotos(photos);
    setOpen(true);
  };
  const send = async () => {
    await sendAbout(about, [{ act: "comment" }], draft);
    setOpen(false);
  };
  return (
    <>
      {draft.files.length > 0
        ? <button class="btn main" type="button" onClick={() => setOpen(true)}><Icon name="camera" />{t("report.more_photos_begun")}</button>
        : <PhotoInput class="btn main" source="camera" onPicked={taken}><Icon name="camera" />{t("report.more_photos")}</PhotoInput>}
      {open ? (
        <ActSheet title={t("report.more_photos")} draft={draft} main={{ label: t("capture.send"), icon: "up", ready: draft.files.length > 0, press: () => void send() }} onClose={() => setOpen(false)}>
          <PhotoGrid draft={draft} hint="" />
          <Words draft={draft} />
        </ActSheet>
      ) : null}
    </>
  );
}
