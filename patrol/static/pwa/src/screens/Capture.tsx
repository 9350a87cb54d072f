// The confirm screen: what the camera brought, one tap on a kind, 发送. Everything else is filled in or may be left.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { addPhotos, discard, MOST_PHOTOS, removePhoto, save } from "../draft.ts";
import { currentOwner } from "../db.ts";
import { t } from "../i18n.ts";
import { keep, file, thumbnail } from "../photo.ts";
import { report, undo, UNDO_MS } from "../outbox.ts";
import { Bar } from "../parts/Bar.tsx";
import { ConcealRow, ConcealSheet } from "./capture/ConcealRow.tsx";
import { KindTiles } from "./capture/KindTiles.tsx";
import { PhotoInput } from "../parts/PhotoInput.tsx";
import { Picture } from "../parts/Picture.tsx";
import { PlaceCard } from "./capture/PlaceCard.tsx";
import { useDraft } from "./capture/useDraft.ts";
import { VoiceRow } from "../parts/VoiceRow.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Sheet } from "../parts/Sheet.tsx";
import { go, href, replace } from "../router.ts";
import { useSession } from "../store.ts";
import { showToast } from "../toast.ts";
import type { Picked } from "../draft.ts";
import type { Draft } from "../types.ts";
import type { Recorded } from "../voice.ts";

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
      showToast(t("capture.storage_full"));
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

function DraftPhotos({ draft, add, flush }: { draft: Draft; add: (photos: Picked[]) => Promise<void>; flush: () => Promise<void> | null }) {
  const [shown, setShown] = useState<string | null>(null);
  useEffect(() => { for (const photo of draft.photos) void thumbnail(draft.owner, photo.sha256); }, [draft.photos.length]);
  const many = draft.photos.length > 2;
  const figure = (sha256: string, index: number) => (
    <figure key={sha256} class={index === 0 && !many ? "first" : undefined}>
      <button class="photo" type="button" aria-label={t("capture.look", { n: index + 1 })} onClick={() => setShown(sha256)}>
        <Picture sha256={sha256} alt={t("capture.photo", { n: index + 1 })} />
      </button>
    </figure>
  );
  const drop = (sha256: string) => { setShown(null); void removePhoto(draft.id, sha256); };
  return (
    <>
      <div class={many ? "photos three lead" : "photos lead"}>
        {draft.photos.map((photo, index) => figure(photo.sha256, index))}
        <PhotoInput class="add" source="camera" onPicked={add} flush={flush}>
          <Icon name="camera" />{draft.photos.length > 0 ? t("capture.another") : t("capture.first")}
        </PhotoInput>
      </div>
      {shown ? (
        <Sheet
          title={t("capture.photo", { n: draft.photos.findIndex((one) => one.sha256 === shown) + 1 })} onClose={() => setShown(null)}
          dock={<><button class="btn warn" type="button" onClick={() => drop(shown)}>{t("capture.drop")}</button>
            <button class="btn main" type="button" onClick={() => setShown(null)}>{t("capture.keep")}</button></>}
        >
          <Picture sha256={shown} size="view" alt={t("capture.photos")} class="whole" />
        </Sheet>
      ) : null}
    </>
  );
}

function Voice({ draft, longest, set }: { draft: Draft; longest: number; set: (part: Partial<Draft>) => void }) {
  const recorded = async ({ bytes, type, seconds }: Recorded) => {
    const sha256 = await keep(draft.owner, bytes, type);
    set({ voice: { sha256, bytes: bytes.byteLength, type, seconds } });
  };
  const play = async () => {
    const owner = await currentOwner();
    const row = owner && draft.voice ? await file(owner, draft.voice.sha256) : undefined;
    return row?.bytes ? URL.createObjectURL(new Blob([row.bytes], { type: row.type })) : null;
  };
  return <VoiceRow seconds={draft.voice?.seconds ?? null} longest={longest} onRecorded={(voice) => void recorded(voice)} onRemove={() => set({ voice: null })} play={play} />;
}

function Note({ draft, set }: { draft: Draft; set: (part: Partial<Draft>) => void }) {
  const [open, setOpen] = useState(draft.note !== "");
  const area = useRef<HTMLTextAreaElement>(null);
  // Before the next paint: what is typed right after the tap must land in it.
  useLayoutEffect(() => { if (open && draft.note === "") area.current?.focus(); }, [open]);
  if (!open) {
    return <button class="line" type="button" onClick={() => setOpen(true)}><Icon name="pen" /><span class="grow">{t("capture.note")}</span><Icon name="next" /></button>;
  }
  return (
    <label class="wide">
      <span class="hidden-text">{t("capture.note")}</span>
      <span class="grow"><textarea ref={area} class="field" rows={3} maxLength={2000} placeholder={t("capture.note")} value={draft.note} onInput={(event) => set({ note: event.currentTarget.value })} /></span>
    </label>
  );
}

function Send({ draft, flush }: { draft: Draft; flush: () => Promise<void> | null }) {
  const [hint, setHint] = useState("");
  const sending = useRef(false);
  const ready = draft.kind !== null && draft.photos.length > 0;
  const press = async () => {
    if (sending.current) return;
    if (!ready) {
      setHint(t(draft.photos.length === 0 ? "capture.need_photo" : "capture.need_kind"));
      return;
    }
    sending.current = true;
    try {
      await flush();
      const item = await report(draft.id);
      if (!item) return;
      // Asked when there is something to keep; a no changes nothing.
      void navigator.storage?.persist?.().catch(() => false);
      navigator.vibrate?.(30);
      replace("#/");
      showToast(t("capture.stored"), { label: t("capture.undo"), ms: UNDO_MS, action: () => void takeBack(draft.id) });
    } catch {
      setHint(t("capture.storage_full"));
    } finally {
      sending.current = false;
    }
  };
  return (
    <div class="dock">
      <div class="dock-in">
        <button class="btn main" type="button" aria-disabled={!ready} onClick={() => void press()}><Icon name="up" />{t("capture.send")}</button>
        <p class="small" role="status">{hint || t("capture.protected")}</p>
      </div>
    </div>
  );
}

async function takeBack(id: string): Promise<void> {
  if (await undo(id)) go(href("capture", id));
  else showToast(t("capture.too_late"));
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
