// A label that is a file input: one tap opens the camera, with no script in between.
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { picked, type Picked } from "../draft.ts";
import { t } from "../i18n.ts";
import { showToast } from "../toast.ts";

interface Props {
  class: string;
  source: "camera" | "gallery";
  onPicked: (photos: Picked[]) => Promise<void> | void;
  /** Resolves when everything typed is on the phone: Android may end this page while the camera is open. */
  flush?: () => Promise<void> | null;
  children: ComponentChildren;
}

export function PhotoInput({ class: look, source, onPicked, flush, children }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const chosen = async () => {
    const files = [...(input.current?.files ?? [])];
    const photos: Picked[] = [];
    for (const file of files) {
      try {
        photos.push(await picked(file, source));
      } catch {
        // The phone took the file away again meanwhile.
        continue;
      }
    }
    if (input.current) input.current.value = "";
    // A full phone's camera hands over files without a byte. Said now, while the person still stands there.
    const whole = photos.filter((one) => one.bytes.byteLength > 0);
    if (whole.length < files.length) showToast(t("capture.not_taken"));
    if (whole.length > 0) await onPicked(whole);
  };
  const opening = (event: Event) => {
    const pending = flush?.();
    if (!pending) return;
    event.preventDefault();
    void pending.then(() => input.current?.click());
  };
  return (
    <label class={`${look} picks-file`}>
      <input
        ref={input} type="file" accept="image/*" multiple={source === "gallery"}
        {...(source === "camera" ? { capture: "environment" } : {})} onClick={opening} onChange={() => void chosen()}
      />
      {children}
    </label>
  );
}
