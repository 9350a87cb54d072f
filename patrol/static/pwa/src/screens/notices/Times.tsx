// Quiet hours, and one message a day instead of each; what must not wait breaks both.
import { t } from "../../i18n.ts";
import { Icon } from "../../parts/Icon.tsx";
import { HOURS, hour, type Props } from "./wishes.ts";

const NIGHT = { from: 22, to: 7 };
const EVENING = 18;

export function Times({ wishes, keep }: Props) {
  const { quiet, digest_hour } = wishes;
  return (
    <>
      <div class="head"><h2>{t("notices.when")}</h2></div>
      <div class="lines">
        <Switch icon="pause" words={t("notices.quiet")} small={quiet ? t("notices.quiet_hours", { from: hour(quiet.from), to: hour(quiet.to) }) : ""} on={quiet !== null} turn={(on) => void keep({ ...wishes, quiet: on ? NIGHT : null })} />
        {quiet ? <Hour words={t("notices.quiet_from")} at={quiet.from} pick={(from) => void keep({ ...wishes, quiet: { ...quiet, from } })} /> : null}
        {quiet ? <Hour words={t("notices.quiet_to")} at={quiet.to} pick={(to) => void keep({ ...wishes, quiet: { ...quiet, to } })} /> : null}
        <Switch icon="clock" words={t("notices.digest")} small="" on={digest_hour !== null} turn={(on) => void keep({ ...wishes, digest_hour: on ? EVENING : null })} />
        {digest_hour !== null ? <Hour words={t("notices.digest_at")} at={digest_hour} pick={(at) => void keep({ ...wishes, digest_hour: at })} /> : null}
      </div>
      <p class="small top-gap">{t("notices.quiet_but")}</p>
    </>
  );
}

function Switch({ icon, words, small, on, turn }: { icon: "pause" | "clock"; words: string; small: string; on: boolean; turn: (on: boolean) => void }) {
  return (
    <label>
      <Icon name={icon} /><span class="grow">{words}{small ? <><br /><span class="small">{small}</span></> : null}</span>
      <input class="switch" type="checkbox" role="switch" checked={on} onChange={(event) => turn(event.currentTarget.checked)} />
    </label>
  );
}

function Hour({ words, at, pick }: { words: string; at: number; pick: (at: number) => void }) {
  return (
    <label>
      <span class="grow">{words}</span>
      <select class="value" value={at} onChange={(event) => pick(Number(event.currentTarget.value))}>
        {HOURS.map((one) => <option key={one} value={one}>{hour(one)}</option>)}
      </select>
    </label>
  );
}
