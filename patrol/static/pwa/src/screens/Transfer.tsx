// The other end of 换到浏览器: six digits from the phone or view where somebody is already signed in.
import { useState } from "preact/hooks";
import { redeemTransfer } from "../account.ts";
import { t } from "../i18n.ts";
import { Bar } from "../parts/Bar.tsx";
import { enter, problemOf } from "./SignIn.tsx";

export default function Transfer() {
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (code.length !== 6) return setProblem(t("sign.six"));
    setBusy(true);
    const came = await redeemTransfer(code);
    setBusy(false);
    if (came.ok) enter();
    else setProblem(problemOf(came, "sign.code_wrong"));
  };
  return (
    <>
      <Bar title={t("sign.transfer")} to="#/signin" />
      <main class="page">
        <form class="entry" onSubmit={(event) => void submit(event)}>
          <label>
            {t("sign.code")}
            <input class="code" inputMode="numeric" autocomplete="one-time-code" maxLength={6} value={code} onInput={(event) => setCode(event.currentTarget.value.replace(/\D/g, ""))} />
          </label>
          <p class="small">{t("sign.code_hint")}</p>
          <p class="alarm" role="alert">{problem}</p>
          <button class="btn main" type="submit" disabled={busy} aria-disabled={code.length !== 6}>{t(busy ? "sign.busy" : "sign.in")}</button>
        </form>
      </main>
    </>
  );
}
