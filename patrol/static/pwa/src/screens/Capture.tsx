// The confirm screen: what the camera brought, one tap on a kind, 发送. Everything else is filled in or may be left.
import { useEffect, useState } from "preact/hooks";
import { addPhotos, discard, MOST_PHOTOS, save, type Picked } from "../draft.ts";
import { t } from "../i18n.ts";
import { Bar } from "../parts/Bar.tsx";
import { Icon } from "../parts/Icon.tsx";
import { PhotoInput } from "../parts/PhotoInput.tsx";
import { tellFull } from "../parts/full.ts";
import { go, href, replace } from "../router.ts";
import { useSession } from "../store.ts";
import { showToast } from "../toast.ts";
import type { Draft } from "../kept.ts";
import { ConcealRow, ConcealSheet } from "./capture/ConcealRow.tsx";
import { DraftPhotos } from "./capture/DraftPhotos.tsx";
import { KindTiles } from "./capture/KindTiles.tsx";
import { PlaceCard } from "./capture/PlaceCard.tsx";
import { SamePlace } from "./capture/SamePlace.tsx";
import { Note, Voice } from "./capture/Said.tsx";
import { Send } from "./capture/Send.tsx";
import { useDraft } from "./capture/useDraft.ts";

export default function Capture({ id }: { id: string }) {
  const { draft, set, flush } = useDraft(id);
  const session = useSession();
  const [concealing, setConcealing] = useState(false);
  if (draft === undefined || !session) return null;
  if (draft === null) return <Gone />;
  const add = async (photos: Picked[]) => {
    try {
      const now = await addPhotos(id, photos);
      if (now && now.photos.length >= MOST_PHOTOS) showToast(t("capture.most_photos", { most: MOST_PHOTOS }));
    } catch {
      tellFull();
    }
  };
  const kinds = session.kinds.map((one) => one.kind);
  return (
    <>
      <Bar title={t("capture.title")} />
      <main class="page">
        <h2 class="hidden-text">{t("capture.photos")}</h2>
        <DraftPhotos draft={draft} add={add} flush={flush} />
        <KindTiles kinds={kinds} chosen={draft.kind} onChoose={(kind) => set({ kind })} />
        <SamePlace draft={draft} set={set} />
        <div class="gap"><PlaceCard draft={draft} set={set} /></div>
        <div class="head"><h2>{t("capture.more")}</h2><p class="small">{t("capture.optional")}</p></div>
        <div class="lines">
          <label>
            <Icon name="digger" /><span class="grow">{t("capture.works")}</span>
            <input class="switch" type="checkbox" role="switch" checked={draft.works_going_on} onChange={(event) => set({ works_going_on: event.currentTarget.checked })} />
          </label>
          <Voice draft={draft} longest={session.rules.voice_max_seconds} set={set} />
          <Note draft={draft} set={set} />
          <ConcealRow level={draft.conceal} onOpen={() => setConcealing(true)} />
          <PhotoInput class="line" source="gallery" onPicked={add} flush={flush}>
            <Icon name="picture" /><span class="grow">{t("capture.gallery")}</span><Icon name="next" />
          </PhotoInput>
          <button class="line" type="button" onClick={() => void throwAway(draft)}><Icon name="close" /><span class="grow">{t("capture.discard")}</span></button>
        </div>
      </main>
      <Send draft={draft} flush={flush} />
      {concealing ? <ConcealSheet level={draft.conceal} onChoose={(conceal) => set({ conceal })} onClose={() => setConcealing(false)} /> : null}
    </>
  );
}

async function throwAway(draft: Draft): Promise<void> {
  await discard(draft.id);
  replace("#/");
  showToast(t("capture.discarded"), { label: t("capture.undo"), action: () => void bringBack(draft) });
}

async function bringBack(draft: Draft): Promise<void> {
  await save(draft);
  go(href("capture", draft.id));
}

function Gone() {
  useEffect(() => replace("#/"), []);
  return null;
}
