"""Under way: 报告 or 处置 is owed, here in time, there climbed; signatures and closings are waited for."""

from __future__ import annotations

from datetime import datetime, timedelta

from patrol.domain.deadlines import working_days

from ..crews import DANBEI, ERLING, OFFICER, YANLING, YUNYANG, said, stopped
from ..moments import eve, missed, workday
from ..story import Deed, Story, far, local, near

MINUTE = timedelta(minutes=1)


def stories(now: datetime) -> list[Story]:
    return [*_reporting(now), *_handling(now), *_climbed(now), *_waiting(now)]


def _reporting(now: datetime) -> list[Story]:
    """报告 owed by the station: not verified yet, verified, given back."""
    shed, road = workday(now, 1, "07:45"), workday(now, 2, "16:30")
    wall = workday(now, 7, "09:00")
    return [
        Story(
            "shed-on-the-corner", "farmland_house", "informant-liuru", shed, (31.8861, 119.5093), 140.0,
            "路口那块菜地上搭彩钢棚，四根柱子已经立好。", (far("shed"), near("shed")),
            (
                stopped(shed + 22 * MINUTE, "informant-liuru", "人还客气，答应先不搭。"),
                stopped(shed + 70 * MINUTE, YANLING.assistant, "到现场时已经停了。"),
            ), works_going_on=True,
        ),
        Story(
            "road-into-the-wood", "forest_land", "informant-shicheng", road, (31.9957, 119.5501), 350.0,
            "林子里推出一条路，两边树都倒了。", (far("road"), near("road")),
            (
                stopped(road + 45 * MINUTE, "informant-shicheng", "推土机走了。"),
                YUNYANG.verified(workday(now, 1, "10:30"), "养殖户", "乔木林地"),
            ), works_going_on=True,
        ),
        Story(
            "wall-sent-back", "farmland_house", "informant-huguo", wall, (31.8721, 119.5962), 90.0,
            "老宅基外面又圈了半亩田。", (far("house"),),
            (
                stopped(wall + 50 * MINUTE, "informant-huguo", "停了。"),
                ERLING.verified(workday(now, 6, "09:30"), "村民一户", "水田"),
                ERLING.reported(workday(now, 6, "10:00")),
                ERLING.returned(workday(now, 1, "16:20"), "report", "面积没有量，请量清楚、附上近照再报。",
                                working_days(now, 1).at),
            ), works_going_on=True,
        ),
    ]  # fmt: skip


def _handling(now: datetime) -> list[Story]:
    """处置 owed by the station, in time."""
    trees, pit, roof = eve(now, 9, "16:05"), workday(now, 11, "08:25"), workday(now, 4, "17:10")
    again, gate = workday(now, 40, "08:15"), workday(now, 6, "10:05")
    return [
        Story(
            "trees-at-the-dyke", "felling", "informant-maixi", trees, (31.8897, 119.4871), 225.0,
            "圩堤上的杨树锯倒了十来棵，正在装车。", (far("felling"), near("felling"), near("yard")),
            (
                stopped(trees + 18 * MINUTE, "informant-maixi", "车留下了，人走了。"),
                YANLING.assigned(workday(now, 9, "08:40")),
                YANLING.verified(workday(now, 8, "09:50"), "木材收购户", "乔木林地", permits="无采伐许可证"),
                YANLING.reported(workday(now, 8, "10:35")),
                said(workday(now, 3, "08:30"), YANLING.assistant, "已数清 13 棵，最粗 32 厘米，清单交给林业站。",
                     near("felling")),
            ), works_going_on=True,
        ),
        Story(
            "pit-behind-the-kiln", "earth_taking", "informant-jiuli", pit, (31.9118, 119.4629), 20.0,
            "老砖窑后面又在挖土，坑边没有围挡。", (far("digger"),),
            (
                YANLING.stopped(pit + 95 * MINUTE, "机械已撤。"),
                YANLING.verified(workday(now, 10, "09:10"), "砖瓦厂", "旱地"),
                YANLING.reported(workday(now, 10, "09:40")),
                Deed(workday(now, 5, "09:00"), OFFICER, "supervise", {
                    "instruction": "坑边先拉警戒线，五天内回填。", "due_at": local(working_days(now, 2).at)}),
            ), works_going_on=True,
        ),
        Story(
            "roof-over-the-crayfish", "greenhouse_house", DANBEI.inspector, roof, (32.0868, 119.7385), 300.0,
            "看护房超面积，加盖了二层。", (far("greenhouse"),),
            (
                DANBEI.stopped(roof + 20 * MINUTE, "已停工。"),
                DANBEI.verified(workday(now, 3, "09:20"), "养殖户", "设施农用地",
                                permits="备案 15 平方米，实建 96 平方米"),
                DANBEI.reported(workday(now, 3, "09:50")),
            ), source="patrol", works_going_on=True,
        ),
        Story(
            "house-once-more", "farmland_house", "informant-liuru", again, (31.8902, 119.5041), 270.0,
            "拆过的地方又在放线。", (far("trench"),),
            (
                stopped(again + 40 * MINUTE, "informant-liuru", "停了。"),
                YANLING.verified(workday(now, 39, "10:00"), "村民一户", "水田"),
                YANLING.reported(workday(now, 39, "10:30")),
                YANLING.handled(workday(now, 30, "15:00"), "corrected", "地基已清，复种。", far("restored")),
                YANLING.closed(workday(now, 29, "09:30")),
                said(workday(now, 3, "17:30"), "informant-liuru", "又动工了，这次砌到一人高。", far("house")),
                Deed(workday(now, 2, "08:50"), YANLING.inspector, "reopen", {"reason": "回潮：原址重新砌墙。"}),
                YANLING.convened(workday(now, 1, "09:10"), working_days(now, 1).at,
                                 power="停止向现场供电。", water="停止向现场供水。"),
            ), works_going_on=True,
        ),
        Story(
            "gate-of-the-yard", "non_farm", OFFICER, gate, (31.8767, 119.5988), 180.0,
            "市纪委移交：农用地上建物流堆场。", (),
            (
                ERLING.stopped(gate + 200 * MINUTE, "已停止作业。", far("yard"), near("yard"), far("shed")),
                ERLING.verified(workday(now, 5, "10:10"), "物流公司", "耕地", permits="租地合同，无用地手续"),
                ERLING.reported(workday(now, 5, "15:20")),
            ), source="handed_over", place_by="pin",
        ),
    ]  # fmt: skip


def _climbed(now: datetime) -> list[Story]:
    """Missed: 报告 and 处置 at the town, at the county, and beyond the county's own deadline."""
    barn, pond = missed(now, "08:50", "report", 1), missed(now, "14:20", "report", 3)
    pile, yard = missed(now, "09:40", "handle", 1), missed(now, "10:15", "handle", 2)
    return [
        Story(
            "barn-nobody-verified", "farmland_house", "informant-baoshan", barn, (32.0829, 119.7281), 130.0,
            "拆了旧猪圈，原地起两层。", (far("house"), near("house")),
            (stopped(barn + 60 * MINUTE, "informant-baoshan", "先停了。"),), works_going_on=True,
        ),
        Story(
            "pond-beyond-the-county", "non_grain", YUNYANG.inspector, pond, (32.0031, 119.5602), 255.0,
            "12336 转来：粮田改鱼塘。", (),
            (YUNYANG.stopped(pond + 100 * MINUTE, "已停止开挖。", far("pond")),), source="hotline", place_by="pin",
        ),
        Story(
            "pile-left-lying", "waste", "informant-huguo", pile, (31.8738, 119.5905), 70.0,
            "村道边的建筑垃圾还没清。", (far("heap"), near("heap")),
            (
                stopped(pile + 35 * MINUTE, "informant-huguo", "不再倒了。"),
                ERLING.verified(pile + timedelta(hours=6), "运输户", "旱地"),
                ERLING.reported(pile + timedelta(hours=7)),
            ), works_going_on=True,
        ),
        Story(
            "yard-climbed-twice", "non_farm", "informant-liuru", yard, (31.8846, 119.5052), 35.0,
            "稻田铺水泥做停车场。", (far("yard"), near("yard")),
            (
                stopped(yard + 25 * MINUTE, "informant-liuru", "搅拌车开走了。"),
                YANLING.verified(yard + timedelta(hours=4), "农家乐", "水田"),
                YANLING.reported(yard + timedelta(hours=5)),
                said(yard + timedelta(days=6, hours=1), YANLING.inspector, "当事人在外地，约好下周回来。"),
                Deed(workday(now, 1, "10:20"), OFFICER, "list_case", {
                    "reason": "两级超期，群众反映强烈。", "due_at": local(working_days(now, 7).at)}),
            ), works_going_on=True,
        ),
    ]  # fmt: skip


def _waiting(now: datetime) -> list[Story]:
    """处置 is done: a decision, a signature or the closing is to come."""
    villa, mine = workday(now, 14, "15:30"), workday(now, 17, "06:50")
    filed, sapling = workday(now, 15, "09:05"), eve(now, 12, "10:20")
    return [
        Story(
            "villa-to-be-signed", "villa", "informant-huguo", villa, (31.8766, 119.5929), 100.0,
            "湖边别墅，挂着农家乐的牌子。", (far("villa"), near("villa"), near("shed")),
            (
                stopped(villa + 90 * MINUTE, ERLING.inspector, "已停工。"),
                ERLING.verified(workday(now, 13, "09:30"), "个体户", "耕地"),
                ERLING.reported(workday(now, 13, "10:00")),
                ERLING.handled(workday(now, 3, "16:10"), "corrected", "已拆除，场地平整。", far("cleared"),
                               near("cleared")),
            ), works_going_on=True,
        ),
        Story(
            "signed-to-be-closed", "mining", "informant-xinggong", mine, (31.9108, 119.4098), 310.0,
            "河滩上有人筛砂，堆成小山。", (far("sand"), near("sand")),
            (
                stopped(mine + 80 * MINUTE, "informant-xinggong", "筛砂机拉走了。"),
                YANLING.verified(workday(now, 16, "09:15"), "砂石经营户", "内陆滩涂"),
                YANLING.reported(workday(now, 16, "09:40")),
                YANLING.handled(workday(now, 6, "14:20"), "corrected", "砂堆已清，河滩复平。", far("cleared")),
                YANLING.signed(workday(now, 1, "10:45")),
            ), works_going_on=True,
        ),
        Story(
            "filed-and-waiting", "non_farm", YUNYANG.inspector, filed, (31.9966, 119.5567), 15.0,
            "卫片图斑：新增硬化地面。", (),
            (
                YUNYANG.stopped(filed + timedelta(hours=3), "现场已停。", far("yard"), near("stacks")),
                YUNYANG.verified(workday(now, 14, "10:00"), "汽修厂", "耕地"),
                YUNYANG.reported(workday(now, 14, "10:30")),
                YUNYANG.handled(workday(now, 4, "11:15"), "filed", "当事人逾期不改，已立案。"),
            ), source="satellite", place_by="pin",
        ),
        Story(
            "saplings-pulled-out", "non_grain", "informant-baolin", sapling, (31.8633, 119.5242), 160.0,
            "口粮田里种了苗木。", (far("saplings"),),
            (
                stopped(sapling + 30 * MINUTE, "informant-baolin", "不再栽了。"),
                YANLING.verified(workday(now, 11, "14:10"), "承包户", "水田"),
                YANLING.reported(workday(now, 11, "14:40")),
                YANLING.handled(workday(now, 2, "15:45"), "corrected", "苗木移走，已播小麦。", far("restored"),
                                near("restored")),
            ), place_by="exif",
        ),
    ]  # fmt: skip
