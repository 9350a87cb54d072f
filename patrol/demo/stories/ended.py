"""Closed cases of the last ten weeks: found, stopped, verified, handled with proof, closed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..crews import DANBEI, ERLING, YANLING, YUNYANG, Crew, stopped
from ..moments import eve, workday
from ..story import Deed, Story, View, far, near

LIURU, JIULI, MAIXI, BAOLIN, XINGGONG, SHICHENG, HUGUO, BAOSHAN = (
    f"informant-{village}"
    for village in ("liuru", "jiuli", "maixi", "baolin", "xinggong", "shicheng", "huguo", "baoshan")
)


@dataclass(frozen=True)
class Ended:
    """A row of the list below; days are working days before today, `took` those from verifying to handling."""

    key: str
    kind: str
    who: str
    crew: Crew
    days: int
    clock: str
    where: tuple[float, float]
    note: str
    views: tuple[View, ...]
    stopped_after: int  # minutes
    stopped_note: str
    found_out: tuple[str, str]  # the party, the class of land
    took: int
    result: tuple[str, str]
    proof: tuple[View, ...] = ()
    grave: bool = False
    on_the_eve: bool = False  # found on the day before: a Sunday before a Monday
    hours_without_signal: float = 0

    @property
    def scatter(self) -> timedelta:
        """Nobody does things on the stroke of an hour."""
        return timedelta(minutes=zlib.crc32(self.key.encode()) % 43)

    def story(self, now: datetime) -> Story:
        found = (eve if self.on_the_eve else workday)(now, self.days, self.clock)
        arrived = found + timedelta(hours=self.hours_without_signal) if self.hours_without_signal else None
        return Story(
            self.key, self.kind, self.who, found, self.where, float(zlib.crc32(self.key.encode()) % 360), self.note,
            self.views, tuple(self._deeds(now, found, arrived)),
            source="informant" if "informant" in self.who else "patrol",
            works_going_on=self.stopped_after <= 120, received_at=arrived,
        )  # fmt: skip

    def _deeds(self, now: datetime, found: datetime, arrived: datetime | None) -> list[Deed]:
        def at(days: int, clock: str) -> datetime:
            return workday(now, days, clock) + self.scatter

        verified = self.days - 1
        handled = verified - self.took
        stop = stopped(found + timedelta(minutes=self.stopped_after), self._stopper, self.stopped_note)
        if arrived is not None:
            stop = replace(stop, received_at=arrived + timedelta(minutes=1))
        deeds = [
            stop,
            self.crew.verified(at(verified, "09:05"), *self.found_out),
            self.crew.reported(at(verified, "10:20")),
            self.crew.handled(at(handled, "14:25"), *self.result, *self.proof),
        ]
        if self.result[0] == FILED:
            decided = {"outcome": "penalty", "note": "责令限期拆除，并处罚款。"}
            deeds.append(Deed(at(handled - 1, "08:40"), self.crew.inspector, "decide", decided))
        if self.grave:
            deeds.append(self.crew.signed(at(handled - 1, "09:00")))
        return [*deeds, self.crew.closed(at(handled - 1, "10:30"))]

    @property
    def _stopper(self) -> str:
        """Those who hesitate leave it to the station."""
        return self.who if self.stopped_after <= 60 else self.crew.inspector


CORRECTED, FILED, TRANSFERRED = "corrected", "filed", "transferred"
RESTORED = (far("restored"),)
CLEARED = (far("cleared"), near("cleared"))
LIST = (
    Ended("wall-in-the-rice", "farmland_house", LIURU, YANLING, 48, "07:20", (31.8894, 119.5089),
          "水田里砌围墙，刚砌两层。", (far("house"),), 15, "当场停下。", ("村民一户", "水田"), 6,
          (CORRECTED, "围墙已拆，田埂恢复。"), RESTORED),
    Ended("stones-on-the-verge", "waste", JIULI, YANLING, 47, "17:05", (31.9131, 119.4681), "路边倒了三车碎石。",
          (far("heap"), near("heap")), 260, "已电话通知车主停止倾倒。", ("运输户", "旱地"), 4,
          (CORRECTED, "碎石运走。"), CLEARED),
    Ended("fishpond-at-maixi", "non_grain", MAIXI, YANLING, 45, "09:50", (31.8921, 119.4859), "稻田在开挖鱼塘。",
          (far("pond"),), 55, "挖机停了。", ("承包户", "水田"), 12, (CORRECTED, "回填完，能种。"), RESTORED,
          on_the_eve=True),
    Ended("shed-of-the-nursery", "greenhouse_house", SHICHENG, YUNYANG, 44, "16:35", (31.9919, 119.5427),
          "苗圃大棚里盖了砖房。", (far("greenhouse"),), 1150, "现场无人施工，已告知。", ("苗圃", "设施农用地"), 9,
          (CORRECTED, "砖房已拆。"), CLEARED),
    Ended("clay-for-the-road", "earth_taking", BAOLIN, YANLING, 42, "06:55", (31.8639, 119.5201),
          "有人取土垫路。", (far("digger"), near("digger")), 30, "铲车开走了。", ("施工队", "旱地"), 5,
          (CORRECTED, "取土坑已回填。"), CLEARED),
    Ended("villa-by-the-reservoir", "villa", HUGUO, ERLING, 41, "10:40", (31.8779, 119.5901),
          "水库边起别墅，基础做完了。", (far("villa"), near("villa")), 95, "停工，机械撤离。", ("个体户", "耕地"),
          13, (CORRECTED, "已拆除，复耕。"), (far("cleared"), far("restored")), grave=True),
    Ended("elms-along-the-canal", "felling", BAOSHAN, DANBEI, 38, "15:15", (32.0852, 119.7322), "渠边榆树被锯。",
          (far("felling"), near("felling")), 40, "锯子收了。", ("村民一户", "乔木林地"), 8,
          (TRANSFERRED, "已移送林业部门。")),
    Ended("track-through-the-wood", "forest_land", BAOSHAN, DANBEI, 36, "08:10", (32.0871, 119.7346),
          "林地里推路，说要种茶。", (far("road"), near("road")), 50, "推土机停了。", ("合作社", "乔木林地"), 10,
          (CORRECTED, "路已封，补栽树苗。"), RESTORED, on_the_eve=True),
    Ended("car-park-in-the-field", "non_farm", SHICHENG, YUNYANG, 35, "11:25", (31.9946, 119.5399),
          "耕地铺石子停车。", (far("yard"),), 110, "不再铺了。", ("饭店", "耕地"), 16,
          (FILED, "到期未改，已立案。"), (near("yard"),)),
    Ended("nobody-knew-whose", "other", XINGGONG, YANLING, 32, "18:20", (31.9081, 119.4139),
          "有人在沟上搭板建亭子。", (far("shed"),), 900, "现场无人，已贴告知书。", ("不明", "沟渠"), 7,
          (CORRECTED, "亭子已拆，沟渠疏通。"), CLEARED),
    Ended("foundation-at-dusk", "basic_farmland", JIULI, YANLING, 29, "17:40", (31.9147, 119.4649),
          "保护牌旁边放线挖槽。", (far("trench"), near("trench")), 35, "停了，工具收走。",
          ("村民一户", "永久基本农田"), 9, (CORRECTED, "沟槽回填，复种。"), RESTORED, grave=True,
          hours_without_signal=14.5),
    Ended("bricks-for-the-cousin", "temporary_use", YANLING.inspector, YANLING, 26, "10:05", (31.8904, 119.4441),
          "临时堆场到期未退。", (far("stacks"), near("stacks")), 20, "不再进料。", ("施工单位", "旱地"), 11,
          (CORRECTED, "清场、翻耕。"), RESTORED),
    Ended("second-storey", "farmland_house", HUGUO, ERLING, 23, "07:35", (31.8731, 119.5934),
          "耕地上的平房在加第二层。", (far("house"), near("house"), far("stacks")), 25, "停了。",
          ("村民一户", "水田"), 8, (CORRECTED, "加层已拆。"), CLEARED),
    Ended("saplings-for-sale", "non_grain", LIURU, YANLING, 20, "09:15", (31.8872, 119.5031),
          "口粮田插了柳树苗。", (far("saplings"), near("saplings")), 45, "答应拔掉。", ("承包户", "水田"), 6,
          (CORRECTED, "苗已拔，播了小麦。"), RESTORED, on_the_eve=True),
)  # fmt: skip


def stories(now: datetime) -> list[Story]:
    return [row.story(now) for row in LIST]
