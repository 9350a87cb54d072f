// Every sheet by the name of its act. They come with the case page: an act must not wait for a download in the field.
import type { ComponentType } from "preact";
import type { IconName } from "../../parts/Icon.tsx";
import Assign from "./Assign.tsx";
import Close from "./Close.tsx";
import Comment from "./Comment.tsx";
import Conceal from "./Conceal.tsx";
import Handle from "./Handle.tsx";
import Move from "./Move.tsx";
import Navigate from "./Navigate.tsx";
import Reopen from "./Reopen.tsx";
import Report from "./Report.tsx";
import Reporter from "./Reporter.tsx";
import Return from "./Return.tsx";
import type { ActProps } from "./send.ts";
import SignOff from "./SignOff.tsx";
import Stop from "./Stop.tsx";
import Supervise from "./Supervise.tsx";
import Verify from "./Verify.tsx";

export const SHEETS: Record<string, ComponentType<ActProps>> = {
  stop: Stop, verify: Verify, report: Report, handle: Handle, sign_off: SignOff, close: Close, return: Return, reopen: Reopen,
  supervise: Supervise, assign: Assign, move: Move, conceal: Conceal, comment: Comment, look: Reporter, navigate: Navigate,
};

export const ICONS: Record<string, IconName> = {
  stop: "hand", verify: "pen", report: "up", handle: "tick", sign_off: "pen", close: "tick", return: "return", reopen: "return",
  supervise: "alarm", assign: "people", move: "place", conceal: "shield", comment: "comment", look: "person",
};
