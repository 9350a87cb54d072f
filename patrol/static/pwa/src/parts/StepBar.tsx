// 发现→制止→报告→处置→办结: where the case stands, who holds it, what is owed and why it climbed.
import { clockOf } from "../deadlines.ts";
import { t } from "../i18n.ts";
import { due, firstDue, isRefused, isVerified } from "../sight.ts";
import type { Calendar, Case, Level } from "../types.ts";
import { date, levelIn, levelOf, sentences } from "../words.ts";
import { DueChip } from "./Chip.tsx";
import { Icon } from "./Icon.tsx";

const STEPS = ["open", "stop", "report", "handle", "decide", "close"] as const;
type StepName = (typeof STEPS)[number];
/** "left": the case was closed without it. */
type StepState = "ok" | "now" | "to_come" | "left";

interface Props { case: Case; level: Level | null; now: number; calendar?: Calendar | undefined }

export function StepBar({ case: theCase, level, now, calendar }: Props) {
  const current = currentStep(theCase);
  const tone = clockOf(theCase, level, now, calendar)?.tone ?? "calm";
  return (
    <section class="card chain" aria-label={t("case.progress")}>
      <ol class="steps">{stepsOf(theCase).map((step, index) => <Step key={step} step={step} n={index + 1} state={stateOf(theCase, step, current)} tone={tone} />)}</ol>
      <div class="owes">
        <p class="strong">{holderWords(theCase)}</p>
        <div role="status"><DueChip case={theCase} level={level} now={now} calendar={calendar} /></div>
        <p class="small">{why(theCase, now)}</p>
      </div>
    </section>
  );
}

/** Five, and of a filed case the decision. */
function stepsOf(theCase: Case): StepName[] {
  return STEPS.filter((step) => step !== "decide" || due(theCase, step));
}

function Step({ step, n, state, tone }: { step: StepName; n: number; state: StepState; tone: string }) {
  const late = tone === "over";
  const spoken = state === "now" ? `case.step_now_${late ? "over" : tone === "soon" ? "soon" : "calm"}` : `case.step_${state}`;
  const look = state === "now" ? `now ${tone}` : state === "ok" ? "ok" : "";
  return (
    <li class={look} {...(state === "now" ? { "aria-current": "step" as const } : {})}>
      <span class="node">{state === "ok" ? <Icon name="tick" /> : state === "now" && late ? <Icon name="alarm" /> : state === "left" ? "–" : n}</span>
      <b>{t(`step.${step}`)}</b>
      <span class="hidden-text">{t(spoken)}</span>
    </li>
  );
}

function currentStep(theCase: Case): StepName | null {
  if (theCase.state === "closed") return null;
  const step = firstDue(theCase)?.step ?? theCase.step;
  return step === "sign_off" || step === null ? "close" : step;
}

function stateOf(theCase: Case, step: StepName, current: StepName | null): StepState {
  if (step === current) return "now";
  if (step === "open") return "ok";
  if (step === "close") return theCase.state === "closed" ? "ok" : "to_come";
  if (due(theCase, step)?.done_at) return "ok";
  return theCase.state === "closed" ? "left" : "to_come";
}

function holderWords(theCase: Case): string {
  if (theCase.merged_into) return t("case.story.merge");
  if (theCase.state === "closed") return t(theCase.founded === false ? "case.closed_unfounded" : "case.closed");
  const level = firstDue(theCase)?.level ?? theCase.holder;
  if (theCase.step === "sign_off") return t("case.waits_sign_off", { level: levelIn(level ?? "town") });
  if (!level) return t("case.waits_close");
  return t("case.held_by", { level: levelIn(level) });
}

function why(theCase: Case, now: number): string {
  if (theCase.state === "closed") return "";
  return sentences(standIn(theCase, now), owed(theCase), climbed(theCase, now));
}

/** As it was told last: it ends by itself, also on a phone without a network. */
function standIn(theCase: Case, now: number): string {
  const one = theCase.stand_in;
  return one && Date.parse(one.until) > now ? t("case.stand_in", { name: one.name, until: date(Date.parse(one.until) - 1, now) }) : "";
}

function owed(theCase: Case): string {
  const open = (theCase.dues ?? []).filter((one) => one.owed);
  if (open.length === 0) return t(theCase.step === "sign_off" ? "case.owes.sign_off" : "case.owes.close");
  const first = firstDue(theCase)?.step;
  if (first === "stop") return t(isRefused(theCase) ? "case.owes.stop_refused" : theCase.works_going_on ? "case.owes.stop_now" : "case.owes.stop");
  if (first === "report") return t(isVerified(theCase) ? "case.owes.report" : "case.owes.verify");
  return t(first === "decide" ? "case.owes.decide" : "case.owes.handle");
}

function climbed(theCase: Case, now: number): string {
  const missed = firstDue(theCase)?.missed ?? [];
  const last = missed[missed.length - 1];
  return last ? t("case.climbed", { level: levelOf(theCase, last.level), date: date(last.at, now) }) : "";
}
