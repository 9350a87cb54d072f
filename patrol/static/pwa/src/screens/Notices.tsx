// 我的 → 通知: where notices go besides the inbox, and when not. Nobody is ever asked for any of it elsewhere.
import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { t } from "../i18n.ts";
import { Bar } from "../parts/Bar.tsx";
import { WaitBar } from "../parts/Waiting.tsx";
import { showToast } from "../toast.ts";
import { Addresses } from "./notices/Addresses.tsx";
import { Here } from "./notices/Here.tsx";
import { Times } from "./notices/Times.tsx";
import { Ways } from "./notices/Ways.tsx";
import { sent, type Wishes } from "./notices/wishes.ts";

function Notices() {
  const [wishes, setWishes] = useState<Wishes | "offline">();
  useEffect(() => {
    void ask<Wishes>("/notice-settings").then((answer) => setWishes(answer.ok ? answer.value : "offline"));
  }, []);
  const keep = async (next: Wishes): Promise<void> => {
    const before = wishes;
    setWishes(next);
    const answer = await ask<Wishes>("/notice-settings", { method: "PUT", json: sent(next) });
    if (answer.ok) return setWishes(answer.value);
    setWishes(before);
    showToast(answer.why === "refused" ? answer.error.message : t("net.needs_network"));
  };
  return (
    <>
      <Bar title={t("notices.title")} to="#/me" />
      <main class="page settings">
        {wishes === undefined ? <WaitBar /> : wishes === "offline" ? <p role="status">{t("net.needs_network")}</p> : <Shown wishes={wishes} keep={keep} />}
      </main>
    </>
  );
}

function Shown({ wishes, keep }: { wishes: Wishes; keep: (next: Wishes) => Promise<void> }) {
  const any = wishes.channels.length > 0;
  return (
    <>
      <p class="small top-gap">{t(any ? "notices.why" : "notices.none")}</p>
      {any ? <Ways wishes={wishes} keep={keep} /> : null}
      <Addresses wishes={wishes} keep={keep} />
      {wishes.push ? <Here push={wishes.push} /> : null}
      {any ? <Times wishes={wishes} keep={keep} /> : null}
    </>
  );
}

export { Notices as notices };
