// One file for what a reporter opens: each further split costs a round trip, and on one bar of signal that is a second.
export { default as capture } from "./Capture.tsx";
export { default as card } from "./Card.tsx";
export { default as me } from "./Me.tsx";
export { default as outbox } from "./Outbox.tsx";
export { default as password } from "./Password.tsx";
export { default as place } from "./Place.tsx";
export { default as report } from "./Report.tsx";
export { default as signin } from "./SignIn.tsx";
export { default as transfer } from "./Transfer.tsx";
