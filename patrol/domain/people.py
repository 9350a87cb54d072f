"""People come, change, leave and come back: each a verb, each an event."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Person
from patrol.models.areas import names_changed
from patrol.models.codes import forget_reset_codes
from patrol.models.people import cards_of
from patrol.models.people_lists import ERASED, by_phones, open_devices, username_taken

from . import county_log, county_notices, handing_over, posts, signing_in
from .actors import Actor
from .errors import Conflict, Invalid, Missing
from .seats import Seat
from .tidying import tidy_name, tidy_phone
from .times import iso

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


def add(
    session: Session, by: Actor | None, name: str, phone: str | None, seat: Seat, username: str | None = None,
    password_hash: str | None = None, *, from_at: datetime | None = None, now: datetime,
) -> Person:  # fmt: skip
    """A person with a first post. Raises Invalid for what is no name or number, Conflict for what is taken."""
    posts.begin(session, by)
    name = tidy_name(name)
    phone = phone and tidy_phone(phone)
    if phone:
        _refuse_taken(session, phone, None)
    if username:
        username = _free_username(session, username)
    person = Person(
        username=username or None, name=name, phone=phone, password_hash=password_hash, epoch=1, created_at=now
    )
    session.add(person)
    session.flush()
    session.add(posts.new_post(person.id, seat, from_at or now))
    event = county_log.record(session, "person_added", by, now, **said_of_new(person, seat))
    if seat.role in posts.POWERFUL:
        county_notices.tell_officers(session, "granted", event, by, now)
    return person


def said_of_new(person: Person, seat: Seat) -> dict:
    return {
        "person": person.id, "person_name": person.name, "phone": person.phone, "username": person.username,
        "post": seat.as_content(),
    }  # fmt: skip


def _refuse_taken(session: Session, phone: str, but: str | None) -> None:
    """A number may return after its holder left: operators give it to the next one."""
    for other in by_phones(session, {phone}):
        if other.id != but and other.closed_at is None:
            raise Conflict("phone_taken", name=other.name)


def _free_username(session: Session, username: str) -> str:
    username = username.strip().lower()
    if not USERNAME.fullmatch(username):
        raise Invalid("username_odd")
    if username_taken(session, username):
        raise Conflict("username_taken")
    return username


def change_phone(session: Session, by: Actor | None, person_id: str, phone: str, *, now: datetime) -> None:
    """Its last four digits redeem the card from now on."""
    posts.begin(session, by)
    person, phone = posts.find_active(session, person_id), tidy_phone(phone)
    if phone == person.phone:
        return
    _refuse_taken(session, phone, person.id)
    before, person.phone = person.phone, phone
    event = county_log.record(session, "phone_changed", by, now, **_who(person), phone=phone, phone_before=before)
    county_notices.tell_of_way_in(session, person, event, by, now)


def rename(session: Session, by: Actor | None, person_id: str, name: str, *, now: datetime) -> None:
    posts.begin(session, by)
    person, name = posts.find_active(session, person_id), tidy_name(name)
    if name == person.name:
        return
    before, person.name = person.name, name
    names_changed(session)
    county_log.record(session, "person_renamed", by, now, **_who(person), name_before=before)


def set_username(session: Session, by: Actor | None, person_id: str, username: str, *, now: datetime) -> None:
    posts.begin(session, by)
    person = posts.find_active(session, person_id)
    if username.strip().lower() == person.username:
        return
    person.username = _free_username(session, username)
    event = county_log.record(session, "username_set", by, now, **_who(person), username=person.username)
    county_notices.tell_of_way_in(session, person, event, by, now)


def close(
    session: Session, by: Actor | None, person_id: str, to: dict[int, str] | None = None, *, now: datetime
) -> int:
    """Somebody leaves: posts end, every browser is signed out, cards and codes are void, open cases are handed over.

    How many cases that were. What is unsent on the phone stays there: a 401 deletes nothing.
    """
    posts.begin(session, by)
    person = posts.find_active(session, person_id)
    if by is not None and by.id == person.id:
        raise Conflict("not_yourself")
    was_admin = any(post.role == "admin" and (post.to_at is None or post.to_at > now) for post in person.posts)
    for post in person.posts:
        if post.to_at is None or post.to_at > now:
            post.to_at = max(post.from_at, now)
    _void_ways_in(session, person, now)
    person.closed_at, person.password_hash = now, None
    session.flush()
    if was_admin:
        posts.keep_an_admin(session, now)
    handed = handing_over.hand_over(session, by, person, None, to or {}, now=now)
    county_log.record(session, "person_left", by, now, **_who(person), cases=handed)
    return handed


def _void_ways_in(session: Session, person: Person, now: datetime) -> None:
    signing_in.sign_out_everywhere(session, person)
    forget_reset_codes(session, person.id)
    for row in (*cards_of(session, person.id), *open_devices(session, person.id)):
        row.revoked_at = now


def reopen(
    session: Session, by: Actor | None, person_id: str, seat: Seat, phone: str | None = None, *, now: datetime
) -> None:
    """Who left comes back, with a new post; card and password are new ones, too."""
    posts.begin(session, by)
    person = posts.find(session, person_id)
    if person.closed_at is None:
        raise Conflict("person_here")
    if person.name == ERASED and person.phone is None:
        raise Missing("person_missing")  # erased: that is for good
    phone = tidy_phone(phone) if phone else person.phone
    if phone:
        _refuse_taken(session, phone, person.id)
    person.phone, person.closed_at = phone, None
    session.add(posts.new_post(person.id, seat, now))
    event = county_log.record(session, "person_back", by, now, **said_of_new(person, seat))
    if seat.role in posts.POWERFUL:
        county_notices.tell_officers(session, "granted", event, by, now)


def sign_out(session: Session, by: Actor | None, person_id: str, *, now: datetime) -> None:
    """Every browser; codes on their way are void, cards stay."""
    posts.begin(session, by)
    person = posts.find(session, person_id)
    signing_in.sign_out_everywhere(session, person)
    for device in open_devices(session, person.id):
        device.revoked_at = now
    county_log.record(session, "signed_out", by, now, **_who(person))


def revoke_device(session: Session, by: Actor | None, person_id: str, device_id: str, *, now: datetime) -> None:
    posts.begin(session, by)
    person = posts.find(session, person_id)
    device = next((one for one in open_devices(session, person.id) if one.id == device_id), None)
    if device is None:
        raise Missing("device_missing")
    device.revoked_at = now
    county_log.record(
        session, "device_revoked", by, now, **_who(person), label=device.label, since=iso(device.created_at)
    )


def _who(person: Person) -> dict:
    return {"person": person.id, "person_name": person.name}
