// Nothing here: a picture, one sentence, one way on.
import type { ComponentChildren } from "preact";
import picture from "../img/empty.svg";

export function Empty({ text, children }: { text: string; children?: ComponentChildren }) {
  return <div class="empty"><img src={picture} alt="" width="300" height="340" /><p>{text}</p>{children}</div>;
}
