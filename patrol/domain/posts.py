"""Posts: who holds which, from when to when. Several at once are common: an inspector who lives in a village."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Person, Post
from patrol.models.people_lists import hold_people, lasting_admins, one_with_posts

from . import county_log, county_notices, handing_over, signing_in
from .actors import Actor
from .errors import Conflict, Invalid, Missing
from .seats import Seat
from .times import iso

POWERFUL = county_notices.POWERFUL


def begin(session: Session, by: Actor | None) -> None:
    """What every verb over people starts with: the right to it, and its turn."""
    if by is not None:
        signing_in.require_admin(by)
    hold_people(session)


def find(session: Session, person_id: str) -> Person:
    person = one_with_posts(session, person_id)
    if person is None:
        raise Missing("person_missing")
    return person


def find_active(session: Session, person_id: str) -> Person:
    person = find(session, person_id)
    if person.closed_at is not None:
        raise Conflict("person_closed")
    return person


def give(
    session: Session, by: Actor | None, person_id: str, seat: Seat, from_at: datetime, to_at: datetime | None,
    *, now: datetime,
) -> Post:  # fmt: skip
    """One more post. Raises Conflict when it is held already in that time, Invalid when it ends before it begins."""
    begin(session, by)
    person = find_active(session, person_id)
    _check_times(from_at, to_at)
    if holds(person, seat, from_at, to_at):
        raise Conflict("post_there")
    post = new_post(person.id, seat, from_at, to_at)
    session.add(post)
    session.flush()
    event = county_log.record(session, "post_given", by, now, **_said(person, post, seat))
    if seat.role in POWERFUL:
        county_notices.tell_officers(session, "granted", event, by, now)
    return post


def new_post(person_id: str, seat: Seat, from_at: datetime, to_at: datetime | None = None) -> Post:
    return Post(
        person_id=person_id, role=seat.role, area_id=seat.area_id, station_id=seat.station_id, from_at=from_at,
        to_at=to_at, department=seat.department,
    )  # fmt: skip


def holds(person: Person, seat: Seat, from_at: datetime, to_at: datetime | None = None) -> bool:
    """Whether the person has this very post at any moment of that time."""
    return any(
        (post.role, post.area_id, post.station_id, post.department)
        == (seat.role, seat.area_id, seat.station_id, seat.department)
        and (post.to_at is None or post.to_at > from_at)
        and (to_at is None or post.from_at < to_at)
        for post in person.posts
    )


def change(
    session: Session, by: Actor | None, person_id: str, post_id: int, from_at: datetime, to_at: datetime | None,
    to: dict[int, str] | None = None, *, now: datetime,
) -> int:  # fmt: skip
    """Other dates for a post; an end that has come hands open cases over. How many cases that were.

    `to` names for a station the inspector who takes them; see handing_over.
    """
    begin(session, by)
    person = find_active(session, person_id)
    post = next((one for one in person.posts if one.id == post_id), None)
    if post is None:
        raise Missing("post_missing")
    _check_times(from_at, to_at)
    before = {"from_before": iso(post.from_at), "to_before": iso(post.to_at)}
    longer = to_at is None or (post.to_at is not None and to_at > post.to_at) or from_at < post.from_at
    post.from_at, post.to_at = from_at, to_at
    session.flush()
    if post.role == "admin":
        keep_an_admin(session, now)
    handed = 0
    if post.station_id is not None and to_at is not None and to_at <= now:
        handed = handing_over.hand_over(session, by, person, post.station_id, to or {}, now=now)
    event = county_log.record(session, "post_changed", by, now, **_said(person, post, None) | before)
    if post.role in POWERFUL and longer:
        county_notices.tell_officers(session, "granted", event, by, now)
    return handed


def keep_an_admin(session: Session, now: datetime) -> None:
    """Raises Conflict when nobody would be left who may give posts."""
    if not lasting_admins(session, now):
        raise Conflict("last_admin")


def _check_times(from_at: datetime, to_at: datetime | None) -> None:
    if to_at is not None and to_at < from_at:
        raise Invalid("post_ends_first")


def _said(person: Person, post: Post, seat: Seat | None) -> dict:
    return {"person": person.id, "person_name": person.name, "post": seat_of(post, seat) | times_of(post)}


def seat_of(post: Post, seat: Seat | None = None) -> dict:
    return seat.as_content() if seat else {
        "role": post.role, "area": post.area and post.area.code, "station": post.station and post.station.name,
    } | ({"department": post.department} if post.department else {})  # fmt: skip


def times_of(post: Post) -> dict:
    return {"from": iso(post.from_at), "to": iso(post.to_at)}


def in_order(person: Person, now: datetime) -> list[Post]:
    """Those held now, those to come, then those of the past."""
    return sorted(
        person.posts, key=lambda post: (post.to_at is not None and post.to_at <= now, post.from_at, post.id)
    )
