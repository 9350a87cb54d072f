// What only those who lead look at, and not every day: it comes when it is asked for.
import words from "words:figures/index";
import { addWords } from "../../i18n.ts";
export { default as figures } from "./Figures.tsx";
export { default as closed } from "./Closed.tsx";

addWords(words);
