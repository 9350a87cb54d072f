// The phone could not keep something. What was there is whole, and the way out stands beside the words.
import { t } from "../i18n.ts";
import { go } from "../router.ts";
import { showToast } from "../toast.ts";

const LONG_MS = 15_000;

export function tellFull(): void {
  showToast(t("capture.storage_full"), { label: t("outbox.title_none"), ms: LONG_MS, action: () => go("#/outbox") });
}
