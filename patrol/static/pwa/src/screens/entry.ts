// One file for the ways in: it comes with the page, for whoever opens it for the first time.
import words from "words:entry";
import { addWords } from "../i18n.ts";
export { default as card } from "./Card.tsx";
export { default as password } from "./Password.tsx";
export { default as signin } from "./SignIn.tsx";
export { default as transfer } from "./Transfer.tsx";

addWords(words);
