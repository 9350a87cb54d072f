"""What taking a list over would do, row by row: new, changed, unchanged, or wrong with the reason in words.

People are matched by phone number and name together. A name alone says nothing: namesakes live next door.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.domain import log, posts
from patrol.domain.errors import Invalid
from patrol.domain.seats import Gazetteer, Seat
from patrol.domain.tidying import tidy, tidy_code, tidy_name, tidy_phone
from patrol.models import Person
from patrol.models.people_lists import by_phones

from . import columns
from .reading import FIELDS

STATES = ("wrong", "new", "changed", "unchanged")
# Power over the county or over the office is given one by one, on the person's page.
BY_HAND = ("officer", "admin")


@dataclass
class Checked:
    number: int
    row: dict
    name: str = ""
    phone: str = ""
    seat: Seat | None = None
    state: str = ""
    # [(code, what the words of the code need)]
    why: list[tuple[str, dict]] = field(default_factory=list)
    person_id: str | None = None
    back: bool = False  # somebody who had left


@dataclass
class Plan:
    rows: list[Checked]

    def of(self, state: str) -> list[Checked]:
        return [row for row in self.rows if row.state == state]

    def counts(self) -> dict[str, int]:
        return {state: len(self.of(state)) for state in STATES}

    def digest(self) -> str:
        """Changes when anything that would be done changes: what was confirmed is what is done."""
        said = [
            [row.number, row.state, row.person_id, row.name, row.phone, row.seat and row.seat.as_content()]
            for row in self.rows
        ]
        return log.digest({"rows": said})


def check(session: Session, rows: list[dict], now: datetime) -> Plan:
    gazetteer = Gazetteer(session)
    checked = [_read(row, gazetteer) for row in rows]
    known = _by_phone(session, {one.phone for one in checked if one.phone})
    _say_shared_numbers([one for one in checked if not _is_held(known.get(one.phone, []))])
    seats_of: dict[str, set] = {}
    for one in checked:
        if not one.why:
            _judge(one, known.get(one.phone, []), seats_of.setdefault(one.phone, set()), now)
        else:
            one.state = "wrong"
    return Plan(checked)


def _say_shared_numbers(checked: list[Checked]) -> None:
    """One number for two names: nobody can tell whose it is, so both rows are wrong."""
    rows_of: dict[str, list[Checked]] = {}
    for one in checked:
        if one.phone and one.name:
            rows_of.setdefault(one.phone, []).append(one)
    for rows in rows_of.values():
        for one in rows:
            other = next((row for row in rows if row.name != one.name), None)
            if other is not None:
                one.why.append(("phone_twice", {"row": other.number, "name": other.name}))


def _is_held(holders: list[Person]) -> bool:
    """Then the county knows whose number it is, and each row is judged by that."""
    return any(person.closed_at is None for person in holders)


def _by_phone(session: Session, phones: set[str]) -> dict[str, list[Person]]:
    known: dict[str, list[Person]] = {}
    for person in by_phones(session, phones):
        known.setdefault(person.phone, []).append(person)
    return known


def _read(row: dict, gazetteer: Gazetteer) -> Checked:
    one = Checked(row["number"], row)
    for cell, why in row["odd"].items():
        one.why.append((why, {"column": columns.HEADINGS[cell][0]}))
    odd = row["odd"].keys()
    if "name" not in odd:
        one.name = _tried(one, lambda: tidy_name(row["name"])) or ""
    if "phone" not in odd:
        one.phone = _tried(one, lambda: tidy_phone(row["phone"])) or ""
    if not odd & {"code", "role", "station"}:
        one.seat = _tried(one, lambda: _seat(row, gazetteer))
    return one


def _tried(one: Checked, question):
    try:
        return question()
    except Invalid as problem:
        one.why.append((problem.code, problem.fields))
        return None


def _seat(row: dict, gazetteer: Gazetteer) -> Seat:
    given = tidy(row["role"])
    if not given:
        raise Invalid("role_missing")
    word = given.lower().replace(" ", "")
    role = columns.ROLE_OF.get(word)
    if role is None:
        raise Invalid("role_unknown", given=given[:20])
    if role in BY_HAND:
        raise Invalid("role_by_hand", role=role)
    department = columns.DEPARTMENT_OF.get(word, "")
    return gazetteer.seat(role, tidy_code(row["code"]), tidy(row["station"]), department)


def _judge(one: Checked, holders: list[Person], seats: set, now: datetime) -> None:
    """Who has this number, and whether that one has the post."""
    here = [person for person in holders if person.closed_at is None]
    other = next((person for person in here if person.name != one.name), None)
    if other is not None:
        one.state = "wrong"
        one.why.append(("phone_of_other", {"name": other.name}))
        return
    left = [person for person in holders if person.closed_at is not None and person.name == one.name]
    person = next(iter(here or left), None)
    one.person_id, one.back = person and person.id, bool(not here and left)
    seat = (one.seat.role, one.seat.area_id, one.seat.station_id, one.seat.department)
    held = person is not None and not one.back and posts.holds(person, one.seat, now)
    if held or seat in seats:
        one.state = "unchanged"
    else:
        one.state = "changed" if person is not None or seats else "new"
    seats.add(seat)


def cells(one: Checked) -> list[str]:
    """What stood in the file, for giving a wrong row back."""
    return [one.row[name] for name in FIELDS]
