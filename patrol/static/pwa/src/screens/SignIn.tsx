// Name and password. Most people never see this: their card's code or a transfer code brings them in.
import { useRef, useState } from "preact/hooks";
import { signIn, type Came } from "../account.ts";
import { currentLanguage, setLanguage, t } from "../i18n.ts";
import { go, replace } from "../router.ts";
import { useSession, useSignedIn } from "../store.ts";
import { now } from "../sync.ts";

export default function SignIn() {
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const known = useSession();
  const signedIn = useSignedIn();
  const submit = async (event: Event) => {
    event.preventDefault();
    const fields = new FormData(form.current as HTMLFormElement);
    setBusy(true);
    const came = await signIn(String(fields.get("username")).trim(), String(fields.get("password")));
    setBusy(false);
    if (came.ok) enter();
    else setProblem(problemOf(came, "sign.wrong"));
  };
  return (
    <main class="page">
      <div class="top"><div><h1>{t("app.name")}</h1><p class="small">{t("sign.slogan")}</p></div></div>
      {known && !signedIn ? <p class="card">{t("sign.again_kept")}</p> : null}
      <form class="entry" ref={form} onSubmit={(event) => void submit(event)}>
        <label>{t("sign.username")}<input name="username" autocomplete="username" autocapitalize="none" required /></label>
        <label>{t("sign.password")}<input name="password" type="password" autocomplete="current-password" required /></label>
        <p class="alarm" role="alert">{problem}</p>
        <button class="btn main" type="submit" disabled={busy}>{t(busy ? "sign.busy" : "sign.in")}</button>
        <button class="btn plain" type="button" onClick={() => go("#/transfer")}>{t("sign.have_code")}</button>
        <button class="btn plain" type="button" onClick={() => go("#/password")}>{t("sign.have_reset_code")}</button>
      </form>
      <p class="small">{t("sign.card_hint")}</p>
      <p><button class="btn plain" type="button" onClick={() => void setLanguage(currentLanguage() === "en" ? "zh-CN" : "en").catch(() => undefined)}>{t("sign.other_language")}</button></p>
    </main>
  );
}

export function enter(): void {
  replace("#/");
  void now(true);
}

export function problemOf(came: Extract<Came, { ok: false }>, otherwise: string): string {
  if (came.why === "offline") return t("sign.offline");
  return came.error?.message || t(otherwise);
}
