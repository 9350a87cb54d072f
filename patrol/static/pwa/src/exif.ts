// Where a gallery photo says it was taken. Only GPS is read, and only to ask the person; the server reads everything again.

export interface Spot { lat: number; lon: number }

/** Null when there is no place, or one that is no place on earth: broken rationals, 0/0, null island. */
export function readPlace(bytes: ArrayBuffer): Spot | null {
  try {
    const tiff = findTiff(new DataView(bytes));
    return tiff ? placeOf(tiff) : null;
  } catch {
    // A truncated file runs past its end; for the question to the person that is the same as no place.
    return null;
  }
}

function findTiff(file: DataView): DataView | null {
  if (file.byteLength < 16) return null;
  if (file.getUint16(0) === 0xffd8) return inJpeg(file);
  if (file.getUint32(0) === 0x89504e47) return inChunks(file, 8, "eXIf", false);
  if (text(file, 0, 4) === "RIFF" && text(file, 8, 4) === "WEBP") return inChunks(file, 12, "EXIF", true);
  if (text(file, 4, 4) === "ftyp") return inHeif(file);
  return null;
}

/** HEIC and AVIF keep the block somewhere behind its own name; their boxes are the server's to read. */
function inHeif(file: DataView): DataView | null {
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  for (let at = bytes.indexOf(0x45); at >= 0 && at + 10 < bytes.length; at = bytes.indexOf(0x45, at + 1)) {
    if (text(file, at, 6) === "Exif\0\0" && ["II", "MM"].includes(text(file, at + 6, 2))) return part(file, at + 6, bytes.length - at - 6);
  }
  return null;
}

function inJpeg(file: DataView): DataView | null {
  for (let at = 2; at + 4 < file.byteLength;) {
    const marker = file.getUint16(at);
    if (marker === 0xffff) { at += 1; continue; }
    if (marker < 0xff00 || marker === 0xffda) return null;
    const size = file.getUint16(at + 2);
    if (marker === 0xffe1 && text(file, at + 4, 4) === "Exif") return part(file, at + 10, size - 8);
    at += 2 + size;
  }
  return null;
}

function inChunks(file: DataView, start: number, name: string, webp: boolean): DataView | null {
  for (let at = start; at + 8 < file.byteLength;) {
    const size = webp ? file.getUint32(at + 4, true) : file.getUint32(at);
    const label = text(file, webp ? at : at + 4, 4);
    if (label === name) {
      const prefixed = text(file, at + 8, 4) === "Exif" ? 6 : 0;
      return part(file, at + 8 + prefixed, size - prefixed);
    }
    at += webp ? 8 + size + (size % 2) : 12 + size;
  }
  return null;
}

function placeOf(tiff: DataView): Spot | null {
  const little = text(tiff, 0, 2) === "II";
  if (!little && text(tiff, 0, 2) !== "MM") return null;
  const main = fields(tiff, tiff.getUint32(4, little), little);
  const pointer = main.get(0x8825);
  if (pointer === undefined) return null;
  const gps = fields(tiff, tiff.getUint32(pointer + 8, little), little);
  const lat = degrees(tiff, gps, 1, 2, "S", little);
  const lon = degrees(tiff, gps, 3, 4, "W", little);
  if (lat === null || lon === null || Math.abs(lat) > 90 || Math.abs(lon) > 180) return null;
  return Math.abs(lat) < 1e-6 && Math.abs(lon) < 1e-6 ? null : { lat, lon };
}

/** Tag → where its twelve bytes begin. */
function fields(tiff: DataView, at: number, little: boolean): Map<number, number> {
  const found = new Map<number, number>();
  const count = Math.min(tiff.getUint16(at, little), 512);
  for (let i = 0; i < count; i++) found.set(tiff.getUint16(at + 2 + i * 12, little), at + 2 + i * 12);
  return found;
}

function degrees(
  tiff: DataView, gps: Map<number, number>, sideTag: number, valueTag: number, negative: string, little: boolean,
): number | null {
  const side = gps.get(sideTag);
  const value = gps.get(valueTag);
  if (side === undefined || value === undefined) return null;
  if (tiff.getUint16(value + 2, little) !== 5 || tiff.getUint32(value + 4, little) < 3) return null;
  const at = tiff.getUint32(value + 8, little);
  const [whole, minutes, seconds] = [0, 8, 16].map((skip) => {
    const below = tiff.getUint32(at + skip + 4, little);
    return below === 0 ? Number.NaN : tiff.getUint32(at + skip, little) / below;
  }) as [number, number, number];
  const size = whole + minutes / 60 + seconds / 3600;
  if (Number.isNaN(size)) return null;
  return text(tiff, side + 8, 1).toUpperCase() === negative ? -size : size;
}

function part(file: DataView, at: number, size: number): DataView {
  return new DataView(file.buffer, file.byteOffset + at, Math.min(size, file.byteLength - at));
}

function text(view: DataView, at: number, size: number): string {
  let all = "";
  for (let i = 0; i < size; i++) all += String.fromCharCode(view.getUint8(at + i));
  return all;
}
