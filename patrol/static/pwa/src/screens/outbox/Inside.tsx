// One thing on its way: its first photo, what and where, its state, and how much of it has gone.
import { t } from "../../i18n.ts";
import { stateOf, type MyReport } from "../../mine.ts";
import { Picture } from "../../parts/Picture.tsx";
import { StateText } from "../../parts/StateText.tsx";
import { useNow } from "../../parts/useNow.ts";
import { useOutbox, useUpload } from "../../store.ts";
import type { OutboxItem } from "../../kept.ts";
import { joined, kindName, known, moment } from "../../words.ts";

export function Inside({ item, report }: { item: OutboxItem; report: MyReport | undefined }) {
  const now = useNow();
  const body = JSON.parse(item.body) as { kind?: string; act?: string };
  const photos = item.files.filter((file) => file.role === "photo");
  const upload = useUpload();
  const going = photos.some((file) => file.sha256 === upload?.sha256) ? upload : null;
  const done = photos.filter((file) => file.state === "held").length + (going ? going.sent / going.total : 0);
  return (
    <>
      <Picture class="thumb" sha256={photos[0]?.sha256} kind={body.kind ?? report?.kind ?? "other"} alt="" />
      <div>
        <h3>{item.type === "report" ? kindName(body.kind ?? "other") : known(`act.${body.act ?? "comment"}`, t("outbox.act"))}</h3>
        <p class="small">{joined(report?.area_name || item.area_name, moment(item.created_at, now))}</p>
        <StateText line={stateOf({ item, case: null }, useOutbox() ?? [])} />
        {item.state === "facts" && photos.length > 0 ? (
          <svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width={(100 * done) / photos.length} height="10" /></svg>
        ) : null}
        {going ? <p class="small">{t("outbox.bytes", { sent: megabytes(going.sent), total: megabytes(going.total) })}</p> : null}
      </div>
    </>
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
