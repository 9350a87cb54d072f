"""Sign in, stay signed in, sign out: passwords by argon2, sessions by an epoch, failures throttled in a table."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy.orm import Session

from patrol.models import Attempt, Device, Person, Transfer, waiting
from patrol.models.areas import county
from patrol.models.people import (
    by_username,
    devices_of,
    failed_since,
    forget_attempts,
    locked_transfers,
    open_transfers,
    signed_in,
)
from patrol.models.prepared import Link

from . import county_notices
from .actors import Actor, from_rows
from .errors import Busy, Missing, Refused

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# An unknown name costs the same time as a wrong password, so that names cannot be tried out.
NOBODY = HASHER.hash(secrets.token_hex(8))
WINDOW = timedelta(minutes=15)
# "codes" counts wrong transfer codes from everywhere: one of a million must not be found by many addresses.
LIMITS = {"account": 8, "address": 40, "code": 10, "codes": 200, "links": 60}
TRANSFER_LASTS = timedelta(minutes=10)
DEMO_PASSWORD = "patrol-demo"


@dataclass(frozen=True)
class Heard:
    """Of a device: when it spoke last, how many things it said were unsent, and when it said so."""

    at: datetime
    unsent: int = 0
    unsent_at: datetime | None = None


def hash_password(password: str) -> str:
    return HASHER.hash(password)


def throttle(session: Session, keys: dict[str, str], now: datetime) -> None:
    """Raises Busy when an account or an address has failed too often lately."""
    for kind, key in keys.items():
        if failed_since(session, f"{kind}:{key}", now - WINDOW) >= LIMITS[kind]:
            raise Busy("too_many_tries", minutes=int(WINDOW.total_seconds() // 60))


def failed(session: Session, keys: dict[str, str], now: datetime) -> None:
    forget_attempts(session, now - 4 * WINDOW)
    session.add_all(Attempt(key=f"{kind}:{key}", at=now) for kind, key in keys.items())


def is_right(person: Person | None, password: str) -> bool:
    """Whether this is the person's password; it takes as long for nobody as for somebody."""
    try:
        HASHER.verify((person.password_hash if person else None) or NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return person is not None


def may_use_demo_password(session: Session, person: Person, password: str, address: str | None) -> bool:
    """The demo's one password counts only in demo mode and from loopback and private addresses."""
    if password != DEMO_PASSWORD:
        return True
    home = county(session)
    return bool(home and home.demo and is_near(address))


def is_near(address: str | None) -> bool:
    try:
        given = ipaddress.ip_address((address or "").removeprefix("::ffff:"))
    except ValueError:
        return False
    return given.is_loopback or given.is_private or given.is_link_local


def find(session: Session, username: str) -> Person | None:
    return by_username(session, username)


def new_device(session: Session, person: Person, label: str, now: datetime, card_id: str | None = None) -> Device:
    others = any(post.role == "informant" for post in person.posts) and devices_of(session, person.id)
    device = Device(person_id=person.id, card_id=card_id, label=label, created_at=now, last_contact_at=now)
    session.add(device)
    session.flush()
    if others:
        county_notices.tell_of_device(session, person, device.id, now)
    return device


def session_key(person: Person, device: Device) -> str:
    return f"{person.id}/{person.epoch}/{device.id}"


def who(session: Session | Link, key: str, now: datetime) -> tuple[Actor, Heard] | None:
    """The actor behind a session and what was last heard of the device.

    None when the session was ended: the person left, the epoch moved, the device is gone. Read anew with each
    request, in one statement, so that all of this counts at once.
    """
    person_id, _, rest = key.partition("/")
    epoch, _, device_id = rest.partition("/")
    rows = signed_in(session, person_id, device_id)
    if not rows or str(rows[0].epoch) != epoch:
        return None
    one = rows[0]
    return from_rows(rows, now, device_id)[0], Heard(one.last_contact_at, one.unsent, one.unsent_at)


def those_of(session: Session, keys: Iterable[str], now: datetime) -> dict[str, Actor]:
    """The actors behind many sessions at once, without those that were ended."""
    parts = {key: key.split("/") for key in keys}
    devices = {device_id: key for key, (_person, _epoch, device_id) in parts.items()}
    good = {
        devices[row.device_id]: row.person_id
        for row in waiting.devices_in_use(session, list(devices))
        if [row.person_id, str(row.epoch), row.device_id] == parts[devices[row.device_id]]
    }
    people = {one.id: one for one in from_rows(waiting.posts_of(session, list(set(good.values()))), now)}
    return {key: people[person_id] for key, person_id in good.items()}


def revoke(session: Session, by: Actor, device_id: str, now: datetime) -> None:
    device = session.get(Device, device_id)
    if device is None or device.person_id != by.id or device.revoked_at is not None:
        raise Missing("device_missing")
    device.revoked_at = now


def touch(session: Session, device_id: str, now: datetime) -> None:
    """The browser was heard of."""
    session.get(Device, device_id).last_contact_at = now


def sign_out_everywhere(session: Session, person: Person) -> None:
    person.epoch += 1
    # A code given out before would sign somebody in again.
    for code in open_transfers(session, person.id):
        session.delete(code)


def start_transfer(session: Session, by: Actor, now: datetime) -> tuple[str, datetime]:
    """A six-digit code that signs this person in on another browser once, within ten minutes."""
    for open_one in open_transfers(session, by.id):
        open_one.used_at = now
    code = f"{secrets.randbelow(10**6):06}"
    session.add(Transfer(code_hash=_hash(code), person_id=by.id, expires_at=now + TRANSFER_LASTS))
    return code, now + TRANSFER_LASTS


def redeem_transfer(session: Session, code: str, now: datetime) -> Person | None:
    found = locked_transfers(session, _hash(code), now)
    if len(found) != 1:
        return None
    found[0].used_at = now
    person = session.get(Person, found[0].person_id)
    return person if person.closed_at is None else None


def require_admin(by: Actor) -> None:
    if "admin" not in by.roles:
        raise Refused("admin_only")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
