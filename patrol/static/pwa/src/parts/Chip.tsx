// Words about time and gravity, each with its own fill, border and icon: colour only repeats them.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { clockOf, ruleOf, type Clock, type Tone } from "../deadlines.ts";
import { t } from "../i18n.ts";
import type { Calendar, Case, Due, Level } from "../types.ts";
import { levelOf, moment } from "../words.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { Sheet } from "./Sheet.tsx";

const ICON: Record<Tone, IconName> = { calm: "clock", soon: "clock", over: "alarm", done: "tick", pause: "pause" };

export function Chip({ tone, icon, children }: { tone: Tone | "grave"; icon?: IconName | null; children: ComponentChildren }) {
  return <span class={`chip ${tone}`}>{icon ? <Icon name={icon} /> : null}{children}</span>;
}

export function GraveChip({ icon = false }: { icon?: boolean }) {
  return <Chip tone="grave" icon={icon ? "triangle" : null}>{t("part.grave")}</Chip>;
}

/** 回潮: handled here once, and there again. */
export function RecurrenceChip() {
  return <Chip tone="grave">{t("case.recurrence")}</Chip>;
}

export function ClockChip({ clock }: { clock: Clock }) {
  return <Chip tone={clock.tone} icon={ICON[clock.tone]}>{clock.words}</Chip>;
}

interface Props { case: Case; level: Level | null; now: number; calendar?: Calendar | undefined }

/** The chip that a tap explains: the exact time, and the rule it comes from. */
export function DueChip({ case: theCase, level, now, calendar }: Props) {
  const [open, setOpen] = useState(false);
  const clock = clockOf(theCase, level, now, calendar);
  if (!clock) return null;
  if (!clock.due) return <ClockChip clock={clock} />;
  return (
    <>
      <button class={`chip ${clock.tone}`} type="button" onClick={() => setOpen(true)}>
        <Icon name={ICON[clock.tone]} />{clock.words}<span class="hidden-text">{t("due.more")}</span>
      </button>
      {open ? <Explained case={theCase} due={clock.due} now={now} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Explained({ case: theCase, due, now, onClose }: { case: Case; due: Due; now: number; onClose: () => void }) {
  const missed = due.missed ?? [];
  return (
    <Sheet title={t("due.title", { step: t(`step.${due.step}`) })} onClose={onClose}>
      <p class="strong">{due.paused ? t("due.paused_until", { reason: t(`pause.${due.paused.for}`), from: moment(due.paused.at, now), until: moment(due.paused.until, now) }) : t("due.exact", { time: moment(due.due_at ?? now, now) })}</p>
      {due.paused ? null : <p>{ruleOf(theCase, due)}</p>}
      {theCase.provisional ? <p class="gap">{t("due.provisional")}</p> : null}
      {missed.length > 0 ? (
        <ul class="quote">
          {missed.map((one) => (
            <li key={one.at}>{t("due.history", { level: levelOf(theCase, one.level), time: moment(one.due_at, now) })}</li>
          ))}
        </ul>
      ) : null}
    </Sheet>
  );
}
