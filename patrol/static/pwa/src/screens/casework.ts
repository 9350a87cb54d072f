// One file for a case with its acts, and for what is opened from the lists: the service worker has it before the first tap.
import words from "words:casework";
import { addWords } from "../i18n.ts";
export { default as case } from "./Case.tsx";
export { default as map } from "./Map.tsx";
export { default as phones } from "./WaitingPhones.tsx";

addWords(words);
