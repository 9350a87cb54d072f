"""回潮: what was taken down and closed is built again at the same place."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..crews import ERLING, stopped
from ..moments import workday
from ..story import Story, far, near
from .ended import HUGUO

SECOND_STOREY = (31.8731, 119.5934)  # of "second-storey" among the ended ones


def stories(now: datetime) -> list[Story]:
    return [storey_once_more(now)]


def storey_once_more(now: datetime) -> Story:
    """严重 by itself, and each due one level higher: 制止 was the station's, 报告 and 处置 are the town's."""
    found = workday(now, 1, "13:40")
    return Story(
        "storey-once-more", "farmland_house", HUGUO, found, SECOND_STOREY, 215.0,
        "上个月拆掉的第二层又在砌，脚手架都搭好了。", (far("house"), near("house")),
        (
            stopped(found + timedelta(minutes=35), HUGUO, "提了上次拆除的事，停了。"),
            ERLING.verified(workday(now, 1, "16:20"), "村民一户", "水田", near("stacks")),
        ), works_going_on=True,
    )  # fmt: skip
