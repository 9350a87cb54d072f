// A picked photo becomes bytes at once: a camera's temporary file may be gone when the tab comes back.
import { changed, database, write, type FileRow } from "./db.ts";
import { sha256 } from "./hash.ts";
import { isFull, makeRoom, wasRefused } from "./room.ts";

const SIDE = 480;
const LARGEST_THUMB = 60_000;
const DECODE_MS = 8000;

/** Stores the original bytes, never re-encoded, and gives their name. On a full phone copies of others' photos make room. */
export async function keep(owner: string, bytes: ArrayBuffer, type: string): Promise<string> {
  const name = await sha256(bytes);
  const put = () => write(["files"], async (tx) => {
    const known = await tx.store.get([owner, name]);
    await tx.store.put({ owner, sha256: name, type, bytes, thumb: known?.thumb ?? null, at: Date.now() });
  });
  try {
    await put().catch(async (error: unknown) => {
      if (!isFull(error) || !(await makeRoom())) throw error;
      await put();
    });
    wasRefused(false);
  } catch (error) {
    if (isFull(error)) wasRefused(true);
    throw error;
  }
  changed("files");
  return name;
}

export async function file(owner: string, name: string): Promise<FileRow | undefined> {
  return (await database()).get("files", [owner, name]);
}

/** Makes and keeps the small picture. Without one (a HEIC here, no canvas) the original goes alone. */
export async function thumbnail(owner: string, name: string): Promise<ArrayBuffer | null> {
  const row = await file(owner, name);
  if (!row || row.thumb) return row?.thumb ?? null;
  const thumb = row.bytes ? await shrink(row.bytes, row.type) : null;
  if (!thumb) return null;
  await write(["files"], async (tx) => {
    const now = await tx.store.get([owner, name]);
    if (now) await tx.store.put({ ...now, thumb });
  });
  changed("files");
  return thumb;
}

/** A page in the background may never be given the picture, and sending must not wait for that. */
function tooLong(): Promise<never> {
  return new Promise((_done, fail) => setTimeout(() => fail(new Error("not decoded")), DECODE_MS));
}

async function shrink(bytes: ArrayBuffer, type: string): Promise<ArrayBuffer | null> {
  if (typeof document === "undefined") return null;
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  try {
    // An <img> turns the picture by its EXIF on every browser we serve; createImageBitmap does not.
    const image = new Image();
    image.src = url;
    await Promise.race([image.decode(), tooLong()]);
    const scale = Math.min(1, SIDE / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
    const context = canvas.getContext("2d");
    if (!context) return null;
    // Where the photo is transparent the server shows white, and the two must be one picture.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    for (const quality of [0.72, 0.5, 0.3]) {
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (blob && blob.size <= LARGEST_THUMB) return await blob.arrayBuffer();
    }
    return null;
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}
