// A case of the village that somebody else reported: kind, place and step, and what a villager can do about it.
import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { Bar } from "../parts/Bar.tsx";
import { Icon } from "../parts/Icon.tsx";
import { kindPicture } from "../parts/kinds.ts";
import { actsOn, Pending } from "../parts/Pending.tsx";
import { PlaceOf } from "../parts/PlaceOf.tsx";
import { useNow } from "../parts/useNow.ts";
import { useOutbox } from "../store.ts";
import type { Case } from "../types.ts";
import { areaName, kindName, moment } from "../words.ts";
import { SHEETS } from "./acts/index.tsx";

export function BriefCase({ case: theCase, begun = null }: { case: Case; begun?: string | null }) {
  const now = useNow();
  const items = useOutbox() ?? [];
  const [sheet, setSheet] = useState(begun);
  const may = theCase.may ?? [];
  const closed = theCase.state === "closed";
  const Act = sheet ? SHEETS[sheet] : undefined;
  return (
    <>
      <Bar title={kindName(theCase.kind)} to="#/village" />
      <main class="page">
        <div class="row top-gap">
          <img class="thumb drawn" src={kindPicture(theCase.kind)} alt="" width="96" height="64" />
          <div>
            <h2>{areaName(theCase.area)}</h2>
            <p class={closed ? "state held" : "state going"}><Icon name={closed ? "tick" : "clock"} />{t(theCase.merged_into ? "report.state.merged" : closed ? "village.state.closed" : `village.state.${theCase.step ?? "close"}`)}</p>
            <p class="small">{t("village.updated", { time: moment(theCase.updated_at, now) })}</p>
          </div>
        </div>
        <Pending items={actsOn(items, theCase)} now={now} />
        <PlaceOf case={theCase} />
        <p class="small top-gap">{t("village.brief")}</p>
      </main>
      {may.includes("stop") || may.includes("comment") ? (
        <div class="dock"><div class="dock-in">
          {may.includes("comment") ? <button class="btn" type="button" onClick={() => setSheet("comment")}><Icon name="camera" />{t("act.comment.short")}</button> : null}
          {may.includes("stop") ? <button class="btn main" type="button" onClick={() => setSheet("stop")}><Icon name="hand" />{t("village.stopped_them")}</button> : null}
        </div></div>
      ) : null}
      {Act ? <Act key={sheet} case={theCase} onClose={() => setSheet(null)} /> : null}
    </>
  );
}
