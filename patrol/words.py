"""Texts for people, from the catalogues that server and app share."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "i18n"
LANGUAGES = ("zh-CN", "en")


@lru_cache
def catalogue(language: str) -> dict[str, str]:
    return json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))


def has(key: str) -> bool:
    return key in catalogue(LANGUAGES[0])


def words(language: str, key: str, /, **values) -> str:
    """The text of a key; a missing one shows its key, which a test turns into a failure."""
    text = catalogue(language).get(key, key).replace("\u200b", "")  # places to break a line, for tiles only
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def of_device(label: str, language: str) -> str:
    """A browser and its system, as people say them."""
    names = label.split(" · ")
    return " · ".join(words(language, f"browser.{name}") if has(f"browser.{name}") else name for name in names)
