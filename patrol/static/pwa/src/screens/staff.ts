// One file for the lists that staff begin with; a case and the map come when they are opened.
import words from "words:staff";
import { addWords } from "../i18n.ts";
export { default as cases } from "./Cases.tsx";
export { default as inbox } from "./Inbox.tsx";
export { default as tasks } from "./Tasks.tsx";
export { default as today } from "./Today.tsx";
export { default as village } from "./Village.tsx";

addWords(words);
