// A half-filled sheet is a draft like any other: kept as it is typed, photos by their bytes, offered again on reopening.
import { useEffect, useState } from "preact/hooks";
import { currentOwner } from "../../db.ts";
import { clearSheet, loadSheet, saveSheet, type Picked } from "../../draft.ts";
import { file, keep } from "../../photo.ts";
import type { Attached } from "../../outbox.ts";
import type { Recorded } from "../../voice.ts";

export interface Kept { sha256: string; type: string; role: "photo" | "voice"; source: "camera" | "gallery"; taken_at: string; seconds?: number }
export interface SheetState { outcome: string | null; note: string; files: Kept[] }

const EMPTY: SheetState = { outcome: null, note: "", files: [] };

export function useSheet(key: string) {
  const [state, setState] = useState<SheetState>();
  const [begun, setBegun] = useState(false);
  useEffect(() => {
    void loadSheet<SheetState>(key).then((kept) => {
      setState(kept ?? EMPTY);
      setBegun(kept !== null);
    });
  }, [key]);
  const set = (part: Partial<SheetState>) => {
    const next = { ...(state ?? EMPTY), ...part };
    setState(next);
    void saveSheet(key, next);
  };
  const attach = async (file: Omit<Kept, "sha256"> & { bytes: ArrayBuffer }) => {
    const owner = await currentOwner();
    if (owner === null) return;
    const { bytes, ...rest } = file;
    const sha256 = await keep(owner, bytes, rest.type);
    const before = (await loadSheet<SheetState>(key)) ?? state ?? EMPTY;
    const next = { ...before, files: [...before.files.filter((one) => one.sha256 !== sha256), { ...rest, sha256 }] };
    setState(next);
    await saveSheet(key, next);
  };
  const clear = async () => {
    await clearSheet(key);
    setState(EMPTY);
  };
  return {
    state, set, clear,
    /** It was here before this opening. */
    begun,
    addPhotos: async (photos: Picked[]) => { for (const photo of photos) await attach({ ...photo, role: "photo" }); },
    addVoice: (voice: Recorded) => attach({ ...voice, role: "voice", source: "camera", taken_at: "" }),
    dropFile: (sha256: string) => set({ files: (state ?? EMPTY).files.filter((one) => one.sha256 !== sha256) }),
  };
}

/** The kept files with their bytes, as an act carries them. */
export async function attachedOf(files: Kept[]): Promise<Attached[]> {
  const owner = await currentOwner();
  const all: Attached[] = [];
  for (const one of files) {
    const bytes = owner === null ? null : (await file(owner, one.sha256))?.bytes;
    if (bytes) all.push({ ...one, bytes });
  }
  return all;
}
