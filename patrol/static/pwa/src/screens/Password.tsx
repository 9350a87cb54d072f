// Who forgot the password: a one-time code from the office, and a new password that only its owner knows.
import { useRef, useState } from "preact/hooks";
import { choosePassword } from "../account.ts";
import { t } from "../i18n.ts";
import { Bar } from "../parts/Bar.tsx";
import { enter, problemOf } from "./SignIn.tsx";

const LEAST = 10;

export default function Password() {
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const fields = new FormData(form.current as HTMLFormElement);
    const password = String(fields.get("password"));
    if (password.length < LEAST) return setProblem(t("sign.password_short"));
    setBusy(true);
    const came = await choosePassword(String(fields.get("code")).trim(), password);
    setBusy(false);
    if (came.ok) enter();
    else setProblem(problemOf(came, "sign.code_wrong"));
  };
  return (
    <>
      <Bar title={t("sign.new_password")} to="#/signin" />
      <main class="page">
        <form class="entry" ref={form} onSubmit={(event) => void submit(event)}>
          <label>{t("sign.reset_code")}<input class="code" name="code" autocomplete="off" autocapitalize="characters" maxLength={20} required /></label>
          <p class="small">{t("sign.reset_code_hint")}</p>
          <label>{t("sign.new_password_field")}<input name="password" type="password" autocomplete="new-password" maxLength={200} required /></label>
          <p class="small">{t("sign.new_password_hint")}</p>
          <p class="alarm" role="alert">{problem}</p>
          <button class="btn main" type="submit" disabled={busy}>{t(busy ? "sign.busy" : "sign.set_password")}</button>
        </form>
      </main>
    </>
  );
}
