// A sheet from below: a real <dialog>. Focus goes into it and comes back to the button that opened it.
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { t } from "../i18n.ts";
import { Icon } from "./Icon.tsx";
import { useModal } from "./useModal.ts";

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** Buttons that stay in sight below the scrolling part. */
  dock?: ComponentChildren;
}

export function Sheet({ title, onClose, children, dock }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useModal(dialog, heading, onClose);
  return (
    <dialog
      class="sheet" ref={dialog} aria-labelledby={id}
      onCancel={(event) => { event.preventDefault(); onClose(); }}
      onClick={(event) => { if (isOutside(event, dialog.current)) onClose(); }}
    >
      <div class="sheet-head">
        <h2 id={id} ref={heading} tabIndex={-1}>{title}</h2>
        <button class="round" type="button" aria-label={t("sheet.close")} onClick={onClose}><Icon name="close" /></button>
      </div>
      <div class="sheet-body">{children}</div>
      {dock ? <div class="dock"><div class="dock-in">{dock}</div></div> : null}
    </dialog>
  );
}

function isOutside(event: MouseEvent, dialog: HTMLDialogElement | null): boolean {
  if (!dialog || event.target !== dialog) return false;
  const box = dialog.getBoundingClientRect();
  return event.clientY < box.top || event.clientX < box.left || event.clientX > box.right;
}
