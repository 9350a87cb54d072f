"""绕开 and places that are not what they seem: concealed cases, no place, outside the county, moved ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..crews import DANBEI, OFFICER, YANLING, said, stopped
from ..moments import workday
from ..story import Deed, Story, far, near

MINUTE = timedelta(minutes=1)


def stories(now: datetime) -> list[Story]:
    writers = (
        hidden_from_the_station, hidden_from_the_village, hidden_and_closed, hidden_later, no_place_at_all,
        outside_the_county, moved_to_its_village,
    )  # fmt: skip
    return [write(now) for write in writers]


def hidden_from_the_station(now: datetime) -> Story:
    """Everybody below the county is left out; the officer has verified, and reported to himself."""
    found = workday(now, 6, "19:10")
    return Story(
        "hidden-from-the-station", "mining", "informant-huguo", found, (31.8733, 119.5899), 15.0,
        "石料厂后山夜里放炮，有人给所里打过招呼，请直接报县里。", (far("sand"), near("sand")),
        (
            stopped(found + 65 * MINUTE, OFFICER, "县局到场，已停机封存。"),
            Deed(workday(now, 5, "10:20"), OFFICER, "verify", {
                "founded": True, "party": "某石料厂", "land_class": "采矿用地", "permits": "采矿许可证已到期"}),
            Deed(workday(now, 5, "11:00"), OFFICER, "report"),
        ), conceal="station", works_going_on=True,
    )  # fmt: skip


def hidden_from_the_village(now: datetime) -> Story:
    """The village does not see it; the station handles it as ever."""
    found = workday(now, 8, "20:35")
    return Story(
        "hidden-from-the-village", "greenhouse_house", "informant-baolin", found, (31.8652, 119.5207), 200.0,
        "大棚里隔成房间出租，是村干部亲戚，请不要告诉村里。", (far("greenhouse"), near("greenhouse")),
        (
            YANLING.stopped(workday(now, 7, "09:15"), "棚内无人施工，已贴告知书。", outcome="nobody"),
            YANLING.verified(workday(now, 6, "10:00"), "大棚承包人", "设施农用地", near("greenhouse"),
                             permits="设施农用地备案"),
            YANLING.reported(workday(now, 6, "10:40")),
        ), conceal="village",
    )  # fmt: skip


def hidden_and_closed(now: datetime) -> Story:
    """Concealed from the town, carried by the county to the end."""
    return Story(
        "hidden-and-closed", "basic_farmland", "informant-shicheng", workday(now, 33, "18:40"),
        (31.9944, 119.5452), 60.0,
        "街道的项目部占了基本农田堆料，请绕开街道。", (far("stacks"),),
        (
            stopped(workday(now, 32, "11:30"), OFFICER, "已责令停止进料。"),
            Deed(workday(now, 31, "09:40"), OFFICER, "verify", {
                "founded": True, "party": "某项目部", "land_class": "永久基本农田", "permits": "无"}),
            Deed(workday(now, 31, "10:10"), OFFICER, "report"),
            Deed(workday(now, 20, "15:30"), OFFICER, "handle",
                 {"outcome": "corrected", "note": "堆料清运完，已翻耕。"}, (far("cleared"), near("cleared"))),
            Deed(workday(now, 19, "09:00"), OFFICER, "sign_off"),
            Deed(workday(now, 19, "09:20"), OFFICER, "close"),
        ), conceal="town", place_by="pin",
    )  # fmt: skip


def hidden_later(now: datetime) -> Story:
    """The inspector hides it from the village when the site shows whose it is."""
    found = workday(now, 4, "15:50")
    return Story(
        "hidden-later", "farmland_house", YANLING.assistant, found, (31.8811, 119.4702), 330.0,
        "巡查发现：集体晒场旁的耕地上搭彩钢房。", (far("shed"),),
        (
            YANLING.stopped(found + 30 * MINUTE, "已停工，工人离场。"),
            Deed(found + 50 * MINUTE, YANLING.inspector, "conceal", {"level": "village"}),
            YANLING.verified(workday(now, 3, "10:10"), "村集体", "水浇地"),
            YANLING.reported(workday(now, 3, "14:00")),
        ), source="patrol", works_going_on=True,
    )  # fmt: skip


def no_place_at_all(now: datetime) -> Story:
    """Sent from home without a place: the village counts as its place. The station has still to verify."""
    found = workday(now, 2, "19:25")
    return Story(
        "no-place-at-all", "other", "informant-baolin", found, (31.8646, 119.5219), 0.0,
        "村后水沟被人填了一段，白天拍的，晚上回家才发。", (far("stacks"),),
        (stopped(found + 14 * MINUTE, "informant-baolin", "问过了，答应不再填。"),), place_by="none",
    )  # fmt: skip


def outside_the_county(now: datetime) -> Story:
    """The place lies beyond the border: kept, marked, and handed on."""
    return Story(
        "outside-the-county", "waste", "informant-xinggong", workday(now, 12, "16:15"), (31.9085, 119.3702), 280.0,
        "河对岸有人倒工业垃圾，可能不是我们市的。", (far("heap"), near("heap")),
        (
            stopped(workday(now, 11, "09:35"), YANLING.inspector, "现场无人。", outcome="nobody"),
            YANLING.verified(workday(now, 11, "10:20"), "不明", "河滩地"),
            YANLING.reported(workday(now, 11, "11:00")),
            YANLING.handled(workday(now, 9, "14:40"), "transferred", "在邻县地界，已函告邻县。"),
            YANLING.closed(workday(now, 8, "09:10")),
        ),
    )  # fmt: skip


def moved_to_its_village(now: datetime) -> Story:
    """From 12336, with a place that was wrong: the inspector set it right, and the informant adds what he saw."""
    found = workday(now, 5, "09:30")
    return Story(
        "moved-to-its-village", "temporary_use", DANBEI.inspector, found, (32.0811, 119.7266), 45.0,
        "12336 转来：高速匝道边临时用地到期未退。", (),
        (
            Deed(found + 120 * MINUTE, DANBEI.inspector, "move", {
                "area": "321181113218", "place": {"lat": 32.0857, "lon": 119.7341, "by": "pin"},
                "reason": "现场在宝山村，不在集镇。"}),
            DANBEI.stopped(found + 130 * MINUTE, "已停止进料。", far("stacks"), near("stacks")),
            DANBEI.verified(workday(now, 4, "10:15"), "施工单位", "旱地", permits="临时用地批复已过期"),
            DANBEI.reported(workday(now, 4, "10:50")),
            said(workday(now, 2, "17:20"), "informant-baoshan", "今天又有两辆车进去。", far("yard")),
        ), source="hotline", place_by="pin",
    )  # fmt: skip
