// 挪一挪: the pin of a report that is being written.
import { useState } from "preact/hooks";
import { areaAt, centreOf, type Spot } from "../geometry.ts";
import { t } from "../i18n.ts";
import { Bar } from "../parts/Bar.tsx";
import { PinMap } from "../parts/PinMap.tsx";
import { back, href } from "../router.ts";
import { useOutlines, useSession } from "../store.ts";
import type { Draft } from "../kept.ts";
import type { Outlines } from "../types.ts";
import { areaName } from "../words.ts";
import { useDraft } from "./capture/useDraft.ts";

export default function Place({ id }: { id: string }) {
  const { draft, set } = useDraft(id);
  const outlines = useOutlines();
  const session = useSession();
  if (draft === undefined || outlines === undefined || !session) return null;
  if (draft === null) return <Bar title={t("place.title")} />;
  const home = outlines?.areas.find((area) => area.code === session.posts[0]?.area?.code) ?? outlines?.areas[0];
  const start = draft.place ?? draft.fix ?? draft.exif ?? (home ? centreOf(home) : null);
  if (!start) return <><Bar title={t("place.title")} /><main class="page"><p class="empty">{t("place.no_map")}</p></main></>;
  return <Chooser draft={draft} start={start} outlines={outlines} set={set} near={Boolean(draft.place ?? draft.fix)} />;
}

interface Props { draft: Draft; start: Spot; outlines: Outlines | null; set: (part: Partial<Draft>) => void; near: boolean }

function Chooser({ draft, start, outlines, set, near }: Props) {
  const [pin, setPin] = useState<Spot>({ lat: start.lat, lon: start.lon });
  const leave = (part: Partial<Draft>) => {
    set(part);
    back(href("capture", draft.id));
  };
  const area = areaAt(outlines, pin);
  return (
    <>
      <Bar title={t("place.title")} to={href("capture", draft.id)} />
      <main class="page"><PinMap start={pin} wide={near ? 1200 : 6000} square outlines={outlines} fix={draft.fix} onPin={setPin} /></main>
      <div class="dock"><div class="dock-in">
        {draft.fix ? <button class="btn" type="button" onClick={() => leave({ place: null })}>{t("place.use_fix")}</button> : null}
        <button class="btn main" type="button" onClick={() => leave({ place: { ...pin, by: "pin" }, area_name: area ? areaName(area) : draft.area_name })}>{t("place.done")}</button>
      </div></div>
    </>
  );
}
