"""Makes a county with N cases more, minutes for 200,000: `python -m bench.seed N`, in the settings' instance; with
`open` behind it all of them are open.

The demo's cases, played through the real verbs, are copied: to every village, to people of that village, station
and town, to another day, and then each as often as it takes, under new ids. Their events are hashed into the log one
after the other, so that `verify` finds nothing.
"""

from __future__ import annotations

import itertools
import json
import random
import re
import secrets
import sys
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text

from patrol import create_app
from patrol.domain import log, permissions
from patrol.domain.times import iso, parse
from patrol.extensions import db, writing
from patrol.models import (
    Act,
    Area,
    Attachment,
    Case,
    Due,
    Event,
    FormerStanding,
    LogHead,
    Notice,
    Person,
    Post,
    Report,
    Station,
    StationTown,
    Task,
)  # fmt: skip
from patrol.models.areas import TOWN, path_of_level
from patrol.models.log import move_head

from . import bulk

TABLES = (Case, Due, Report, Act, Attachment, Event, Notice, FormerStanding, Task)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
YEARS_BACK = 2
CLOSED = 0.9  # of all cases of a county, sooner or later
PLACES = ("area_id", "found_area_id", "path", "station_id", "concealed_path")


@dataclass
class Copy:
    """A case of the demo as it would be elsewhere and on another day; its ids stand in `names`, to be replaced."""

    rows: dict[type, list[Stencil]]
    names: list[str]


def templates(session) -> list[dict[type, list[dict]]]:
    """Per case of the demo its rows in every table, those that never moved."""
    found = defaultdict(lambda: {table: [] for table in TABLES})
    for table in TABLES:
        columns = table.__table__.c
        # One order on every database: what is drawn from them by chance is then the same.
        order = [columns[name] for name in ("n", "opened_at", "id") if name in columns]
        for row in session.execute(select(table.__table__).order_by(*order)).mappings():
            case_id = row["id"] if table is Case else row["case_id"]
            if case_id is not None:
                found[case_id][table].append(dict(row))
    return [rows for rows in found.values() if not any(_moves(one["content"]) for one in rows[Event])]


def _moves(content: str) -> bool:
    said = json.loads(content)
    return said["n"] > 1 and not said["change"].get("case", {}).keys().isdisjoint(PLACES)


def villages(session) -> list[tuple[Area, Area, int, dict[str, str]]]:
    """(village, its town, its station, who stands there: role → person), with people where there were none."""
    towns = {one.path: one for one in session.scalars(select(Area).where(Area.level == TOWN))}
    served = dict(session.execute(select(StationTown.town_id, StationTown.station_id)).all())
    since = min(session.scalars(select(Post.from_at)))
    seats = {(role, area, station): person for role, area, station, person in session.execute(
        select(Post.role, Post.area_id, Post.station_id, Post.person_id))}  # fmt: skip

    def holder(role: str, area: int | None, station: int | None, name: str) -> str:
        if (role, area, station) not in seats:
            person = Person(id=str(uuid.uuid4()), name=name, epoch=1, created_at=since)
            session.add(person)
            session.flush()
            session.add(Post(person_id=person.id, role=role, area_id=area, station_id=station, from_at=since))
            seats[role, area, station] = person.id
        return seats[role, area, station]

    found = []
    for village in session.scalars(select(Area).where(Area.level == "village").order_by(Area.code)):
        town = towns[path_of_level(village.path, TOWN)]
        station = session.get(Station, served[town.id])
        people = {
            "informant": holder("informant", village.id, None, f"{village.name}信息员"),
            "inspector": holder("inspector", None, station.id, f"{station.name}巡查员"),
            "leader": holder("leader", town.id, None, f"{town.name}分管领导"),
        }
        found.append((village, town, station.id, people))
    return found


def copies(session, number: int, now: datetime, closed_share: float) -> Iterator[Copy]:
    """Endless: each village with cases of the share that is closed by then."""
    all_ = templates(session)
    closed = [rows for rows in all_ if rows[Case][0]["state"] == "closed"]
    still_open = [rows for rows in all_ if rows[Case][0]["state"] == "open"]
    roles = dict(session.execute(select(Post.person_id, Post.role)).all())
    places, chance = villages(session), random.Random(7)
    made = [
        _elsewhere(chance.choice(closed if chance.random() < closed_share else still_open), place, roles, now, chance)
        for place in places
        for _ in range(max(1, min(5, number // len(places))))
    ]
    chance.shuffle(made)
    return itertools.cycle(made)


def _elsewhere(rows: dict, place: tuple, roles: dict[str, str], now: datetime, chance: random.Random) -> Copy:
    village, _town, station_id, people = place
    case = rows[Case][0]
    oldest = timedelta(days=365 * YEARS_BACK if case["state"] == "closed" else 20)
    back = timedelta(days=chance.randrange(oldest.days))
    there = {"area_id": village.id, "found_area_id": village.id, "path": village.path, "station_id": station_id}
    there["concealed_path"] = permissions.concealed_path(village.path, case["concealed"])
    others = {person: people[role] for person, role in roles.items() if role in people}

    def moved(table: type, row: dict) -> dict:
        row = {name: _earlier(value, back, others) for name, value in row.items()}
        row |= {name: row[name] and row[name] - back // timedelta(minutes=1) for name in row if name.endswith("_min")}
        if table is Case:
            row |= there
        if table is FormerStanding:
            row["path"] = village.path
        if table is Event:
            content = json.loads(row["content"])
            content["change"].get("case", {}).update(there if content["n"] == 1 else {})
            row["content"] = log.canonical(content)
        return row

    copied = {table: [moved(table, row) for row in rows[table]] for table in TABLES}
    kept = {(one["person_id"], one["n"]): one for one in copied[Notice]}  # two of them may now be one person's
    copied[Notice] = list(kept.values())
    facts = [one["id"] for one in (*rows[Case], *rows[Report], *rows[Act], *rows[Task])]
    names = [*facts, *{one["sha256"] for one in rows[Attachment]}, case["number"]]
    return Copy({table: [Stencil(table, row, names) for row in copied[table]] for table in TABLES}, names)


def _earlier(value, back: timedelta, others: dict[str, str]):
    """Every time in it so much earlier, every person another."""
    if isinstance(value, datetime):
        return value - back
    if isinstance(value, dict | list):
        return json.loads(_earlier(json.dumps(value, ensure_ascii=False), back, others))
    if not isinstance(value, str):
        return value
    for person, other in others.items():
        value = value.replace(person, other)
    return TIME.sub(lambda found: iso(parse(found[0]) - back), value)


class Stencil:
    """A row as values ready for the driver, and the places where names of this one case stand in them."""

    def __init__(self, table: type, row: dict, names: list[str]):
        columns = table.__table__.c.keys()
        self.values = [bulk.plain(row[name]) for name in columns]
        cut = re.compile("|".join(map(re.escape, names)))
        self.whole = [(at, value) for at, value in enumerate(self.values) if value in names]
        self.within = [
            (at, cut.split(value), cut.findall(value))
            for at, value in enumerate(self.values)
            if isinstance(value, str) and value not in names and cut.search(value)
        ]

    def filled(self, new: dict[str, str]) -> list:
        made = self.values.copy()
        for at, name in self.whole:
            made[at] = new[name]
        for at, parts, found in self.within:
            between = [*(new[name] for name in found), ""]
            made[at] = "".join(itertools.chain.from_iterable(zip(parts, between, strict=True)))
        return made


class Writer:
    """Rows of every table for one case after the other, under new ids, its events linked to the log."""

    def __init__(self, head: LogHead, attachment: int):
        self.seq, self.hash, self.attachment, self.number = head.seq, head.hash, attachment, 900_000
        self.at = {table: {name: i for i, name in enumerate(table.__table__.c.keys())} for table in TABLES}

    def rows(self, copy: Copy) -> dict[type, list[list]]:
        self.number += 1
        new = {old: self._renamed(old) for old in copy.names}
        made = {table: [one.filled(new) for one in copy.rows[table]] for table in TABLES}
        for event in made[Event]:
            self._link(event)
        made[Case][0][self.at[Case]["last_seq"]] = self.seq
        for one in made[Attachment]:
            self.attachment += 1
            one[self.at[Attachment]["id"]] = self.attachment
        for one in made[Notice]:
            one[self.at[Notice]["id"]] = str(uuid.uuid4())
        return made

    def _link(self, event: list) -> None:
        at = self.at[Event]
        self.seq += 1
        salt = secrets.token_hex(16)
        hashed = log.content_hash(salt, event[at["content"]])
        linked = log.link(self.hash, self.seq, event[at["case_id"]], event[at["n"]], hashed)
        told = {"seq": self.seq, "salt": salt, "content_hash": hashed, "prev": self.hash, "hash": linked}
        for name, value in told.items():
            event[at[name]] = value
        self.hash = linked

    def _renamed(self, old: str) -> str:
        if len(old) == 64:
            return secrets.token_hex(32)
        return str(uuid.uuid4()) if len(old) == 36 else f"{old.rsplit('-', 1)[0]}-{self.number}"


def seed(number: int, closed_share: float = CLOSED) -> None:
    app = create_app()
    with app.app_context():
        with writing() as session:
            made = copies(session, number, app.config["CLOCK"](), closed_share)
            head = session.get(LogHead, 1)
            last = max(session.scalars(select(Attachment.id)), default=0)
        writer = Writer(head, last)
        bulk.write(db.engine, TABLES, (writer.rows(copy) for copy in itertools.islice(made, number)))
        db.engine.dispose()
        with writing() as session:
            move_head(session, writer.seq, writer.hash)
            _go_on_counting(session, writer.attachment)
        bulk.settle(db.engine)


def _go_on_counting(session, attachment: int) -> None:
    """PostgreSQL's sequence knows nothing of rows that brought their numbers."""
    if session.get_bind().dialect.name == "postgresql":
        statement = text("SELECT setval(pg_get_serial_sequence('attachments', 'id'), :last)")
        session.execute(statement, {"last": attachment})


if __name__ == "__main__":
    seed(int(sys.argv[1]), 0 if "open" in sys.argv[2:] else CLOSED)
