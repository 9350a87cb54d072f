// 联合处置: which departments, by when, what each is to do, and what of the case they may see: nothing is ticked beforehand
// but the authority that the law names.
import { t } from "../../i18n.ts";
import { photoUrl } from "../../api.ts";
import { ActSheet } from "../../parts/ActSheet.tsx";
import { Reason, Words } from "../../parts/Extras.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { useNow } from "../../parts/useNow.ts";
import { useSheet } from "../../parts/useSheet.ts";
import { useSession } from "../../store.ts";
import type { Case, Department, Routed } from "../../types.ts";
import { Deadline, momentOf, type DeadlineValue } from "./Deadline.tsx";
import { send, type ActProps } from "./send.ts";

const DEPARTMENTS: Department[] = ["power", "water", "police", "justice", "discipline", "agriculture", "forestry", "village"];
const MOST_PHOTOS = 4;

interface Value extends DeadlineValue {
  /** Null until somebody chose: then it is what the law names. */
  departments: Department[] | null; instructions: Partial<Record<Department, string>>; place: boolean; photos: string[]; note: string;
}
const EMPTY: Value = { when: null, other: "", departments: null, instructions: {}, place: false, photos: [], note: "" };

export default function Convene({ case: theCase, onClose }: ActProps) {
  const draft = useSheet<Value>(`convene/${theCase.id}`, EMPTY);
  const session = useSession();
  const now = useNow();
  const { value } = draft;
  const offered = DEPARTMENTS.filter((one) => one !== "village" || !theCase.concealed);
  const routed = routedTo(session?.rules.routing?.[theCase.kind]).filter((one) => offered.includes(one));
  const chosen = value.departments ?? routed;
  const due_at = momentOf(value, now);
  const press = async () => {
    const shown = { with_place: value.place, photos: value.photos };
    const tasks = chosen.map((department) => ({ department, instruction: value.instructions[department]?.trim() || usual(department), due_at, ...shown }));
    await send(theCase, [{ act: "convene", tasks }], draft);
    onClose();
  };
  const say = (department: Department, text: string) => draft.set({ instructions: { ...value.instructions, [department]: text } });
  return (
    <ActSheet title={t("act.convene")} draft={draft} main={{ label: t("act.convene.do"), icon: "people", ready: chosen.length > 0 && due_at !== null, press: () => void press() }} onClose={onClose}>
      <div class="head"><h2>{t("act.convene.who")}</h2></div>
      <div class="picks plain" role="group" aria-label={t("act.convene.who")}>
        {offered.map((one) => <Ticked key={one} label={t(`department.${one}`)} hint={routed.includes(one) ? t("act.convene.routed") : ""} on={chosen.includes(one)} onTick={() => draft.set({ departments: toggled(chosen, one) })} />)}
      </div>
      <Deadline value={value} now={now} offered={["today", "tomorrow", "third"]} onChange={(next) => draft.set(next)} />
      {chosen.map((one) => (
        <Reason key={one} label={t("act.convene.what", { department: t(`department.${one}`) })} hint={t("act.convene.hint", { text: usual(one) })} value={value.instructions[one] ?? ""} onInput={(text) => say(one, text)} />
      ))}
      <div class="picks one top-gap">
        {theCase.place ? <Ticked label={t("act.convene.place")} on={value.place} onTick={() => draft.set({ place: !value.place })} /> : null}
      </div>
      <Shown case={theCase} chosen={value.photos} onChange={(photos) => draft.set({ photos })} />
      <p class="small gap">{t("act.convene.nothing_else")}</p>
      <Words draft={draft} note={false} />
    </ActSheet>
  );
}

function usual(department: Department): string {
  return t(`act.convene.usual.${department}`);
}

/** Natural resources is the bureau itself, which needs no asking. */
function routedTo(routed: Routed | undefined): Department[] {
  const named = [routed?.authority, routed?.villager];
  return DEPARTMENTS.filter((one) => named.includes(one));
}

function toggled<T>(all: T[], one: T): T[] {
  return all.includes(one) ? all.filter((each) => each !== one) : [...all, one];
}

function Ticked({ label, hint = "", on, onTick }: { label: string; hint?: string; on: boolean; onTick: () => void }) {
  return (
    <label class={on ? "pick chosen" : "pick"}>
      <input type="checkbox" checked={on} onChange={onTick} />
      <span><b>{label}</b>{hint ? <span class="small">{hint}</span> : null}</span>
      <Icon name="tick" class="tick" />
    </label>
  );
}

function Shown({ case: theCase, chosen, onChange }: { case: Case; chosen: string[]; onChange: (photos: string[]) => void }) {
  const here = [...new Set((theCase.photos ?? []).filter((one) => one.state !== "wanted" && !one.expired).map((one) => one.sha256))];
  if (here.length === 0) return null;
  return (
    <>
      <div class="head"><h2>{t("act.convene.photos")}</h2></div>
      <div class="photos three">
        {here.map((sha256, index) => (
          <label key={sha256} class={chosen.includes(sha256) ? "tile chosen" : "tile"}>
            <input type="checkbox" checked={chosen.includes(sha256)} disabled={!chosen.includes(sha256) && chosen.length >= MOST_PHOTOS} onChange={() => onChange(toggled(chosen, sha256))} />
            <img src={photoUrl(sha256, "thumb")} alt={t("sheet.photo_n", { n: index + 1 })} width="400" height="300" loading="lazy" />
            <Icon name="tick" class="tick" />
          </label>
        ))}
      </div>
    </>
  );
}
