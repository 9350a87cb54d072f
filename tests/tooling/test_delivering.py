"""Three workers, real receivers that fail three times in ten, and kill -9 at random: nothing is lost.

Each message arrives at least once; what comes twice is known by its id and is the same to the letter; what can never
arrive stands on a page of the office.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from patrol.models import Case, County, Delivery, Notice, NoticeSettings, Person, Post
from patrol.models.base import new_id
from tests.api.sending import new_case
from tests.databases import SEALING, SECRET
from tests.delivering_workers import Workers
from tests.desk.browsing import Office
from tests.receiving import Post as PostOffice
from tests.receiving import mail_server, web_server
from tests.serving import ROOT

PEOPLE = 20
FAILS = 0.3
GONE_MAIL, GONE_NUMBER = "gone@example.cn", "13911110001"


@contextmanager
def a_county(database_url: str, instance, mail: PostOffice, sms: PostOffice, count: int):
    with mail_server(mail) as port, web_server(sms) as url:
        environment = {
            "PATROL_INSTANCE": str(instance), "PATROL_DATABASE_URL": database_url, "PATROL_SECRET_KEY": SECRET,
            "PATROL_SEALING_KEY": SEALING, "PATROL_SMTP": f"smtp+plain://127.0.0.1:{port}",
            "PATROL_SMTP_FROM": "patrol@example.cn", "PATROL_SMS": "gateway",
            "PATROL_SMS_URL": f"{url}/sms?phone={{phone}}&text={{text}}&id={{id}}", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        workers = Workers(environment, count)
        try:
            yield workers
        finally:
            workers.end()


def inspectors(session, station: int, now: datetime) -> list[str]:
    """Of the station of 延陵: every second one is reached by mail alone; of each kind one cannot be reached."""
    ids = []
    for number in range(PEOPLE):
        by_mail = number % 2 == 0
        person = Person(name=f"巡查员{number}", phone=f"1391111{number:04}", epoch=1, created_at=now)
        session.add(person)
        session.flush()
        session.add(Post(person_id=person.id, role="inspector", station_id=station, from_at=now - timedelta(days=9)))
        email = GONE_MAIL if number == 0 else f"inspector-{number}@example.cn"
        off = ["sms"] if by_mail else ["email"]
        session.add(NoticeSettings(person_id=person.id, email=email, off=off if number != 2 else []))
        ids.append(person.id)
    session.commit()
    return ids


def tell(session, case_id: str, people: list[str], count: int, now: datetime) -> None:
    """So many notices, every fifth of a refusal; the number of their event is none that the case has."""
    for number in range(count):
        event, level = ("refused", "town") if number % 5 == 0 else ("supervise", None)
        session.add(
            Notice(
                id=new_id(), person_id=people[number % len(people)], case_id=case_id, n=1000 + number, event=event,
                level=level, created_at=now,
            )
        )  # fmt: skip
    session.commit()


def left(session) -> int:
    session.rollback()
    unplanned = session.scalar(select(func.count(Notice.id)).where(Notice.planned_at.is_(None)))
    return unplanned + session.scalar(select(func.count(Delivery.id)).where(Delivery.state == "waiting"))


@pytest.mark.parametrize(
    ("count", "seconds"), [(300, 120), pytest.param(10_000, 1500, marks=pytest.mark.long)], ids=["300", "10000"]
)
def test_every_notice_arrives_whoever_dies_on_the_way(app, session, cast, database_url, tmp_path, count, seconds):
    app.config["CLOCK"].now = now = datetime.now(UTC).replace(microsecond=0)
    case_id = new_case(cast.informant)
    cast.officer.http  # noqa: B018  signs in, while the demo's passwords still hold
    session.get(County, 1).demo = False  # else no number of it would be written to
    session.query(Notice).update({"planned_at": now})  # what the report itself told is not of this test
    session.commit()
    people = inspectors(session, session.get(Case, case_id).station_id, now)
    mail, sms = PostOffice(FAILS, frozenset({GONE_MAIL})), PostOffice(FAILS, frozenset({GONE_NUMBER}))
    chance = random.Random(count)
    with a_county(database_url, tmp_path / "instance", mail, sms, 3) as workers:
        tell(session, case_id, people, count, now)
        until = time.monotonic() + seconds
        while left(session):
            assert time.monotonic() < until, f"{left(session)} still wait"
            time.sleep(chance.uniform(0.2, 0.8))
            if workers.killed < 12 + count / 100:
                workers.kill_one(chance.randrange(3))
    rows = session.scalars(select(Delivery)).all()
    assert len({one.notice_id for one in rows}) >= count
    arrived = mail.arrived + sms.arrived
    states = defaultdict(set)
    for one in rows:
        states[one.state].add(one.id)
    assert states["delivered"] - arrived.keys() == set()  # none lost
    assert arrived.keys() <= {one.id for one in rows}
    assert {one.person_id for one in rows if one.state == "failed"} == {people[0], people[1]}
    assert states.keys() == {"delivered", "failed"}
    assert workers.killed >= 12 and arrived.total() > len(arrived)  # some came twice
    same_by_id(mail.taken + sms.taken)
    the_office_sees(app, cast, {"巡查员0", "巡查员1"}, {"没有这个邮箱 550", "对方不收 HTTP 404"})


def same_by_id(taken: list[dict]) -> None:
    said = defaultdict(set)
    for one in taken:
        text = one.get("text") or one["query"]["text"]
        said[one["headers"]["X-Patrol-Notice"]].add((one["to"], text))
    assert {len(texts) for texts in said.values()} == {1}


def the_office_sees(app, cast, names: set[str], reasons: set[str]) -> None:
    page = Office(cast, "officer").text("/desk/deliveries")
    assert all(name in page for name in names) and all(reason in page for reason in reasons)
    assert "巡查员5 " not in page
