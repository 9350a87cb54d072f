"""The ground the other tests stand on: each test has a database of its own, and the cast can act."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from patrol.models import Person
from tests.cast import USERNAMES


@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_writes_no_other_sees(session, turn):
    session.add(Person(name="somebody", epoch=1, created_at=session.scalar(select(Person.created_at))))
    session.commit()
    assert session.scalar(select(func.count(Person.id)).where(Person.name == "somebody")) == 1


@pytest.mark.parametrize("part", USERNAMES)
def test_everybody_of_the_cast_can_sign_in(cast, part):
    answer = cast[part].get("/session")
    assert answer.status_code == 200
    assert answer.json["person"]["id"] == cast[part].id


def test_the_cast_have_browsers_of_their_own(cast):
    assert cast.inspector.get("/session").json["person"]["id"] == cast.inspector.id
    assert cast.leader.get("/session").json["person"]["id"] == cast.leader.id
    assert cast.inspector.get("/session").json["person"]["id"] == cast.inspector.id


def test_an_empty_county_has_nobody(empty_app):
    answer = empty_app.test_client().get("/api/health")
    assert answer.status_code == 200
