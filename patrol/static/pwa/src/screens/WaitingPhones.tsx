// 久未联系: phones with something unsent that went silent, by village, with the numbers to ring. Help, and no list of who is online.
import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { t } from "../i18n.ts";
import { Bar } from "../parts/Bar.tsx";
import { Empty } from "../parts/Empty.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useNow } from "../parts/useNow.ts";
import { WaitBar } from "../parts/Waiting.tsx";
import { useOnline } from "../store.ts";
import type { Area } from "../types.ts";
import { areaName, moment } from "../words.ts";

interface Phone { label: string; last_contact_at: string; unsent: number; since: string | null }
interface Village { area: Area; phones: Phone[]; numbers: string[] }

export default function WaitingPhones() {
  const [villages, setVillages] = useState<Village[] | "offline">();
  const reach = useOnline();
  // Asked each time and never kept: it is about others, and a day old it helps nobody.
  useEffect(() => {
    void ask<{ villages: Village[] }>("/waiting-phones").then((answer) => setVillages(answer.ok ? answer.value.villages : "offline"));
  }, [reach]);
  return (
    <>
      <Bar title={t("phones.title")} to="#/me" />
      <main class="page">
        <p class="small top-gap">{t("phones.why")}</p>
        {villages === undefined ? <WaitBar /> : villages === "offline" ? <p role="status">{t("net.needs_network")}</p> : null}
        {Array.isArray(villages) && villages.length === 0 ? <Empty text={t("phones.none")} /> : null}
        {Array.isArray(villages) ? villages.map((one) => <Waiting key={one.area.code} village={one} />) : null}
      </main>
    </>
  );
}

function Waiting({ village: { area, phones, numbers } }: { village: Village }) {
  const now = useNow();
  return (
    <section>
      <div class="head"><h2>{areaName(area)}</h2></div>
      <div class="lines">
        {phones.map((phone) => (
          <p key={phone.last_contact_at}>
            <Icon name="phone" />
            <span class="grow">{t("phones.one", { label: phone.label })}<br /><span class="small">{t("phones.silent", { time: moment(phone.last_contact_at, now), count: phone.unsent })}</span></span>
          </p>
        ))}
        {numbers.map((number) => (
          <a key={number} class="line" href={`tel:${number}`}><Icon name="call" /><span class="grow">{t("phones.ring")}<br /><span class="small">{number}</span></span><Icon name="next" /></a>
        ))}
      </div>
    </section>
  );
}
