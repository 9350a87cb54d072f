// 摘牌: asked about first, for the town and the station are told.
import { t } from "../../i18n.ts";
import { AskSheet } from "./AskSheet.tsx";
import type { ActProps } from "./send.ts";

export default function Unlist(props: ActProps) {
  return <AskSheet {...props} act="unlist" title={t("act.unlist.ask")} text={t("act.unlist.ask_text")} />;
}
