"""Take over what was checked: all good rows in one transaction, each person's coming an event of its own.

An event for each, not one for the list: a person's name can then be erased without touching what is said of others.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.domain import county_log, posts
from patrol.domain.actors import Actor
from patrol.domain.people import said_of_new
from patrol.models import Person
from patrol.models.base import new_id

from .checking import Checked, Plan


def take(session: Session, by: Actor, plan: Plan, sha256: str, *, now: datetime) -> dict[str, int]:
    """The counts of what was done. The caller holds the people's turn, and the plan was made in it."""
    people: dict[str, Person] = {}
    given, said = [], []
    for one in (row for row in plan.rows if row.state in ("new", "changed")):
        person, act = _person(session, one, people, now)
        given.append(posts.new_post(person.id, one.seat, now))
        told = said_of_new(person, one.seat)
        if act == "post_given":
            told = {name: told[name] for name in ("person", "person_name", "post")}
        said.append({"act": act} | told)
    session.flush()
    session.add_all(given)
    counts = plan.counts()
    if said:
        said.append({"act": "people_imported", "sha256": sha256, **counts})
        county_log.record_all(session, by, now, said)
    return counts


def _person(session: Session, one: Checked, people: dict[str, Person], now: datetime) -> tuple[Person, str]:
    """(who gets the post, the event's act). A second row of somebody new is one more post."""
    if one.phone in people:
        return people[one.phone], "post_given"
    if one.person_id is None:
        # No password: cards bring villagers in, so nothing slow is hashed here.
        person = Person(id=new_id(), name=one.name, phone=one.phone, epoch=1, created_at=now)
        session.add(person)
        act = "person_added"
    else:
        person = session.get(Person, one.person_id)
        act = "person_back" if person.closed_at is not None else "post_given"
        person.closed_at = None
    people[one.phone] = person
    return person, act
