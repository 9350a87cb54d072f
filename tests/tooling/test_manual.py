"""The manual cannot drift from the app: its pictures, links and quoted words are all there."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.request import urlopen

import pytest

from manual import county, sheet
from manual.pictures import PICTURES
from tests.e2e.hand import ZH

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "manual"
PAGES = sorted(FOLDER.glob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
# A catalogue's word with less than this of its own would match anything.
LEAST_OWN = 4


def links(page: Path) -> list[str]:
    return [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page):
    assert [link for link in links(page) if not (FOLDER / link).is_file()] == []


def test_every_picture_is_taken_by_the_script_and_shown():
    shown = {Path(link).stem for page in PAGES for link in links(page) if link.startswith("img/")}
    assert shown == {picture.name for picture in PICTURES}
    assert {file.name for file in (FOLDER / "img").iterdir()} == {f"{name}.webp" for name in shown}


def test_the_county_of_the_pictures_serves_and_makes_cards(tmp_path):
    with county.served(tmp_path) as (app, url):
        token = county.new_card(app, "informant-liuru")
        with urlopen(f"{url}/api/health") as answer:
            assert answer.status == 200
    assert len(token) > 20


def test_names_of_pictures_are_used_once():
    names = [picture.name for picture in PICTURES]
    assert len(names) == len(set(names))


def test_pictures_are_small_enough_for_a_village():
    assert sum(file.stat().st_size for file in (FOLDER / "img").iterdir()) < 3_000_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_quoted_words_stand_on_a_screen(page):
    quoted = set(re.findall("「([^」]+)」", page.read_text(encoding="utf-8")))
    assert sorted(word for word in quoted if not is_on_a_screen(word)) == []


def is_on_a_screen(word: str) -> bool:
    plain = [text.replace("\u200b", "") for text in ZH.values()]
    return word in plain or any(pattern.fullmatch(word) for pattern in patterns(plain))


def patterns(texts: list[str]) -> list[re.Pattern]:
    """Words with gaps, such as 有 {count} 张照片没传成."""
    cut = [re.split(r"\{\w+\}", text) for text in texts if "{" in text]
    return [re.compile(".+".join(map(re.escape, parts))) for parts in cut if len("".join(parts)) >= LEAST_OWN]


def test_words_that_stand_nowhere_are_found():
    assert not is_on_a_screen("确定")
    assert is_on_a_screen("有 1 张照片没传成")


def test_the_informants_sheet_is_one_page_of_paper():
    assert len(sheet.document(FOLDER / "xinxiyuan.md").pages) == 1


def test_the_index_names_every_chapter():
    assert set(links(FOLDER / "README.md")) == {page.name for page in PAGES} - {"README.md"}
