"""Two people of the office press the same button at the same moment, on real locks."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from patrol.domain import posts, reset_codes, verifying
from patrol.domain.seats import Gazetteer
from patrol.models import Card, Person
from tests.api.test_at_once import THREADS, at_once
from tests.cast import COUNTY, LIURU
from tests.desk.test_people_pages import GOOD, Office
from tests.domain import sheets


def press(offices: list[Office], path: str, **form) -> Counter:
    with ThreadPoolExecutor(len(offices)) as pool:
        return Counter(pool.map(lambda office: office.post(path, **form).status_code, offices))


def test_a_list_confirmed_many_times_at_once_is_taken_once(app, cast, session):
    offices = [Office(app) for _ in range(4)]
    location = offices[0].upload(sheets.xlsx(GOOD)).location.removeprefix("/desk")
    digest = re.search(r'name="digest" value="(\w+)"', offices[0].text(location))[1]
    assert press(offices, f"{location}/confirmation", digest=digest) == {302: 1, 409: 3}
    assert session.scalar(select(func.count(Person.id)).where(Person.phone == GOOD[1])) == 1
    assert verifying.verify(session) == []


def test_one_number_given_to_many_at_once_has_one_holder(app, cast, session):
    given = {"name": "张小明", "phone": "13912345678", "role": "informant", "code": LIURU}
    assert press([Office(app) for _ in range(4)], "/people/new", **given) == {302: 1, 422: 3}
    assert session.scalar(select(func.count(Person.id)).where(Person.phone == given["phone"])) == 1


def test_two_administrators_who_end_each_other_at_once_leave_one(app, cast, session, clock):
    seat = Gazetteer(session).seat("admin", COUNTY)
    posts.give(session, None, cast.officer.id, seat, clock(), None, now=clock())
    session.commit()
    pairs = [(Office(app), cast.officer.id), (Office(app, "officer"), cast.admin.id)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda pair: pair[0].post(f"/people/{pair[1]}/leaving"), pairs))
    session.rollback()
    left = [
        person for part in ("admin", "officer") if (person := session.get(Person, cast[part].id)).closed_at is None
    ]
    assert len(left) == 1


def test_a_code_used_many_times_at_once_is_used_once(app, cast, session, clock):
    code, _ = reset_codes.issue(session, None, cast.inspector.id, now=clock())
    session.commit()
    browsers = [app.test_client() for _ in range(THREADS)]
    body = {"code": code, "password": "a password of my own"}
    told = Counter(one.status_code for one in at_once(browsers, "/session/password", [body] * THREADS, "POST"))
    assert told == {200: 1, 403: THREADS - 1}


def test_cards_made_twice_at_once_leave_each_person_one_card(app, cast, session):
    press([Office(app) for _ in range(3)], f"/cards/{LIURU}/page", which="all")
    valid = select(func.count(Card.id)).where(Card.revoked_at.is_(None)).group_by(Card.person_id)
    assert session.scalars(valid).all() == [1, 1]
