// 拆开: two matters after all.
import { t } from "../../i18n.ts";
import { AskSheet } from "./AskSheet.tsx";
import type { ActProps } from "./send.ts";

export default function Unmerge(props: ActProps) {
  return <AskSheet {...props} act="unmerge" title={t("act.unmerge")} text={t("act.unmerge.how")} />;
}
