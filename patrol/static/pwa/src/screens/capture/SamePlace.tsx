// 这里已有一起，是同一件吗？ Asked only where the phone knows such a case; two answers of the same weight, or none.
import { useEffect, useRef } from "preact/hooks";
import { askedAbout, SAME_PLACE_M, type Near } from "../../same.ts";
import { t } from "../../i18n.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Picture } from "../../parts/Picture.tsx";
import { useCases, useSession } from "../../store.ts";
import type { Draft } from "../../kept.ts";
import type { Case } from "../../types.ts";
import { areaName, distance, joined, kindName } from "../../words.ts";
import type { DraftHandle } from "./useDraft.ts";

export function SamePlace({ draft, set }: { draft: Draft; set: DraftHandle["set"] }) {
  const cases = useCases();
  const session = useSession();
  const near = cases ? askedAbout(draft, cases, session?.rules.same_place_m ?? SAME_PLACE_M) : null;
  if (!near || !draft.kind) return null;
  return <Question key={`${draft.kind} ${near.case.id}`} near={near} kind={draft.kind} draft={draft} set={set} />;
}

function Question({ near, kind, draft, set }: { near: Near; kind: string; draft: Draft; set: DraftHandle["set"] }) {
  const section = useRef<HTMLElement>(null);
  const id = String(near.case.id);
  const answer = draft.same?.id === id && draft.same.kind === kind ? draft.same.yes : null;
  // It comes up under the kinds, where 发送 would cover it: who is asked should see the question.
  useEffect(() => { if (answer === null) section.current?.scrollIntoView({ block: "center" }); }, []);
  return (
    <section class="card same" ref={section} aria-label={t("capture.same")}>
      <p class="strong">{t("capture.same")}</p>
      <There near={near} />
      <div class="picks plain" role="radiogroup" aria-label={t("capture.same")}>
        <Answer yes chosen={answer === true} onPick={() => set({ same: { id, kind, yes: true } })} />
        <Answer yes={false} chosen={answer === false} onPick={() => set({ same: { id, kind, yes: false } })} />
      </div>
    </section>
  );
}

function There({ near: { case: one, metres } }: { near: Near }) {
  const photo = one.photos?.find((each) => each.state !== "wanted" && each.preview !== false && !each.expired);
  return (
    <div class="row bare">
      <Picture class="thumb" sha256={photo?.sha256} kind={one.kind} alt="" />
      <div>
        <h3>{kindName(one.kind)}</h3>
        <p class="small">{joined(areaName(one.area), distance(metres))}</p>
        <p class="state going"><Icon name="clock" />{t(`village.state.${stepOf(one)}`)}</p>
      </div>
    </div>
  );
}

function stepOf(one: Case): string {
  return one.step ?? "close";
}

function Answer({ yes, chosen, onPick }: { yes: boolean; chosen: boolean; onPick: () => void }) {
  return (
    <label class={chosen ? "pick chosen" : "pick"}>
      <input type="radio" name="same" checked={chosen} onChange={onPick} />
      <span><b>{t(yes ? "capture.same.yes" : "capture.same.no")}</b></span>
      <Icon name="tick" class="tick" />
    </label>
  );
}
