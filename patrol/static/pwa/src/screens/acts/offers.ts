// Which of the acts this person may do now is owed (the green button), which goes beside it, and which wait behind ···.
import { climbedHere, firstDue, isVerified } from "../../sight.ts";
import type { Case, Level } from "../../types.ts";

export interface Offers { main: string | null; beside: string | null; rest: string[] }

const ORDER = [
  "stop", "verify", "report", "handle", "decide", "sign_off", "close", "supervise", "convene", "list_case", "unlist", "extend", "comment", "resume", "pause", "assign", "return", "move", "merge", "unmerge", "conceal", "reopen",
];

export function offers(theCase: Case, level: Level | null): Offers {
  const may = ORDER.filter((act) => theCase.may.includes(act) && !isOver(theCase, act));
  const wanted = owed(theCase, level).filter((act) => may.includes(act));
  const closed = theCase.state === "closed";
  const main = closed ? null : wanted[0] ?? null;
  const beside = (closed ? wanted[0] : wanted[1]) ?? ["stop", "comment"].find((act) => act !== main && may.includes(act)) ?? null;
  return { main, beside, rest: may.filter((act) => act !== main && act !== beside) };
}

/** In the order in which this level would want them. */
function owed(theCase: Case, level: Level | null): string[] {
  if (theCase.state === "closed") return ["comment", "reopen"];
  const step = firstDue(theCase)?.step ?? theCase.step;
  if (step === "sign_off") return ["sign_off", ...(level === "county" ? ["supervise"] : []), "comment"];
  if (level === "town") return ["supervise", "stop"];
  const own = step === "report" ? [isVerified(theCase) ? "report" : "verify", "stop"] : step === "stop" ? ["stop", isVerified(theCase) ? "report" : "verify"] : [step ?? "close"];
  return level === "county" && !climbedHere(theCase, level) ? ["supervise", ...own] : own;
}

/** Still allowed, and would only be noted as done before. */
function isOver(theCase: Case, act: string): boolean {
  const done = (step: string) => theCase.dues?.some((due) => due.step === step && due.done_at !== null) ?? false;
  if (act === "verify") return theCase.founded === true;
  if (act === "report" || act === "handle" || act === "decide") return done(act);
  if (act === "list_case") return Boolean(theCase.listing);
  return act === "sign_off" && theCase.signed_off;
}
