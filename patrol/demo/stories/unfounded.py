"""Closed because there was nothing to it: looked at, explained, and thanked for all the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..crews import DANBEI, YANLING, YUNYANG, Crew, stopped
from ..moments import eve, workday
from ..story import Story, View, far, near


def stories(now: datetime) -> list[Story]:
    return [
        _closed(
            "permitted-shed", "greenhouse_house", "informant-jiuli", YANLING, workday(now, 39, "16:50"),
            (31.9127, 119.4691), "大棚边搭了一间小屋。", (far("greenhouse"), near("greenhouse")),
            workday(now, 38, "10:25"), "看护房，已备案，面积没有超。",
        ),
        _closed(
            "own-old-house", "farmland_house", "informant-maixi", YANLING, workday(now, 27, "07:55"),
            (31.8899, 119.4842), "路边在翻建房子。", (far("house"),), workday(now, 27, "15:10"),
            "原址翻建，有农村宅基地批准书。",
        ),
        _closed(
            "soil-of-the-canal", "earth_taking", "informant-baoshan", DANBEI, eve(now, 18, "14:05"),
            (32.0833, 119.7309), "挖机在渠边挖土，装车拉走。", (far("dredging"), near("dredging")),
            workday(now, 18, "09:45"), "水利清淤工程，弃土有去处，手续齐全。",
        ),
        _closed(
            "sick-trees", "felling", "informant-shicheng", YUNYANG, workday(now, 9, "11:15"),
            (31.9938, 119.5447), "村口的大树在锯。", (far("felling"),), workday(now, 8, "09:10"),
            "病死木，林业部门批准采伐。",
        ),
    ]  # fmt: skip


def _closed(
    key: str, kind: str, who: str, crew: Crew, found: datetime, where: tuple[float, float], note: str,
    views: tuple[View, ...], looked: datetime, reason: str,
) -> Story:  # fmt: skip
    """The villager goes as well, and what he says of it comes after the closing: noted."""
    went = stopped(looked + timedelta(minutes=25), who, "我也去看了，没有再动。")
    return Story(key, kind, who, found, where, 145.0, note, views, (crew.unfounded(looked, reason, views[-1]), went))
