// 核查结果: founded or not. 属实 goes up in the same tap when the person says so; 不属实 closes, and is asked about first.
import { useState } from "preact/hooks";
import { t } from "../../i18n.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { PhotoGrid, Reason, Words } from "../../parts/Extras.tsx";
import { Picks } from "../../parts/Picks.tsx";
import { useFix } from "../../parts/useFix.ts";
import { useSheet, type SheetDraft } from "../../parts/useSheet.ts";
import type { Case, Fix } from "../../types.ts";
import { whereNow } from "./where.ts";
import { send, type ActProps } from "./send.ts";

const LAND = ["basic_farmland", "farmland", "forest", "construction", "unused"] as const;
interface Value { founded: "yes" | "no" | null; reason: string; party: string; land_class: string; permits: string; note: string }
const EMPTY: Value = { founded: null, reason: "", party: "", land_class: "", permits: "", note: "" };

export default function Verify({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<Value>(`verify/${theCase.id}`, EMPTY);
  const fix = useFix();
  const [asking, setAsking] = useState(false);
  const { founded, reason, party, land_class, permits } = draft.value;
  const found = { act: "verify", founded: true, party, land_class, permits };
  const done = async (bodies: { act: string }[]) => {
    await send(theCase, bodies, draft, fix);
    onClose();
  };
  const no = founded === "no";
  const main = no
    ? { label: t("act.verify.unfounded"), ready: reason.trim() !== "", press: () => setAsking(true) }
    : { label: t("act.report.do"), icon: "up" as const, ready: founded === "yes", press: () => void done([found, { act: "report" }]) };
  const other = no ? null : { label: t("act.verify.only"), ready: founded === "yes", press: () => void done([found]) };
  return (
    <ActSheet title={t("act.verify.title")} draft={draft} main={main} {...(other ? { other } : {})} onClose={onClose}>
      <Picks
        label={t("act.verify.title")} plain value={founded} onPick={(value) => draft.set({ founded: value })}
        picks={[{ value: "yes", label: t("act.verify.yes") }, { value: "no", label: t("act.verify.no") }]}
      />
      {no ? <Reason label={t("act.verify.why")} value={reason} onInput={(text) => draft.set({ reason: text })} /> : null}
      <PhotoGrid draft={draft} />
      {no ? null : <Facts draft={draft} case={theCase} fix={fix} />}
      <Words draft={draft} />
      {asking ? (
        <Confirm
          title={t("act.verify.ask")} text={t("act.verify.ask_text")} safe={t("sheet.look_again")} act={t("act.verify.unfounded")}
          onSafe={() => setAsking(false)} onAct={() => void done([{ act: "verify", founded: false, reason: reason.trim() } as { act: string }])}
        />
      ) : null}
    </ActSheet>
  );
}

function Facts({ draft, case: theCase, fix }: { draft: SheetDraft<Value>; case: Case; fix: Fix | null }) {
  const { party, land_class, permits } = draft.value;
  const where = whereNow(theCase, fix);
  return (
    <>
      <div class="head"><h2>{t("sheet.more")}</h2><p class="small">{t("sheet.optional")}</p></div>
      <div class="lines">
        <label>
          <span class="grow">{t("act.verify.land_class")}</span>
          <select class="value" value={land_class} onChange={(event) => draft.set({ land_class: event.currentTarget.value })}>
            <option value="">{t("sheet.leave")}</option>
            {LAND.map((land) => <option key={land} value={land}>{t(`case.land.${land}`)}</option>)}
          </select>
        </label>
        {where ? <p><span class="grow">{t("act.verify.place")}</span><span class="value">{where}</span></p> : null}
        <label>
          <span class="grow">{t("act.verify.party")}</span>
          <input class="value" type="text" maxLength={200} placeholder={t("sheet.leave")} value={party} onInput={(event) => draft.set({ party: event.currentTarget.value })} />
        </label>
        <label>
          <span class="grow">{t("act.verify.permits")}</span>
          <input class="value" type="text" maxLength={200} placeholder={t("sheet.leave")} value={permits} onInput={(event) => draft.set({ permits: event.currentTarget.value })} />
        </label>
      </div>
    </>
  );
}
