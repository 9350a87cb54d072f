// What a dialog does while it is mounted: it is open, has the focus, and is what the back button closes.
import { useLayoutEffect, useRef } from "preact/hooks";
import { openLayer } from "../layers.ts";

type Ref<T> = { current: T | null };

/** `first` takes the focus, so that a reader's first words are what this is about; it goes back to the opener. */
export function useModal(dialog: Ref<HTMLDialogElement>, first: Ref<HTMLElement>, onClose: () => void): void {
  const latest = useRef(onClose);
  latest.current = onClose;
  useLayoutEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    const shown = dialog.current;
    const close = () => latest.current();
    const closed = openLayer(close);
    // Newer Android browsers close a dialog themselves when they are asked twice.
    shown?.addEventListener("close", close);
    if (shown && !shown.open) shown.showModal();
    first.current?.focus({ preventScroll: true });
    return () => {
      shown?.removeEventListener("close", close);
      if (shown?.open) shown.close();
      closed();
      if (opener?.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);
}
