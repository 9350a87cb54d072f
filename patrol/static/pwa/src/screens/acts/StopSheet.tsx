// 劝停结果怎样: an outcome by one tap; a photo, a voice note and words may follow.
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Shots, Words } from "../../parts/Extras.tsx";
import { Icon, type IconName } from "../../parts/Icon.tsx";
import { PhotoInput } from "../../parts/PhotoInput.tsx";
import { Picks } from "../../parts/Picks.tsx";
import { useSheet } from "../../parts/useSheet.ts";
import type { CaseRef } from "../../kept.ts";
import { sendAbout } from "./send.ts";

type Outcome = "stopped" | "refused" | "nobody";
const OUTCOMES: [Outcome, IconName][] = [["stopped", "tick"], ["refused", "triangle"], ["nobody", "nobody"]];

export function StopSheet({ about, name, onClose }: { about: CaseRef; name: string; onClose: () => void }) {
  const draft = useSheet<{ outcome: Outcome | null; note: string }>(`stop/${name}`, { outcome: null, note: "" });
  const { outcome } = draft.value;
  const taken = draft.files.some((file) => file.role === "photo");
  const press = async () => {
    await sendAbout(about, [{ act: "stop", outcome }], draft);
    onClose();
  };
  return (
    <ActSheet title={t("report.stop.title")} draft={draft} main={{ label: t("report.stop.record"), ready: outcome !== null, press: () => void press() }} onClose={onClose}>
      <Picks
        label={t("report.stop.title")} value={outcome} onPick={(value) => draft.set({ outcome: value })}
        picks={OUTCOMES.map(([value, icon]) => ({ value, icon, label: t(`report.stop.${value}`), hint: t(`report.stop.${value}_hint`) }))}
      />
      {taken ? <div class="photos three top-gap"><Shots draft={draft} /></div> : null}
      <Words draft={draft}>
        <PhotoInput class="line" source="camera" flush={draft.flush} onPicked={draft.addPhotos}>
          <Icon name="camera" /><span class="grow">{t("report.stop.photo")}<br /><span class="small">{t("report.stop.photo_hint")}</span></span><Icon name="next" />
        </PhotoInput>
      </Words>
    </ActSheet>
  );
}
