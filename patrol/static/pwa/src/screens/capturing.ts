// One file from the camera to 发送: each further split costs a round trip, and on one bar of signal that is a second.
import words from "words:capturing";
import { addWords } from "../i18n.ts";
export { default as capture } from "./Capture.tsx";
export { default as place } from "./Place.tsx";

addWords(words);
