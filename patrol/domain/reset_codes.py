"""A code by which somebody who forgot the password chooses a new one: made by an administrator, shown once, good for
a day and one use. Nobody but its user ever knows the new password."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.models import Person, ResetCode
from patrol.models.codes import forget_reset_codes, reset_code
from patrol.models.people import forget_attempts_of
from patrol.models.people_lists import open_devices

from . import county_log, county_notices, posts, signing_in
from .actors import Actor, actor
from .errors import Conflict, Invalid, Refused

LASTS = timedelta(hours=24)
# Without those that are taken for each other when read aloud or from a screen.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 10
PASSWORD_LEAST, PASSWORD_MOST = 10, 200


def issue(session: Session, by: Actor | None, person_id: str, *, now: datetime) -> tuple[str, datetime]:
    """(the code, until when it is good); earlier ones end. Raises Conflict without a user name to sign in with."""
    posts.begin(session, by)
    person = posts.find_active(session, person_id)
    if not person.username:
        raise Conflict("username_first")
    forget_reset_codes(session, person.id)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    session.add(ResetCode(code_hash=_hash(code), person_id=person.id, expires_at=now + LASTS))
    event = county_log.record(session, "code_given", by, now, person=person.id, person_name=person.name)
    county_notices.tell_of_way_in(session, person, event, by, now, officers=True)
    return f"{code[:5]}-{code[5:]}", now + LASTS


def check(session: Session, code: str, password: str, now: datetime, *, here: str | None = None) -> None:
    """Before any hashing. Raises Refused for a code that is not good, Invalid for a password that will not do.

    `here` is who is signed in in this browser already: who gave the code must not go in with it by a slip.
    """
    found = reset_code(session, _hash(_plain(code)), now)
    if found is None:
        raise Refused("reset_code_wrong")
    person = session.get(Person, found.person_id)
    if person is None or person.closed_at is not None:
        raise Refused("reset_code_wrong")
    if here is not None and here != person.id:
        raise Conflict("reset_code_elsewhere")
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST or "\x00" in password:
        raise Invalid("password_short", least=PASSWORD_LEAST)
    if password == signing_in.DEMO_PASSWORD or password.lower() == (person.username or "").lower():
        raise Invalid("password_known")


def redeem(session: Session, code: str, password_hash: str, *, now: datetime) -> Person:
    """The password counts, the code is used up, and every browser signed in before is signed out."""
    found = reset_code(session, _hash(_plain(code)), now, lock=True)
    if found is None:
        raise Refused("reset_code_wrong")
    person = session.get(Person, found.person_id)
    if person.closed_at is not None:
        raise Refused("reset_code_wrong")
    forget_reset_codes(session, person.id)
    forget_attempts_of(session, person.username or "")
    person.password_hash = password_hash
    signing_in.sign_out_everywhere(session, person)
    for device in open_devices(session, person.id):
        device.revoked_at = now
    county_log.record(session, "password_chosen", actor(person, now), now, person=person.id, person_name=person.name)
    return person


def _plain(code: str) -> str:
    return "".join(char for char in code.upper() if char.isascii() and char.isalnum())


def _hash(code: str) -> str:
    return hashlib.sha256(f"reset:{code}".encode()).hexdigest()
