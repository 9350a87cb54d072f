// One file for what is mine: a report, what waits to be sent, settings.
import words from "words:mine";
import { addWords } from "../i18n.ts";
export { default as me } from "./Me.tsx";
export { notices } from "./Notices.tsx";
export { default as outbox } from "./Outbox.tsx";
export { default as report } from "./Report.tsx";

addWords(words);
