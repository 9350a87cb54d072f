// The addresses that only their owner knows; the telephone number is the office's to change.
import { useRef, useState } from "preact/hooks";
import { t } from "../../i18n.ts";
import { showToast } from "../../toast.ts";
import type { Props } from "./wishes.ts";

export function Addresses({ wishes, keep }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const mine = wishes.channels.filter((one) => one.mine);
  if (mine.length === 0) return null;
  const submit = async (event: Event) => {
    event.preventDefault();
    const fields = new FormData(form.current as HTMLFormElement);
    const typed = (name: string) => String(fields.get(name) ?? "").trim() || null;
    setBusy(true);
    await keep({ ...wishes, channels: wishes.channels.map((one) => (one.mine ? { ...one, address: typed(one.name) } : one)) });
    setBusy(false);
    showToast(t("notices.saved"));
  };
  return (
    <form class="entry top-gap" ref={form} onSubmit={(event) => void submit(event)}>
      {mine.map((one) => (
        <label key={one.name}>
          {t(`notices.address.${one.name}`)}
          <input name={one.name} type="text" inputMode={one.name === "email" ? "email" : "text"} defaultValue={one.address ?? ""} maxLength={120} autocomplete="off" autocapitalize="none" />
        </label>
      ))}
      <button class="btn" type="submit" disabled={busy}>{t("notices.save")}</button>
    </form>
  );
}
