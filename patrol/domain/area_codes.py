"""Statistical codes: 6 digits name a county, 12 a town (…000) or a village, 15 a group; and how people write them.

Official tables write the same town as 9 digits (the street's part alone), 12, or 19 with zeros behind.
"""

from __future__ import annotations

import re

from patrol.models.areas import COUNTY, GROUP, TOWN, VILLAGE

PARENT = {TOWN: COUNTY, VILLAGE: TOWN, GROUP: VILLAGE}
WORDS = {
    COUNTY: ("county", "县", "区", "市", "县级"), TOWN: ("town", "镇", "街道", "乡", "乡镇", "镇级", "乡级"),
    VILLAGE: ("village", "村", "社区", "村级"), GROUP: ("group", "组", "村民小组", "小组", "组级"),
}  # fmt: skip


def clean(text: object) -> str:
    """The code as we keep it; "" for what is none. A number read from a table may have come as 321181101000.0."""
    digits = re.sub(r"\.0$", "", re.sub(r"[\s'\u00a0\ufeff]", "", str(text if text is not None else "")))
    if not digits.isascii() or not digits.isdigit():
        return ""
    if len(digits) == 19 and digits.endswith("0000000"):
        digits = digits[:12]
    if len(digits) == 9:
        digits += "000"
    if len(digits) == 12 and digits.endswith("000000"):
        digits = digits[:6]
    return digits if len(digits) in (6, 12, 15) else ""


def level_of(code: str) -> str:
    if len(code) == 6:
        return COUNTY
    if len(code) == 15:
        return GROUP
    return TOWN if code.endswith("000") else VILLAGE


def parent_of(code: str) -> str:
    """The code that the statisticians' rule gives the one above; areas that moved keep theirs, so it is a guess."""
    return {COUNTY: "", TOWN: code[:6], VILLAGE: f"{code[:9]}000", GROUP: code[:12]}[level_of(code)]


def fits(code: str, level: str) -> bool:
    return clean(code) == code and code != "" and level_of(code) == level


def level_named(text: str) -> str | None:
    word = text.strip().lower()
    return next((level for level, words in WORDS.items() if word in words), None)
