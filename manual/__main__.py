"""bin/manual [name …]: takes all pictures of docs/manual anew, or those that are named; then prints the sheet."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import system

from . import county, sheet
from .pictures import PICTURES, Picture
from .taking import Studio, looks_the_same

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "manual"
IMAGES = FOLDER / "img"


def main(names: list[str]) -> None:
    unknown = set(names) - {picture.name for picture in PICTURES}
    if unknown:
        sys.exit(f"There is no such picture: {', '.join(sorted(unknown))}.")
    wanted = [picture for picture in PICTURES if not names or picture.name in names]
    try:
        chromium = os.environ.get("CHROMIUM") or system.chromium()
    except system.Absent as absent:
        sys.exit(str(absent))
    system.chinese_font()
    with tempfile.TemporaryDirectory() as folder:
        take(wanted, chromium, Path(folder))
    if not names:
        clear_away()
    printed = sheet.pdf(FOLDER / "xinxiyuan.md", FOLDER / "xinxiyuan.pdf")
    total = sum(file.stat().st_size for file in IMAGES.iterdir())
    print(f"{len(list(IMAGES.iterdir()))} pictures, {total / 1e6:.1f} MB; the sheet has {printed} page.")


def take(wanted: list[Picture], chromium: str, folder: Path) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    camera = county.photo(folder / "IMG_0001.jpg")
    with (
        county.served(folder) as (app, url),
        sync_playwright() as playwright,
        Studio(playwright, chromium, app, url, camera) as studio,
    ):
        for picture in wanted:
            content = studio.take(picture)
            target = IMAGES / f"{picture.name}.webp"
            same = target.is_file() and looks_the_same(target.read_bytes(), content)
            if not same:
                target.write_bytes(content)
            size = target.stat().st_size / 1000
            print(f"{picture.name:<14}{size:>6.0f} kB{'' if same else '  new'}", flush=True)


def clear_away() -> None:
    known = {f"{picture.name}.webp" for picture in PICTURES}
    for file in IMAGES.iterdir():
        if file.name not in known:
            file.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
