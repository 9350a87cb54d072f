"""Whom a change concerns: those, and only those, to whom `changes` or the inbox has something new to say.

Somebody told of more would learn when something happens in cases that are hidden from them.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from patrol.models import waiting

from . import departments, permissions
from .actors import Actor


def persons(session: Session, people: Collection[Actor], events: list, after: int) -> set[str]:
    """Ids of those of these people whom one of the events behind `after` concerns."""
    cases = list({event.case_id for event in events if event.case_id is not None})
    of_county = [event.n for event in events if event.case_id is None]
    found = waiting.told_of_county(session, of_county) if of_county else set()
    if not cases:
        return found
    reporters = waiting.reporters_in(session, cases)
    # Many cases lie alike: each place and concealment is asked about once.
    states = {(one.path, one.station_id, one.concealed_path): one for one in waiting.states_of(session, cases, after)}
    own = set().union(*reporters.values())
    return (
        found
        | departments.concerned(session, people, events)
        | {
            person.id
            for person in people
            if person.id in own or any(permissions.sees(person, state, own=False) for state in states.values())
        }
    )
