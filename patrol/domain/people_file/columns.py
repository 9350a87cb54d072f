"""Which column is which: headings in Chinese or English, in any order, below a title or two."""

from __future__ import annotations

from patrol.domain.errors import Invalid
from patrol.domain.tidying import tidy

HEADINGS = {
    "name": ("姓名", "名字", "name", "fullname"),
    "phone": ("手机号", "手机号码", "手机", "联系电话", "电话号码", "电话", "联系方式", "phone",
              "phonenumber", "mobile"),
    "code": ("行政区代码", "区划代码", "行政区划代码", "行政区编码", "代码", "村代码", "areacode", "code", "area"),
    "role": ("角色", "岗位", "身份", "role", "post"),
    "station": ("所", "自然资源所", "所站", "站", "station"),
}  # fmt: skip
NEEDED = ("name", "phone", "code", "role")
# 镇领导 also as the two kinds people distinguish.
ROLE_WORDS = {
    "informant": ("信息员", "informant"), "inspector": ("巡查员", "执法人员", "执法员", "inspector"),
    "leader": ("镇领导", "领导", "主要领导", "分管领导", "镇主要领导", "镇分管领导", "leader"),
    "department": ("联动单位", "部门", "department"), "officer": ("县局人员", "officer"),
    "admin": ("管理员", "admin"),
}  # fmt: skip
# 联动单位 by the name of which one it is.
DEPARTMENT_WORDS = {
    "power": ("供电", "供电所", "供电公司"), "water": ("供水", "自来水厂", "水务"), "police": ("公安", "派出所"),
    "justice": ("司法", "司法所"), "discipline": ("纪检", "纪委"), "agriculture": ("农业农村", "农业农村局"),
    "forestry": ("林业", "林业站", "林业局"), "village": ("村委会",),
}  # fmt: skip
DEPARTMENT_OF = {word: name for name, words in DEPARTMENT_WORDS.items() for word in words}
ROLE_OF = {word: role for role, words in ROLE_WORDS.items() for word in words}
ROLE_OF |= dict.fromkeys(DEPARTMENT_OF, "department")
FIELD_OF = {word: field for field, words in HEADINGS.items() for word in words}
TITLES_MOST = 10


def plain(cell) -> str:
    """A cell as text for comparing; a day is no text."""
    return tidy(cell) if isinstance(cell, str) else ""


def find(rows: list) -> tuple[int, dict[str, int], list[str]]:
    """(place of the heading among the rows, {field: column}, headings that are not used). Raises Invalid."""
    best: tuple[int, dict] = (0, {})
    for place, (_number, cells) in enumerate(rows[:TITLES_MOST]):
        found: dict[str, int] = {}
        for column, cell in enumerate(cells):
            word = _heading(cell)
            field = FIELD_OF.get(word)
            if field is not None and _is_better(word, field, found, cells):
                found[field] = column
        if len(found) > len(best[1]):
            best = (place, found)
    place, found = best
    missing = [field for field in NEEDED if field not in found]
    if missing:
        raise Invalid("headings_missing", missing="、".join(HEADINGS[field][0] for field in missing))
    cells = rows[place][1]
    return (
        place,
        found,
        [plain(cell) for column, cell in enumerate(cells) if plain(cell) and column not in found.values()],
    )


def _is_better(word: str, field: str, found: dict[str, int], cells: list) -> bool:
    """Of two headings for one thing (角色 and 岗位) the plainer one counts; the same one twice is nobody's guess."""
    if field not in found:
        return True
    other = _heading(cells[found[field]])
    if other == word:
        raise Invalid("heading_twice", heading=word)
    return HEADINGS[field].index(word) < HEADINGS[field].index(other)


def _heading(cell) -> str:
    return plain(cell).lower().replace(" ", "").replace("_", "").rstrip(":*").lstrip("*")
