// 给链接: a department without an account answers by a link or a code to scan. It is shown this once; the phone keeps it not.
import { useState } from "preact/hooks";
import { ask } from "../../api.ts";
import { t } from "../../i18n.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Sheet } from "../../parts/Sheet.tsx";
import { useNow } from "../../parts/useNow.ts";
import { showToast } from "../../toast.ts";
import type { Task } from "../../types.ts";
import { known, moment } from "../../words.ts";

interface Made { link: string; qr: string[]; expires_at: string }

export function TaskLink({ task, onClose }: { task: Task; onClose: () => void }) {
  const [made, setMade] = useState<Made | null>(null);
  const now = useNow();
  const make = async () => {
    const answer = await ask<Made>(`/tasks/${task.id}/link`, { method: "POST", json: {}, check: (value) => typeof (value as Made).link === "string" });
    if (answer.ok) setMade(answer.value);
    else showToast(answer.why === "refused" ? answer.error.message : t("task.link.offline"));
  };
  const revoke = async () => {
    const answer = await ask(`/tasks/${task.id}/link`, { method: "DELETE" });
    showToast(t(answer.ok ? "task.link.revoked" : "task.link.offline"));
    if (answer.ok) onClose();
  };
  const copy = () => void navigator.clipboard?.writeText(made?.link ?? "").then(() => showToast(t("task.link.copied")), () => undefined);
  return (
    <Sheet title={t("task.link.title")} onClose={onClose}>
      <p class="strong">{known(`department.${task.department}`, task.department)}</p>
      <p class="small">{t("task.link.how")}</p>
      {made ? (
        <>
          <Code rows={made.qr} />
          <label class="asked"><span class="hidden-text">{t("task.link.title")}</span><textarea class="link-text" rows={3} readOnly value={made.link} onFocus={(event) => event.currentTarget.select()} /></label>
          <p class="small">{t("task.link.until", { time: moment(made.expires_at, now) })}</p>
          <button class="btn main wide-btn" type="button" onClick={copy}><Icon name="card" />{t("task.link.copy")}</button>
        </>
      ) : <button class="btn main wide-btn top-gap" type="button" onClick={() => void make()}><Icon name="card" />{t(task.linked ? "task.link.make" : "task.link")}</button>}
      {made || task.linked ? <button class="btn plain wide-btn top-gap" type="button" onClick={() => void revoke()}>{t("task.link.revoke")}</button> : null}
    </Sheet>
  );
}

/** Dark on light in every theme: cameras want it so. */
function Code({ rows }: { rows: string[] }) {
  const size = rows.length;
  const path = rows.flatMap((row, y) => [...row].map((bit, x) => (bit === "1" ? `M${x + 2} ${y + 2}h1v1h-1z` : ""))).join("");
  return (
    <svg class="qr" viewBox={`0 0 ${size + 4} ${size + 4}`} role="img" aria-label={t("task.link.qr")} shape-rendering="crispEdges">
      <rect class="qr-ground" width={size + 4} height={size + 4} /><path class="qr-ink" d={path} />
    </svg>
  );
}
