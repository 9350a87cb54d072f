// One act, one sheet. The button says the act and wakes with the first choice; what is half filled stays on the phone.
import type { ComponentChildren } from "preact";
import { t } from "../i18n.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { Sheet } from "./Sheet.tsx";
import type { SheetDraft } from "./useSheet.ts";

export interface ActButton { label: string; icon?: IconName; ready: boolean; press: () => void }

interface Props {
  title: string;
  draft: Pick<SheetDraft<object>, "restored" | "ready" | "clear">;
  main: ActButton;
  /** The lesser or safer way, first in the dock. */
  other?: ActButton;
  onClose: () => void;
  children: ComponentChildren;
}

export function ActSheet({ title, draft, main, other, onClose, children }: Props) {
  const dock = (
    <>
      {other ? <Press button={other} look="btn" /> : null}
      <Press button={main} look="btn main" />
    </>
  );
  return (
    <Sheet title={title} onClose={onClose} dock={dock}>
      {draft.restored ? (
        <p class="kept" role="status">
          <span>{t("sheet.kept")}</span>
          <button type="button" onClick={() => void draft.clear()}>{t("sheet.start_over")}</button>
        </p>
      ) : null}
      {draft.ready ? children : null}
    </Sheet>
  );
}

function Press({ button, look }: { button: ActButton; look: string }) {
  return (
    <button class={look} type="button" disabled={!button.ready} onClick={button.press}>
      {button.icon ? <Icon name={button.icon} /> : null}{button.label}
    </button>
  );
}
