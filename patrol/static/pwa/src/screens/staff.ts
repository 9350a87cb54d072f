// One file for the lists and the case page; each act's sheet comes when it is opened.
export { default as case } from "./Case.tsx";
export { default as cases } from "./Cases.tsx";
export { default as map } from "./Map.tsx";
export { default as inbox } from "./Inbox.tsx";
export { default as tasks } from "./Tasks.tsx";
export { default as today } from "./Today.tsx";
export { default as village } from "./Village.tsx";
