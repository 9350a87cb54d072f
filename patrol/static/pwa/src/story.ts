// The timeline of a case in sentences. Two voices: for those who work on it, and for the one who reported it.
import { t } from "./i18n.ts";
import { accepted, firstDue, isVerified } from "./sight.ts";
import { causeOf, linesOf, quotesOf, withoutFindings, type Voice as Telling } from "./told.ts";
import type { Case, Level, TimelineEntry, Voice } from "./types.ts";
import { amount, date, joined, known, levelOf, moment } from "./words.ts";

export type NodeIcon = "tick" | "climb" | "hand" | "camera" | "clock" | "phone" | "pen" | "comment" | "person" | "return" | "place" | "shield" | "alarm" | "out" | "people" | "card";
export interface StoryNode {
  key: string;
  look: "ok" | "climb" | "wait" | "plain";
  icon: NodeIcon;
  title: string;
  lines: string[];
  quotes: string[];
  voice?: Voice | null;
}

const ICON: Record<string, NodeIcon> = {
  open: "camera", stop: "hand", escalate: "climb", assign: "person", look: "person", move: "place", reorganise: "place", conceal: "shield",
  comment: "comment", "look.original": "out", "look.voice": "person", return: "return", reopen: "return", supervise: "alarm", verify: "tick", recount: "clock", pause: "clock", resume: "clock",
  extend: "clock", rerule: "clock", away: "person", back: "person", join: "camera", merge: "return", unmerge: "out", take_in: "return", let_go: "out",
  expire: "clock", find: "camera", convene: "people", return_task: "return", withdraw: "return", task_late: "alarm", list_case: "alarm", unlist: "return", link: "card", unlink: "card",
};

/** Newest first; what comes next stands on top. */
export function story(theCase: Case, voice: Telling, now: number): StoryNode[] {
  const told = (theCase.timeline ?? []).flatMap((entry) => nodesOf(theCase, entry, voice, now));
  const next = nextNode(theCase, voice, now);
  return [...(next ? [next] : []), ...told.reverse()];
}

function nodesOf(theCase: Case, entry: TimelineEntry, voice: Telling, now: number): StoryNode[] {
  if (voice === "reporter" && ["open", "join"].includes(entry.act) && entry.mine) return received(entry, now);
  const node: StoryNode = {
    key: String(entry.n), look: lookOf(entry), icon: iconOf(entry), title: titleOf(theCase, entry, voice),
    lines: linesOf(theCase, entry, voice, now), quotes: quotesOf(theCase, voice === "reporter" ? withoutFindings(entry) : entry, now),
    voice: entry.voice ?? null,
  };
  return [node];
}

/** For the reporter receiving and storing are two steps: the first thing they want to know is that it arrived. */
function received(entry: TimelineEntry, now: number): StoryNode[] {
  const photos = entry.photos?.length ?? 0;
  const title = photos > 0 ? t("case.told.received_photos", { n: amount("part.photos", photos) }) : t("case.told.received");
  const blank = { look: "ok" as const, quotes: [] };
  return [
    { ...blank, key: `${entry.n}-phone`, icon: "phone", title: t("case.told.stored"), lines: [moment(entry.at, now)], quotes: quotesOf(null, entry, now) },
    { ...blank, key: `${entry.n}-held`, icon: "tick", title, lines: [joined(moment(entry.received_at, now), entry.late && t("case.late"))] },
  ];
}

function lookOf(entry: TimelineEntry): StoryNode["look"] {
  if (entry.act === "escalate" || entry.act === "task_late") return "climb";
  return accepted(entry) ? "ok" : "plain";
}

function iconOf(entry: TimelineEntry): NodeIcon {
  if (!accepted(entry)) return "comment";
  if (entry.act === "stop" && entry.outcome === "stopped") return "tick";
  return ICON[keyOf(entry)] ?? ICON[entry.act] ?? "tick";
}

export function titleOf(theCase: Case, entry: TimelineEntry, voice: Telling): string {
  const key = keyOf(entry);
  const params = paramsOf(theCase, entry);
  const told = voice === "reporter" ? known(`case.told.${entry.mine ? "mine." : ""}${key}`, "") || known(`case.told.${key}`, "") : "";
  const staff = known(`case.story.${key}`, known(`act.${entry.act}`, entry.act));
  const title = fill(told || staff, params);
  const act = known(`act.${entry.act}.short`, known(`act.${entry.act}`, entry.act));
  return accepted(entry) ? title : t(`case.story.${entry.status ?? "noted"}`, { act });
}

function keyOf(entry: TimelineEntry): string {
  if (entry.act === "verify") return entry.founded ? "verify.founded" : "verify.unfounded";
  if (entry.act === "escalate") return causeOf(entry) === "refused" ? "escalate.refused" : entry.step === "stop" ? "escalate.stop" : "escalate";
  if (entry.act === "assign") return causeOf(entry) === "hand_over" ? "assign.hand_over" : "assign";
  if (entry.act === "conceal") return entry.level ? "conceal" : "conceal.lifted";
  if (entry.act === "resume") return causeOf(entry) === "over" ? "resume.over" : "resume";
  if (entry.act === "look") return entry.what === "original" || entry.what === "voice" ? `look.${entry.what}` : "look";
  if (entry.act === "comment") return entry.photos?.length && !entry.note ? "comment.photos" : "comment";
  return entry.outcome ? `${entry.act}.${entry.outcome}` : entry.act;
}

function paramsOf(theCase: Case, entry: TimelineEntry): Record<string, string> {
  const name = (level: Level | null | undefined) => (level ? levelOf(theCase, level) : "");
  const asked = entry.tasks?.map((task) => task.department) ?? (entry.department ? [entry.department] : []);
  const department = asked.map((one) => known(`department.${one}`, one)).join(t("part.comma_of_lists"));
  return {
    department, reason: entry.act === "pause" && entry.reason ? t(`pause.${entry.reason}`) : "", step: entry.step ? t(`step.${entry.step}`) : "",
    level: name(entry.level), from: name(entry.from_level), from_area: entry.from_area ?? "—", to_area: entry.to_area ?? "—",
    version: String(entry.version ?? ""), lead: entry.lead?.name ?? "", assistant: entry.assistant?.name ?? "", day: entry.until ? date(Date.parse(entry.until) - 1) : "",
  };
}

function nextNode(theCase: Case, voice: Telling, now: number): StoryNode | null {
  if (theCase.state === "closed") return null;
  const due = firstDue(theCase);
  const step = due?.step ?? theCase.step ?? "close";
  const what = step === "report" && !isVerified(theCase) ? "verify" : step;
  const level = due?.level ?? theCase.holder;
  const who = level ? levelOf(theCase, level) : "";
  const title = voice === "reporter" ? t(`case.told.next.${what}`, { level: who }) : t(`case.story.next.${what}`, { level: who });
  const line = voice === "reporter" ? t("case.told.next") : due?.paused ? t("due.paused", { reason: t(`pause.${due.paused.for}`) }) : due?.due_at ? joined(who, t("due.exact", { time: moment(due.due_at, now) })) : "";
  return { key: "next", look: "wait", icon: "clock", title, lines: line ? [line] : [], quotes: [] };
}

function fill(text: string, params: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
}
