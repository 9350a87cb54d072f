"""The demo's areas, stations and people."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from patrol.domain import log, signing_in
from patrol.domain.backups import fresh_epoch
from patrol.models import Area, County, Person, Post, Station, StationTown

DATA = Path(__file__).parent / "data" / "danyang.json"
PEOPLE = uuid.UUID("7f3a52a8-0f0a-5a2e-9a51-2a7a1f5d7c01")
# (user name, what people read, role, area code or None, station or None, phone)
CAST = (
    ("admin", "管理员", "admin", "321181", None, "13800000001"),
    ("officer", "县局人员", "officer", "321181", None, "13800000002"),
    ("leader-yanling", "延陵镇分管领导", "leader", "321181101000", None, "13800000003"),
    ("inspector-yanling", "延陵所巡查员", "inspector", None, "延陵所", "13800000004"),
    ("assistant-yanling", "延陵所巡查员（B岗）", "inspector", None, "延陵所", "13800000005"),
    ("leader-yunyang", "云阳街道分管领导", "leader", "321181001000", None, "13800000006"),
    ("inspector-yunyang", "云阳所巡查员", "inspector", None, "云阳所", "13800000007"),
    ("informant-liuru", "柳茹村信息员", "informant", "321181101208", None, "13800000008"),
    ("informant-jiuli", "九里村信息员", "informant", "321181101202", None, "13800000009"),
)
# Who else the demo's sixty-one cases need; most sign-ins of theirs are not worth a line at the start.
OTHERS = (
    ("informant-shicheng", "石城村信息员", "informant", "321181001202", None, "13800000010"),
    ("leader-erling", "珥陵镇分管领导", "leader", "321181102000", None, "13800000011"),
    ("inspector-erling", "珥陵所巡查员", "inspector", None, "珥陵所", "13800000012"),
    ("informant-huguo", "护国村信息员", "informant", "321181102203", None, "13800000013"),
    ("leader-danbei", "丹北镇分管领导", "leader", "321181113000", None, "13800000014"),
    ("inspector-danbei", "丹北所巡查员", "inspector", None, "丹北所", "13800000015"),
    ("informant-baoshan", "宝山村信息员", "informant", "321181113218", None, "13800000016"),
    ("informant-maixi", "麦溪村信息员", "informant", "321181101206", None, "13800000017"),
    ("informant-baolin", "宝林村信息员", "informant", "321181101212", None, "13800000018"),
    ("informant-xinggong", "行宫村信息员", "informant", "321181101201", None, "13800000019"),
    ("power-yanling", "延陵供电所", "department", "321181101000", None, "13800000020"),
)
SHOWN_TOO = ("informant-shicheng", "leader-erling", "power-yanling")
DEPARTMENT_OF = {"power-yanling": "power"}


def load(session: Session, now: datetime, *, demo: bool = True, people: tuple = CAST) -> None:
    """The county of the demo with its people; everybody has held their post for a year."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    log.begin(session)
    areas = _areas(session, data)
    home = areas[data["county"]["code"]]
    # The ids of a demo stay the same: in the epoch of the load before, a phone would take the new log for the old.
    session.add(County(id=1, area_id=home.id, demo=demo, epoch=fresh_epoch(now), opened_at=now))
    stations = _stations(session, data, areas)
    _people(session, areas, stations, people, now)
    session.flush()


def sign_ins() -> list[tuple[str, str]]:
    """(user name, what people read) of those to try the demo as."""
    return [one[:2] for one in CAST] + [one[:2] for one in OTHERS if one[0] in SHOWN_TOO]


def _areas(session: Session, data: dict) -> dict[str, Area]:
    areas = {}
    home = data["county"]
    rows = [("county", home, None)]
    rows += [("town", one, home["code"]) for one in data["towns"]]
    rows += [("village", one, f"{one['code'][:9]}000") for one in data["villages"]]
    for level, one, parent_code in rows:
        parent = areas.get(parent_code)
        area = Area(
            code=one["code"], name=one["name"], level=level, parent_id=parent.id if parent else None,
            path=(parent.path if parent else "") + one["code"] + "/",
            boundary=data["boundaries"].get(one["code"]), synthetic=one["code"] in data["boundaries"],
        )  # fmt: skip
        session.add(area)
        if level != "village":
            session.flush()
        areas[area.code] = area
    session.flush()
    return areas


def _stations(session: Session, data: dict, areas: dict[str, Area]) -> dict[str, Station]:
    """A station of its own for each town, named after it."""
    stations = {}
    for one in data["towns"]:
        name = one["name"].removesuffix("街道").removesuffix("镇") + "所"
        stations[name] = Station(name=name)
        session.add(stations[name])
        session.flush()
        session.add(StationTown(town_id=areas[one["code"]].id, station_id=stations[name].id))
    return stations


def _people(
    session: Session, areas: dict[str, Area], stations: dict[str, Station], people: tuple, now: datetime
) -> None:
    password = signing_in.hash_password(signing_in.DEMO_PASSWORD)
    for username, name, role, area, station, phone in people:
        person = Person(
            id=str(uuid.uuid5(PEOPLE, username)), username=username, name=name, phone=phone,
            password_hash=password, epoch=1, created_at=now,
        )  # fmt: skip
        session.add(person)
        session.flush()
        session.add(
            Post(
                person_id=person.id, role=role, area_id=areas[area].id if area else None,
                station_id=stations[station].id if station else None, from_at=now - timedelta(days=365),
                department=DEPARTMENT_OF.get(username),
            )
        )  # fmt: skip
