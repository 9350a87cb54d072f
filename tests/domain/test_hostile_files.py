"""Real photos give what they hold; files made to break a reader break nothing and place nobody anywhere."""

import csv
import random
from pathlib import Path

import pytest
from PIL import Image

from patrol.domain import photo_facts
from tests.domain import photo_fixtures as photos

SECONDS, MEGABYTES = 5, 400
# exiftool's names for what is listed, and ours.
FORMATS = {"JPEG": "JPEG", "MPO": "JPEG", "Extended WEBP": "WEBP", "HEIC": "HEIC", "AVIF": "AVIF"}
PRECISION = 1e-7


def rows(name: str) -> list[dict]:
    with (photos.real_files() / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def breaks_off(row: dict) -> bool:
    return "format error" in row["exiftool_error"] + row["exiftool_warning"]


def number(written: str) -> float | None:
    return float(written) if written not in ("", "undef") else None


def expected_facts(row: dict) -> dict:
    taken_at = row["datetime_original"].replace(":", "-", 2).replace(" ", "T")
    return {
        "width": number(row["width"]),
        "height": number(row["height"]),
        "orientation": number(row["orientation"]),
        "make": row["make"] or None,
        "model": row["model"] or None,
        "taken_at": taken_at or None,
        "subsec": row["subsec"] or None,
        "offset": row["offset_time_original"] or None,
        "status": row["gps_status"],
        "lat": number(row["gps_lat"]),
        "lon": number(row["gps_lon"]),
        "altitude_m": number(row["gps_alt"]),
        "bearing_deg": number(row["gps_img_direction"]),
    }


def read_facts(facts: dict, names) -> dict:
    flat = facts | facts["gps"]
    return {name: flat[name] for name in names}


def test_every_real_photo_gives_all_expected_values_and_none_besides():
    listed = rows("exif_expected.csv")
    assert len(listed) == 66
    for row in listed:
        facts = photo_facts.read(photos.real_files() / row["file"])
        expected = expected_facts(row)
        if expected["width"] is None and not breaks_off(row):
            # The list has no size for this WebP; its canvas says it.
            expected |= {"width": facts["width"], "height": facts["height"]}
        for name in ("lat", "lon", "altitude_m", "bearing_deg"):
            if expected[name] is not None:
                expected[name] = pytest.approx(expected[name], abs=PRECISION)
        assert read_facts(facts, expected) == expected, row["file"]
        assert facts["format"] == FORMATS[row["file_type"]], row["file"]


def test_every_real_photo_that_is_whole_is_shown():
    whole = [row for row in rows("exif_expected.csv") if not breaks_off(row)]
    answer = photos.in_own_process([photos.real_files() / row["file"] for row in whole])
    assert [file["path"] for file in answer["files"] if not all(file["sizes"])] == []


def check(answer: dict) -> None:
    slow = {file["path"] for file in answer["files"] if file["read_seconds"] > 2 or file["make_seconds"] > SECONDS}
    assert slow == set()
    assert answer["peak_megabytes"] < MEGABYTES


def test_every_real_hostile_file_is_answered_in_time_within_memory_and_without_a_made_up_place():
    listed = rows("hostile_expected.csv")
    answer = photos.in_own_process([photos.real_files() / row["file"] for row in listed])
    check(answer)
    for row, file in zip(listed, answer["files"], strict=True):
        facts = file["facts"]
        told = (facts["gps"]["status"], facts["gps"]["lat"], facts["gps"]["lon"])
        if row["gps_status"] == "ok":
            place = (number(row["gps_lat"]), number(row["gps_lon"]))
            assert told == ("ok", *(pytest.approx(part, abs=PRECISION) for part in place)), row["file"]
        else:
            assert told == (row["gps_status"], None, None), row["file"]


def hostile_files(folder: Path) -> list[Path]:
    """Bombs, and the product's own photos damaged at random: the dice are fixed, so a failure comes again."""
    dice, files = random.Random(13_300), []
    files.append(folder / "blank.png")
    Image.new("L", (13_300, 13_300), 128).save(files[-1])
    files.append(folder / "clear.png")
    Image.new("RGBA", (7_000, 7_000), (1, 2, 3, 100)).save(files[-1], compress_level=1)
    files.append(folder / "canvas.webp")
    files[-1].write_bytes(photos.webp_canvas())
    files.append(folder / "picture.webp")
    files[-1].write_bytes(photos.webp_bomb())
    for format, make in photos.MAKERS.items():
        whole = make(image=Image.effect_noise((200, 150), 60).convert("RGB"))
        for turn in range(60):
            damaged = bytearray(whole[: dice.randrange(1, len(whole) + 1)] if turn % 3 == 0 else whole)
            for _ in range(dice.randrange(1, 40)):
                damaged[dice.randrange(len(damaged))] = dice.randrange(256)
            files.append(folder / f"{turn}.{format}")
            files[-1].write_bytes(damaged)
    return files


def test_every_hostile_file_of_our_own_is_answered_in_time_within_memory_and_without_a_place(tmp_path):
    answer = photos.in_own_process(hostile_files(tmp_path))
    check(answer)
    assert {file["facts"]["gps"]["status"] for file in answer["files"]} == {"none"}
    assert "unreadable" not in {finding for file in answer["files"] for finding in file["facts"]["findings"]}
    assert answer["files"][0]["sizes"] == [0, 0]
