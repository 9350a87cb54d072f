// Every sheet by the name of its act. They come with the case page: an act must not wait for a download in the field.
import type { ComponentType } from "preact";
import type { IconName } from "../../parts/Icon.tsx";
import Assign from "./Assign.tsx";
import Close from "./Close.tsx";
import Comment from "./Comment.tsx";
import Conceal from "./Conceal.tsx";
import Convene from "./Convene.tsx";
import Decide from "./Decide.tsx";
import Extend from "./Extend.tsx";
import Handle from "./Handle.tsx";
import ListCase from "./ListCase.tsx";
import Merge from "./Merge.tsx";
import Move from "./Move.tsx";
import Navigate from "./Navigate.tsx";
import Reopen from "./Reopen.tsx";
import Pause from "./Pause.tsx";
import Report from "./Report.tsx";
import Reporter from "./Reporter.tsx";
import Resume from "./Resume.tsx";
import Return from "./Return.tsx";
import type { ActProps } from "./send.ts";
import SignOff from "./SignOff.tsx";
import Stop from "./Stop.tsx";
import Supervise from "./Supervise.tsx";
import Unlist from "./Unlist.tsx";
import Unmerge from "./Unmerge.tsx";
import Verify from "./Verify.tsx";

export const SHEETS: Record<string, ComponentType<ActProps>> = {
  stop: Stop, verify: Verify, report: Report, handle: Handle, decide: Decide, extend: Extend, sign_off: SignOff, close: Close, return: Return, reopen: Reopen,
  supervise: Supervise, pause: Pause, resume: Resume, assign: Assign, move: Move, merge: Merge, unmerge: Unmerge, conceal: Conceal, comment: Comment, look: Reporter, navigate: Navigate,
  convene: Convene, list_case: ListCase, unlist: Unlist,
};

export const ICONS: Record<string, IconName> = {
  stop: "hand", verify: "pen", report: "up", handle: "tick", decide: "card", extend: "clock", sign_off: "pen", close: "tick", return: "return", reopen: "return",
  supervise: "alarm", pause: "pause", resume: "clock", assign: "people", move: "place", merge: "return", unmerge: "out", conceal: "shield", comment: "comment", look: "person",
  convene: "people", list_case: "alarm", unlist: "return",
};
