// A card's link. Opening it changes nothing; the last four digits and a tap bring its holder in.
import { useEffect, useState } from "preact/hooks";
import { readCard, redeemCard, type Card } from "../account.ts";
import { t } from "../i18n.ts";
import { WaitBar } from "../parts/Waiting.tsx";
import { inWeChat } from "../update.ts";
import { areaName } from "../words.ts";
import { enter, problemOf } from "./SignIn.tsx";

type Known = Card | "offline" | "unknown";
// Who has not erred yet need not hear that one may err.
const TRIES = 5;

export default function CardScreen({ id: token }: { id: string }) {
  const [card, setCard] = useState<Known>();
  const read = () => void readCard(token).then((answer) => {
    if (answer.ok) setCard(answer.value);
    else setCard(answer.why === "refused" ? "unknown" : "offline");
  });
  useEffect(read, [token]);
  return (
    <main class="page">
      <div class="top"><div><h1>{t("card.title")}</h1><p class="small">{t("app.name")}</p></div></div>
      {card === undefined ? <WaitBar /> : null}
      {card === "unknown" ? <><p class="card">{t("card.unknown")}</p><p class="gap"><a class="btn" href="#/signin">{t("sign.by_name")}</a></p></> : null}
      {card === "offline" ? <><p class="card">{t("sign.offline")}</p><p class="gap"><button class="btn main" type="button" onClick={read}>{t("app.again")}</button></p></> : null}
      {typeof card === "object" ? <Redeem token={token} card={card} /> : null}
    </main>
  );
}

function Redeem({ token, card }: { token: string; card: Card }) {
  const [last4, setLast4] = useState("");
  const [left, setLeft] = useState(card.tries_left);
  const [state, setState] = useState(card.state);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (last4.length !== 4) return setProblem(t("card.four"));
    setBusy(true);
    const came = await redeemCard(token, last4);
    setBusy(false);
    if (came.ok) return enter();
    const tries = came.error?.fields?.["tries_left"];
    if (typeof tries === "number") setLeft(tries);
    if (came.error?.code === "card_locked") setState("locked");
    setProblem(came.error?.code === "last4_wrong" ? t("card.wrong", { left: typeof tries === "number" ? tries : left - 1 }) : problemOf(came, "card.refused"));
  };
  if (state !== "open") return <p class="card">{t(`card.${state}`)}</p>;
  return (
    <form class="entry" onSubmit={(event) => void submit(event)}>
      <div class="card"><p class="strong">{areaName(card.area)}</p><p class="small">{t(`role.${card.role}`)}</p></div>
      <label>
        {t("card.last4")}
        <input class="code" inputMode="numeric" autocomplete="off" maxLength={4} value={last4} onInput={(event) => setLast4(event.currentTarget.value.replace(/\D/g, ""))} />
      </label>
      {problem || left >= TRIES ? null : <p class="small">{t("card.tries", { left })}</p>}
      <p class="alarm" role="alert">{problem}</p>
      <button class="btn main" type="submit" disabled={busy} aria-disabled={last4.length !== 4}>{t(busy ? "sign.busy" : "card.enter")}</button>
      {inWeChat() ? <p class="small">{t("card.wechat")}</p> : null}
    </form>
  );
}
