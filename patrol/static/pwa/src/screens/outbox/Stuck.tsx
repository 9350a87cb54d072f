// What needs its person: why it was not taken, in words, and the ways on.
import { has, t } from "../../i18n.ts";
import { again, photoAgain } from "../../items.ts";
import { mendAct, mendReport } from "../../mend.ts";
import { reasonKey, type MyReport } from "../../mine.ts";
import { giveUp, retake } from "../../outbox.ts";
import { Icon } from "../../parts/Icon.tsx";
import { PhotoInput } from "../../parts/PhotoInput.tsx";
import { go, href } from "../../router.ts";
import { showToast } from "../../toast.ts";
import type { OutboxFile, OutboxItem } from "../../kept.ts";
import type { Reason } from "../../types.ts";
import { Inside } from "./Inside.tsx";

interface Props { item: OutboxItem; report: MyReport | undefined; onExport: () => void }

export function Stuck({ item, report, onExport }: Props) {
  return (
    <article class="card stuck-card">
      <div class="row bare"><Inside item={item} report={report} /></div>
      {item.refused ? <Refused item={item} reason={item.refused} onExport={onExport} /> : null}
      {item.files.filter((file) => file.state === "stuck").map((file) => <StuckFile key={file.sha256} item={item} file={file} onExport={onExport} />)}
    </article>
  );
}

function Refused({ item, reason, onExport }: { item: OutboxItem; reason: Reason; onExport: () => void }) {
  const body = JSON.parse(item.body) as { note?: string };
  const mend = async () => {
    const draft = item.type === "report" ? await mendReport(item.id) : null;
    const way = draft ? href("capture", draft) : await mendAct(item.id);
    if (way) go(way);
    else showToast(t("outbox.mend_not"));
  };
  return (
    <>
      <p class="reason">{t("outbox.refused", { why: wordsOf(reason) })}</p>
      {body.note ? <p class="quote">{body.note}</p> : null}
      <p class="small">{reason.code}</p>
      <div class="dock-in flush">
        <button class="btn" type="button" onClick={onExport}>{t("outbox.export_one")}</button>
        <button class="btn" type="button" onClick={() => void again(item.id)}>{t("outbox.again")}</button>
        <button class="btn strongish" type="button" onClick={() => void mend()}><Icon name="pen" />{t("outbox.mend")}</button>
      </div>
    </>
  );
}

function StuckFile({ item, file, onExport }: { item: OutboxItem; file: OutboxFile; onExport: () => void }) {
  const taken = async (files: Parameters<typeof retake>[2][]) => { if (files[0]) await retake(item.id, file.sha256, files[0]); };
  return (
    <>
      <p class="reason">{t("outbox.only_this", { why: wordsOf(file.reason ?? { code: "unknown", message: "" }) })}</p>
      <div class="dock-in flush">
        <button class="btn" type="button" onClick={() => void giveUp(item.id, file.sha256)}>{t("outbox.give_up")}</button>
        <button class="btn" type="button" onClick={onExport}>{t("outbox.export_one")}</button>
        {file.reason?.code === "gone" ? null : <button class="btn" type="button" onClick={() => void photoAgain(item.id, file.sha256)}>{t("outbox.again")}</button>}
        {file.role === "photo" ? (
          <PhotoInput class="btn strongish" source="camera" onPicked={(photos) => taken(photos.map((one) => ({ ...one, role: "photo" as const })))}>
            <Icon name="camera" />{t("outbox.retake")}
          </PhotoInput>
        ) : null}
      </div>
    </>
  );
}

function wordsOf(reason: Reason): string {
  return has(reasonKey(reason)) ? t(reasonKey(reason)) : reason.message || t("outbox.reason.unknown");
}
