"""Names and phone numbers as people type and copy them, and as they are kept."""

from __future__ import annotations

import re
import unicodedata

from .errors import Invalid

PHONE = re.compile(r"1[3-9]\d{9}")
SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?[eE]\+?\d+")
BETWEEN_HANZI = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff]) +(?=[\u3400-\u9fff\U00020000-\U0003ffff])")
NAME_MOST = 40
UNSEEN = ("Cf", "Cc", "Co", "Cs")
WIDE_LATIN = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")


def tidy(text: str) -> str:
    """Full-width digits and letters made plain, what cannot be seen taken out, blanks at the ends cut."""
    return " ".join(unicodedata.normalize("NFKC", _visible(text)).split())


def _visible(text: str) -> str:
    return "".join(char for char in text if char in "\t\n" or unicodedata.category(char) not in UNSEEN)


def tidy_name(text: str) -> str:
    """Raises Invalid for nothing, and for what is no name. 张 三 is 张三; 阿依古丽·买买提 keeps its dot."""
    visible = _visible(text)
    # Not NFKC: it would turn rare characters of names into others. Wide letters and digits alone are made plain.
    plain = WIDE_LATIN.sub(lambda found: chr(ord(found[0]) - 0xFEE0), visible)
    name = BETWEEN_HANZI.sub("", " ".join(plain.replace("\u3000", " ").split()))
    if not name:
        raise Invalid("name_missing")
    if len(name) > NAME_MOST or not any(map(str.isalpha, name)) or sum(map(str.isdigit, name)) > 4:
        raise Invalid("name_odd", given=name[:NAME_MOST])
    return name


def tidy_phone(text: str) -> str:
    """Eleven digits. Raises Invalid; a number that a spreadsheet rounded cannot be guessed."""
    given = tidy(text)
    if not given:
        raise Invalid("phone_missing")
    if SCIENTIFIC.fullmatch(given):
        raise Invalid("phone_rounded", given=given)
    digits = re.sub(r"[\s()./-]", "", given.removesuffix(".0").replace("—", "-").replace("–", "-"))
    digits = digits.removeprefix("+86")
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if not (digits.isascii() and PHONE.fullmatch(digits)):
        raise Invalid("phone_not_11", given=given[:40])
    return digits


def tidy_code(text: str) -> str:
    """The digits of an area code as a spreadsheet gives them; anything else is left for the gazetteer to explain."""
    given = tidy(text)
    if SCIENTIFIC.fullmatch(given):
        raise Invalid("code_rounded", given=given)
    plain = given.removesuffix(".0").replace(" ", "")
    return plain if plain.isascii() and plain.isdigit() else given
