// 导出未发送: sealed for the county alone; where the browser does not let the page seal, what that means is said first.
import { useEffect, useState } from "preact/hooks";
import { exportUnsent } from "../../export.ts";
import { t } from "../../i18n.ts";
import { Icon } from "../../parts/Icon.tsx";
import { download } from "../../parts/save.ts";
import { Sheet } from "../../parts/Sheet.tsx";
import { canSeal } from "../../seal.ts";
import { sealUnsent, type Sealed } from "../../sealed.ts";

type State = { is: "working"; done: number; all: number } | { is: "ready"; sealed: Sealed } | { is: "failed" | "no_key" | "no_crypto" };

interface Props { only?: string; onClose: () => void }

export function Export({ only, onClose }: Props) {
  const [state, setState] = useState<State>(canSeal() ? { is: "working", done: 0, all: 0 } : { is: "no_crypto" });
  useEffect(() => {
    if (!canSeal()) return;
    let open = true;
    const tell = (next: State) => { if (open) setState(next); };
    sealUnsent(only, (done, all) => tell({ is: "working", done, all }))
      .then((sealed) => tell(sealed ? { is: "ready", sealed } : { is: "no_key" }), () => tell({ is: "failed" }));
    return () => { open = false; };
  }, [only]);
  if (state.is === "ready") return <Ready sealed={state.sealed} onClose={onClose} />;
  if (state.is === "no_key" || state.is === "no_crypto") return <Unsealed why={state.is} {...(only ? { only } : {})} onClose={onClose} />;
  return (
    <Sheet title={t("outbox.seal.title")} onClose={onClose}>
      <p role="status">{state.is === "working" ? t("outbox.seal.working", { done: state.done, all: state.all }) : t("outbox.seal.failed")}</p>
    </Sheet>
  );
}

/** A tap for each way: browsers let a page share or save only right after one, and sealing may have taken minutes. */
function Ready({ sealed: { blob, name, count }, onClose }: { sealed: Sealed; onClose: () => void }) {
  const [saved, setSaved] = useState(false);
  const file = new File([blob], name, { type: blob.type });
  const save = () => { download(blob, name); setSaved(true); };
  // Some browsers say that they can and then do not for this kind of file: saving always goes.
  const share = () => void navigator.share({ files: [file] }).catch((problem: Error) => { if (problem.name !== "AbortError") save(); });
  const shares = navigator.canShare?.({ files: [file] }) ?? false;
  const dock = (
    <>
      <button class={shares ? "btn" : "btn main"} type="button" onClick={save}>{t("outbox.seal.save")}</button>
      {shares ? <button class="btn main" type="button" onClick={share}><Icon name="out" />{t("outbox.seal.share")}</button> : null}
    </>
  );
  return (
    <Sheet title={t("outbox.seal.title")} onClose={onClose} dock={dock}>
      <p class="strong" role="status">{t("outbox.seal.ready", { count, size: sizeOf(blob) })}</p>
      <p>{t("outbox.seal.only_county")}</p>
      <p>{t("outbox.seal.kept")}</p>
      {saved ? <p role="status">{t("outbox.seal.saved", { name })}</p> : null}
    </Sheet>
  );
}

function Unsealed({ why, only, onClose }: { why: "no_key" | "no_crypto"; only?: string; onClose: () => void }) {
  const save = async () => {
    download(await exportUnsent(only), `patrol-${new Date().toISOString().slice(0, 10)}.json`);
    onClose();
  };
  const dock = (
    <>
      <button class="btn" type="button" onClick={onClose}>{t("outbox.seal.not_now")}</button>
      <button class="btn strongish" type="button" onClick={() => void save()}>{t("outbox.seal.plain")}</button>
    </>
  );
  return (
    <Sheet title={t("outbox.seal.title")} onClose={onClose} dock={dock}>
      <p>{t(`outbox.seal.${why}`)}</p>
      <p class="strong">{t("outbox.seal.plain_warning")}</p>
    </Sheet>
  );
}

function sizeOf(blob: Blob): string {
  return (blob.size / 1_000_000).toFixed(1);
}
