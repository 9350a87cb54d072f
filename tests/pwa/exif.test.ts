import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readPlace } from "../../patrol/static/pwa/src/exif.ts";

const DATA = process.env["PATROL_TEST_DATA"];

interface Gps { lat: [number, number][]; lon: [number, number][]; south?: boolean; west?: boolean; big?: boolean }

/** A JPEG that is nothing but its EXIF. */
function jpeg({ lat, lon, south = false, west = false, big = false }: Gps): ArrayBuffer {
  const tiff = new DataView(new ArrayBuffer(200));
  const little = !big;
  tiff.setUint16(0, big ? 0x4d4d : 0x4949);
  tiff.setUint16(2, 42, little);
  tiff.setUint32(4, 8, little);
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    tiff.setUint16(at, tag, little);
    tiff.setUint16(at + 2, type, little);
    tiff.setUint32(at + 4, count, little);
    tiff.setUint32(at + 8, value, little);
  };
  tiff.setUint16(8, 1, little);
  entry(10, 0x8825, 4, 1, 30);
  tiff.setUint16(30, 4, little);
  entry(32, 1, 2, 2, 0);
  entry(44, 2, 5, 3, 100);
  entry(56, 3, 2, 2, 0);
  entry(68, 4, 5, 3, 130);
  tiff.setUint8(40, (south ? "S" : "N").charCodeAt(0));
  tiff.setUint8(64, (west ? "W" : "E").charCodeAt(0));
  [...lat, ...lon].forEach(([above, below], index) => {
    const at = index < 3 ? 100 + index * 8 : 130 + (index - 3) * 8;
    tiff.setUint32(at, above, little);
    tiff.setUint32(at + 4, below, little);
  });
  const head = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xe1, 0, 208, 0x45, 0x78, 0x69, 0x66, 0, 0];
  const file = new Uint8Array(head.length + 200);
  file.set(head);
  file.set(new Uint8Array(tiff.buffer), head.length);
  return file.buffer as ArrayBuffer;
}

const DANYANG: Gps = { lat: [[31, 1], [59, 1], [3000, 100]], lon: [[119, 1], [34, 1], [1200, 100]] };

test("a place is read in both byte orders and on every side of the earth", () => {
  for (const big of [false, true]) {
    const spot = readPlace(jpeg({ ...DANYANG, big, south: big, west: big }));
    const sign = big ? -1 : 1;
    assert.ok(Math.abs((spot?.lat ?? 0) - sign * 31.991667) < 1e-5);
    assert.ok(Math.abs((spot?.lon ?? 0) - sign * 119.57) < 1e-5);
  }
});

test("a place is read out of a HEIC, whose block stands behind its own name", () => {
  const inner = new Uint8Array(jpeg(DANYANG)).slice(12);
  const start = new TextEncoder().encode("\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\0Exif for show\0\0\0\x06");
  const file = new Uint8Array([...start, ...inner]);
  assert.ok(Math.abs((readPlace(file.buffer)?.lat ?? 0) - 31.991667) < 1e-5);
  assert.equal(readPlace(file.slice(0, start.length).buffer), null);
});

test("0/0, null island and places off the earth are no place", () => {
  assert.equal(readPlace(jpeg({ ...DANYANG, lat: [[0, 0], [0, 0], [0, 0]] })), null);
  assert.equal(readPlace(jpeg({ lat: [[0, 1], [0, 1], [0, 1]], lon: [[0, 1], [0, 1], [0, 1]] })), null);
  assert.equal(readPlace(jpeg({ ...DANYANG, lat: [[91, 1], [0, 1], [0, 1]] })), null);
});

test("a file cut anywhere, or of another kind, gives no place and no error", () => {
  const whole = new Uint8Array(jpeg(DANYANG));
  for (let size = 0; size < whole.length - 60; size += 7) readPlace(whole.slice(0, size).buffer as ArrayBuffer);
  assert.equal(readPlace(new TextEncoder().encode("not a photo at all, only words").buffer as ArrayBuffer), null);
});

test("real photos: never a place that exiftool does not know", { skip: DATA ? false : "PATROL_TEST_DATA is not set" }, () => {
  const [names = "", ...lines] = readFileSync(join(DATA as string, "exif_expected.csv"), "utf8").trim().split("\n");
  const column = (name: string) => names.trim().split(",").indexOf(name);
  let right = 0;
  let known = 0;
  for (const line of lines) {
    const cells = cellsOf(line);
    const path = join(DATA as string, cells[column("file")] ?? "");
    if (!existsSync(path)) continue;
    const file = readFileSync(path);
    const spot = readPlace(file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer);
    const lat = Number(cells[column("gps_lat")]);
    const lon = Number(cells[column("gps_lon")]);
    if (cells[column("gps_status")] !== "ok") {
      assert.equal(spot, null, `${path} has no usable place`);
      continue;
    }
    if (!["JPEG", "HEIC", "AVIF"].includes(cells[column("file_type")] ?? "")) continue;
    known += 1;
    if (spot) assert.ok(Math.abs(spot.lat - lat) < 1e-4 && Math.abs(spot.lon - lon) < 1e-4, `${path}: ${JSON.stringify(spot)} and ${lat}, ${lon}`);
    if (spot) right += 1;
  }
  assert.ok(right >= known * 0.9, `${right} of ${known} places were read`);
});

test("hostile files: no error, whatever they claim", { skip: DATA ? false : "PATROL_TEST_DATA is not set" }, () => {
  const folder = join(DATA as string, "hostile");
  for (const name of readdirSync(folder)) {
    const file = readFileSync(join(folder, name));
    readPlace(file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer);
  }
});

function cellsOf(line: string): string[] {
  return (line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? []).map((cell) => cell.replace(/,$/, "").replace(/^"|"$/g, ""));
}
