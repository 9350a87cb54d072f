"""One case for every due and level, and for the ends a case can come to: twelve."""

from __future__ import annotations

from datetime import datetime, timedelta

from patrol.domain.deadlines import working_days

from ..moments import ago, missed, on_day
from ..story import Deed, Story, local, person_id

LIURU, JIULI = "informant-liuru", "informant-jiuli"
INSPECTOR, ASSISTANT, LEADER = "inspector-yanling", "assistant-yanling", "leader-yanling"
OF_YUNYANG = "inspector-yunyang"
PAIR = {"lead": person_id(INSPECTOR), "assistant": person_id(ASSISTANT)}


def stories(now: datetime) -> list[Story]:
    writers = (
        digging_now, dumped_at_night, refusing_to_stop, hidden_from_the_town, told_by_telephone,
        pond_nobody_reported, climbed_to_the_county, under_supervision, waiting_for_a_signature, ready_to_close,
        given_back, not_a_violation,
    )  # fmt: skip
    return [write(now) for write in writers]


def digging_now(now: datetime) -> Story:
    """制止 owed by the village within the hour, 正在施工."""
    return Story(
        "digging-now", "farmland_house", LIURU, ago(now, minutes=74), (31.88735, 119.50687), 215.0,
        "村东水田里在挖地基，现场有五六个人，还拉来了砖。",
        (("trench", False), ("trench", True)), works_going_on=True,
    )  # fmt: skip


def dumped_at_night(now: datetime) -> Story:
    """制止 missed by the village, held by the station."""
    found = ago(now, hours=3, minutes=12)
    return Story(
        "dumped-at-night", "waste", JIULI, found, (31.91043, 119.46576), 80.0,
        "有货车往沟边倒建筑垃圾，一车接一车。", (("heap", False), ("heap", True)),
        (Deed(found + timedelta(minutes=55), JIULI, "comment", {"note": "又来了一车，车身是蓝色的。"}),),
        works_going_on=True,
    )  # fmt: skip


def refusing_to_stop(now: datetime) -> Story:
    """制止 refused twice, to the informant and to the inspector: the town holds it."""
    found = ago(now, hours=3, minutes=20)
    refused = "说手续正在办，不肯停工，已告知后果。"
    return Story(
        "refusing-to-stop", "earth_taking", LIURU, found, (31.89525, 119.50568), 310.0,
        "挖掘机在岗地取土，坑已经有两米深。", (("digger", False),),
        (
            Deed(found + timedelta(minutes=12), LIURU, "stop", {"outcome": "refused", "note": "劝了，对方不听。"}),
            Deed(found + timedelta(hours=2), INSPECTOR, "stop", {"outcome": "refused", "note": refused},
                 (("digger", True),)),
        ), works_going_on=True,
    )  # fmt: skip


def hidden_from_the_town(now: datetime) -> Story:
    """Concealed from the town: all dues lie with the county from the start."""
    return Story(
        "hidden-from-the-town", "villa", JIULI, ago(now, hours=19, minutes=30), (31.90481, 119.47398), 25.0,
        "果园里盖起两层别墅，听说是镇上有人打过招呼，请不要告诉镇里。", (("villa", False),),
        conceal="town",
    )  # fmt: skip


def told_by_telephone(now: datetime) -> Story:
    """代报 of a call, concealed from the village; stopped, and 报告 owed by the station."""
    found = ago(now, hours=26)
    return Story(
        "told-by-telephone", "greenhouse_house", ASSISTANT, found, (31.88656, 119.50023), 140.0,
        "来电反映：大棚里砌了砖房住人，与村干部有关，请保密。", (),
        (
            Deed(found + timedelta(minutes=8), INSPECTOR, "assign", PAIR),
            Deed(found + timedelta(hours=3), INSPECTOR, "stop", {"outcome": "nobody", "note": "现场无人，已拍照。"},
                 (("greenhouse", False), ("greenhouse", True))),
        ), source="phone", conceal="village", place_by="pin",
    )  # fmt: skip


def pond_nobody_reported(now: datetime) -> Story:
    """Found on patrol by an inspector, verified, but 报告 was missed: it climbed from the station to the town."""
    found = missed(now, "15:10", "report", 1)
    return Story(
        "pond-nobody-reported", "non_grain", INSPECTOR, found, (31.89112, 119.48512), 265.0,
        "水田挖成鱼塘，约三亩。", (("pond", False), ("pond", True)),
        (
            Deed(found + timedelta(minutes=15), INSPECTOR, "stop",
                 {"outcome": "stopped", "note": "挖机已熄火撤离。"}),
            Deed(found + timedelta(hours=19), INSPECTOR, "verify", {
                "founded": True, "party": "承包户", "land_class": "farmland", "permits": "无"}),
        ), source="patrol", place_by="pin", works_going_on=True,
    )  # fmt: skip


def climbed_to_the_county(now: datetime) -> Story:
    """In 云阳街道, from the hotline: 报告 missed by the station and by the town, held by the county."""
    found = missed(now, "10:20", "report", 2)
    return Story(
        "climbed-to-the-county", "non_farm", OF_YUNYANG, found, (31.99265, 119.5419), 190.0,
        "12336 转来：耕地硬化成停车场，停有货车。", (),
        (
            Deed(found + timedelta(hours=2), OF_YUNYANG, "stop",
                 {"outcome": "stopped", "note": "已当面告知停止铺设。"}, (("yard", False),)),
            Deed(found + timedelta(hours=2, minutes=20), OF_YUNYANG, "move",
                 {"area": "321181001202", "reason": "现场核对，属石城村。"}),
        ), source="hotline", place_by="pin",
    )  # fmt: skip


def under_supervision(now: datetime) -> Story:
    """处置 missed by the station; the town's leader answered with 督办 and a new deadline."""
    found = missed(now, "09:05", "handle", 1, since=timedelta(hours=1))
    instructed = working_days(found, 15).at + timedelta(minutes=50)
    return Story(
        "under-supervision", "temporary_use", ASSISTANT, found, (31.88204, 119.53292), 95.0,
        "卫片图斑：临时用地到期未复垦，仍堆放砖和钢材。", (),
        (
            Deed(found + timedelta(minutes=20), INSPECTOR, "assign", PAIR),
            Deed(found + timedelta(hours=5), INSPECTOR, "stop", {"outcome": "stopped", "note": "已通知停止进料。"},
                 (("stacks", False),)),
            Deed(found + timedelta(hours=24), INSPECTOR, "verify", {
                "founded": True, "party": "施工单位", "land_class": "旱地", "permits": "临时用地批复已过期"}),
            Deed(found + timedelta(hours=25), INSPECTOR, "report"),
            Deed(instructed, LEADER, "supervise", {
                "instruction": "限期清运、复垦，每两天回报一次进度。", "due_at": local(working_days(now, 3).at)}),
        ), source="satellite", place_by="pin",
    )  # fmt: skip


def waiting_for_a_signature(now: datetime) -> Story:
    """Grave and handled: the leader has to sign."""
    return Story(
        "waiting-for-a-signature", "basic_farmland", JIULI, on_day(now, 13, "08:40"), (31.9183, 119.46423), 330.0,
        "基本农田保护牌后面在打地基。", (("trench", False),),
        (
            Deed(on_day(now, 13, "08:58"), JIULI, "stop", {"outcome": "stopped", "note": "说好先停下来。"}),
            Deed(on_day(now, 12, "09:30"), INSPECTOR, "verify", {
                "founded": True, "party": "村民一户", "land_class": "永久基本农田", "permits": "无"}),
            Deed(on_day(now, 12, "11:10"), INSPECTOR, "report"),
            Deed(on_day(now, 6, "15:20"), INSPECTOR, "handle",
                 {"outcome": "corrected", "note": "地基已回填，复种完成。"}, (("restored", False),)),
        ), works_going_on=True,
    )  # fmt: skip


def ready_to_close(now: datetime) -> Story:
    """Handled, 办结 to come. The stop was in time and arrived late (按时完成、迟到上报)."""
    found = on_day(now, 10, "10:15")
    return Story(
        "ready-to-close", "felling", LIURU, found, (31.87206, 119.51967), 45.0,
        "河堤边的树被砍了一片，木头还堆着。", (("felling", False),),
        (
            Deed(found + timedelta(hours=22), ASSISTANT, "stop",
                 {"outcome": "stopped", "note": "已让其停止砍伐、装运。"}, received_at=found + timedelta(hours=26)),
            Deed(on_day(now, 8, "09:40"), INSPECTOR, "verify", {
                "founded": True, "party": "木材收购户", "land_class": "林地", "permits": "无采伐许可证"}),
            Deed(on_day(now, 8, "10:30"), INSPECTOR, "report"),
            Deed(on_day(now, 2, "16:05"), INSPECTOR, "handle",
                 {"outcome": "transferred", "note": "已函告林业部门。"}),
        ),
    )  # fmt: skip


def given_back(now: datetime) -> Story:
    """Closed, after the leader had given the handling back once. The report itself arrived late (迟到)."""
    return Story(
        "given-back", "farmland_house", LIURU, on_day(now, 19, "06:50"), (31.88687, 119.51499), 120.0,
        "田里在砌墙，那边没有信号，回村才发出。", (("house", False), ("house", True)),
        (
            Deed(on_day(now, 19, "11:55"), LIURU, "stop", {"outcome": "stopped", "note": "已停。"}),
            Deed(on_day(now, 18, "09:00"), INSPECTOR, "verify", {
                "founded": True, "party": "村民一户", "land_class": "farmland", "permits": "无"}),
            Deed(on_day(now, 18, "09:30"), INSPECTOR, "report"),
            Deed(on_day(now, 13, "16:40"), INSPECTOR, "handle", {"outcome": "corrected", "note": "墙体已拆除。"}),
            Deed(on_day(now, 12, "09:15"), LEADER, "return", {
                "step": "handle", "reason": "地坪还在，没有复垦，请处理完再报。",
                "due_at": local(on_day(now, 6, "18:00"))}),
            Deed(on_day(now, 8, "15:30"), INSPECTOR, "handle", {"outcome": "corrected", "note": "地坪清除，已复种。"},
                 (("restored", False), ("restored", True))),
            Deed(on_day(now, 7, "09:20"), INSPECTOR, "close"),
        ), works_going_on=True, place_by="exif", received_at=on_day(now, 19, "11:50"),
    )  # fmt: skip


def not_a_violation(now: datetime) -> Story:
    """Closed as unfounded."""
    reason = "经核查，系水利部门批准的河道清淤，未取土外运。"
    return Story(
        "not-a-violation", "mining", JIULI, on_day(now, 5, "14:30"), (31.90964, 119.45722), 255.0,
        "河边有挖机挖砂。", (("dredging", False),),
        (Deed(on_day(now, 5, "16:10"), INSPECTOR, "verify", {"founded": False, "reason": reason},
              (("dredging", True),)),),
        works_going_on=True,
    )  # fmt: skip
