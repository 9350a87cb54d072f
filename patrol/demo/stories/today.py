"""Of the last hours: 制止 is owed, by the village, and higher up where it was refused or nobody went."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..crews import ERLING, YUNYANG, stopped
from ..moments import ago, in_daylight
from ..story import Story, far, near

MINUTE = timedelta(minutes=1)


def stories(now: datetime) -> list[Story]:
    writers = (
        rubbish_by_the_river, nobody_there_yet, sand_taken_at_night, refused_the_leader, refused_and_too_late,
        second_car_of_soil, orchard_on_rice,
    )  # fmt: skip
    return [write(now) for write in writers]


def rubbish_by_the_river(now: datetime) -> Story:
    """制止 owed by the village, with time enough: nothing goes on."""
    return Story(
        "rubbish-by-the-river", "waste", "informant-xinggong", in_daylight(now, minutes=45), (31.9102, 119.4131),
        20.0, "河堤内侧倒了一堆装修垃圾，没看到人。", (far("heap"),),
    )  # fmt: skip


def nobody_there_yet(now: datetime) -> Story:
    """Works go on and nobody was there: the village goes again tomorrow at nine."""
    went = in_daylight(now, minutes=12)
    return Story(
        "nobody-there-yet", "farmland_house", "informant-maixi", went - 35 * MINUTE, (31.8913, 119.4848), 165.0,
        "麦田中间砌砖墙，水泥还没干，人不在。", (far("house"), near("house")),
        (stopped(went, "informant-maixi", "又去看了一次，还是没人，电话也问不到是谁家。", outcome="nobody"),),
        works_going_on=True,
    )  # fmt: skip


def sand_taken_at_night(now: datetime) -> Story:
    """严重: two, four and four hours, day and night; now the county holds it."""
    return Story(
        "sand-taken-at-night", "mining", "informant-baoshan", ago(now, hours=11, minutes=20),
        (32.0845, 119.7312), 300.0, "江边有船和挖机在采砂，灯很亮，不敢走近。", (far("sand"),), works_going_on=True,
    )  # fmt: skip


def refused_the_leader(now: datetime) -> Story:
    """Found by the town's own leader, and refused: the county holds it at once."""
    found = ago(now, hours=2, minutes=35)
    return Story(
        "refused-the-leader", "non_farm", YUNYANG.leader, found, (31.9989, 119.5533), 110.0,
        "路过看到耕地上铺碎石，说是临时停车用。", (far("yard"),),
        (stopped(found + 70 * MINUTE, YUNYANG.leader, "对方不肯停，说已经交了租金。", outcome="refused"),),
        source="patrol", works_going_on=True,
    )  # fmt: skip


def refused_and_too_late(now: datetime) -> Story:
    """严重 and refused to the inspector; the town's four hours are over as well, and the county's: overdue there."""
    found = ago(now, hours=13, minutes=5)
    refused = stopped(found + 80 * MINUTE, ERLING.inspector, "当面拒绝停工，还锁了大门。", near("villa"),
                      outcome="refused")  # fmt: skip
    return Story(
        "refused-and-too-late", "villa", "informant-huguo", found, (31.8752, 119.5941), 250.0,
        "鱼塘边盖三层小楼，在浇楼板。", (far("villa"),), (refused,), works_going_on=True,
    )  # fmt: skip


def second_car_of_soil(now: datetime) -> Story:
    """Passed by the village, held by the station; far enough away for the villager to have no place."""
    return Story(
        "second-car-of-soil", "earth_taking", "informant-shicheng", ago(now, hours=2, minutes=40),
        (31.9931, 119.5405), 40.0, "农用车往外拉土，一上午十几趟。手机定不了位。",
        (far("digger"), near("digger")), works_going_on=True,
        place_by="none",
    )  # fmt: skip


def orchard_on_rice(now: datetime) -> Story:
    """制止 done at once by the villager, everything else still to come."""
    found = in_daylight(now, minutes=95)
    return Story(
        "orchard-on-rice", "non_grain", "informant-jiuli", found, (31.9152, 119.4681), 75.0,
        "秋收后的稻田里在栽苗木，已栽了一半。", (far("saplings"), near("saplings")),
        (stopped(found + 25 * MINUTE, "informant-jiuli", "讲清政策后停下来了。"),), works_going_on=True,
    )  # fmt: skip
