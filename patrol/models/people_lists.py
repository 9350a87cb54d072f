"""The office's list of people, and what its verbs ask about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from .areas import Area, County, StationTown
from .cases import Case
from .people import Card, Device, Person, Post
from .reports import Act, Report

Over = aliased(Post)

# A village's boundary may be large, and no list of people shows it.
WITH_POSTS = selectinload(Person.posts).options(joinedload(Post.area).defer(Area.boundary), joinedload(Post.station))
ERASED = "—"  # what stands where a name was
AT_ONCE = 500  # parameters of one question: SQLite takes some thousands at most


@dataclass(frozen=True)
class PeopleFilters:
    area: str | None = None  # path of a town or a village
    role: str | None = None
    station: int | None = None
    state: str = "active"  # active | left | all
    q: str = ""  # part of the name, or the last digits of the phone number


def people_page(
    session: Session, filters: PeopleFilters, after: tuple[str, str] | None, limit: int, now: datetime
) -> list[Person]:
    """The next people by name, with all their posts."""
    question = select(Person).where(*_conditions(filters, now)).options(WITH_POSTS)
    if after is not None:
        name, person_id = after
        question = question.where(or_(Person.name > name, and_(Person.name == name, Person.id > person_id)))
    return list(session.scalars(question.order_by(Person.name, Person.id).limit(limit)))


def _conditions(filters: PeopleFilters, now: datetime) -> list:
    wanted = []
    if filters.state != "all":
        wanted.append(Person.closed_at.is_(None) if filters.state == "active" else Person.closed_at.is_not(None))
    if filters.q:
        named = Person.name.contains(filters.q, autoescape=True)
        by_phone = Person.phone.endswith(filters.q, autoescape=True)
        wanted.append(or_(named, by_phone) if filters.q.isdigit() else named)
    if seat := _seat_of(filters):
        # Who left holds no post any more: there the posts of the past count.
        held = [] if filters.state == "left" else [Post.from_at <= now, or_(Post.to_at.is_(None), Post.to_at > now)]
        wanted.append(exists().where(Post.person_id == Person.id, *seat, *held))
    return wanted


def _seat_of(filters: PeopleFilters) -> list:
    seat = []
    if filters.role:
        seat.append(Post.role == filters.role)
    if filters.station is not None:
        seat.append(Post.station_id == filters.station)
    if filters.area:
        inside = select(Area.id).where(Area.path.startswith(filters.area, autoescape=True))
        serving = select(StationTown.station_id).join(Area, Area.id == StationTown.town_id)
        serving = serving.where(Area.path == filters.area)
        seat.append(or_(Post.area_id.in_(inside), Post.station_id.in_(serving)))
    return seat


def over_their_time(session: Session, before: datetime, limit: int, person_id: str | None = None) -> list[Person]:
    """Who left before that moment, is not erased, and neither reported nor did anything in a case that was open
    since; the longest gone first."""
    since = or_(Case.closed_at.is_(None), Case.closed_at > before)
    reported = exists().where(Report.reporter_id == Person.id, Report.case_id == Case.id, since)
    acted = exists().where(Act.author_id == Person.id, Act.case_id == Case.id, since)
    there = or_(Person.name != ERASED, Person.phone.is_not(None))
    question = select(Person).where(Person.closed_at <= before, there, ~reported, ~acted)
    if person_id is not None:
        question = question.where(Person.id == person_id)
    return list(session.scalars(question.order_by(Person.closed_at, Person.id).limit(limit)))


def one_with_posts(session: Session, person_id: str) -> Person | None:
    question = select(Person).where(Person.id == person_id).options(WITH_POSTS)
    return session.scalar(question.execution_options(populate_existing=True))


def hold_people(session: Session) -> None:
    """Verbs over people wait for each other here: else two could give away one phone number, or the last admin."""
    session.execute(select(County.id).where(County.id == 1).with_for_update())


def by_phones(session: Session, phones: set[str]) -> list[Person]:
    """Everybody with one of these numbers, also those who left."""
    wanted, found = sorted(phones), []
    for start in range(0, len(wanted), AT_ONCE):
        question = select(Person).where(Person.phone.in_(wanted[start : start + AT_ONCE]))
        found += session.scalars(question.options(WITH_POSTS).order_by(Person.created_at, Person.id))
    return found


def username_taken(session: Session, username: str) -> bool:
    return session.scalar(select(Person.id).where(Person.username == username)) is not None


def lasting_admins(session: Session, now: datetime) -> set[str]:
    """Those who are admin now and without an end in sight."""
    held = (Post.role == "admin", Post.from_at <= now, Post.to_at.is_(None), Person.closed_at.is_(None))
    return set(session.scalars(select(Person.id).join(Post).where(*held)))


def locked_cases_of(session: Session, person_id: str, station_id: int | None) -> list[Case]:
    """The open cases this person leads or assists, all locked before anything is written of any of them."""
    named = or_(Case.lead_id == person_id, Case.assistant_id == person_id)
    question = select(Case).where(named, Case.state == "open")
    if station_id is not None:
        question = question.where(Case.station_id == station_id)
    question = question.order_by(Case.id).with_for_update(of=Case).execution_options(populate_existing=True)
    return list(session.scalars(question).unique())


def left_in_hands(session: Session, now: datetime) -> list[tuple[str, int]]:
    """(person, station) where open cases are in the hands of somebody whose post there is over."""
    seat = (Post.person_id == Over.person_id, Post.role == "inspector", Post.station_id == Over.station_id)
    still = exists().where(*seat, Post.from_at <= now, or_(Post.to_at.is_(None), Post.to_at > now))
    named = or_(Case.lead_id == Over.person_id, Case.assistant_id == Over.person_id)
    held = exists().where(Case.station_id == Over.station_id, Case.state == "open", named)
    question = select(Over.person_id, Over.station_id).where(
        Over.role == "inspector", Over.to_at <= now, ~still, held
    )
    return [tuple(row) for row in session.execute(question.distinct().order_by(Over.person_id, Over.station_id))]


def without_card(session: Session, people: list[Person]) -> list[Person]:
    """Of these people the ones whose cards have all ended or were never made."""
    ids, holding = [person.id for person in people], set()
    for start in range(0, len(ids), AT_ONCE):
        valid = select(Card.person_id).where(Card.person_id.in_(ids[start : start + AT_ONCE]))
        holding |= set(session.scalars(valid.where(Card.revoked_at.is_(None))))
    return [person for person in people if person.id not in holding]


def open_devices(session: Session, person_id: str) -> list[Device]:
    """Browsers still signed in, the one heard of last first."""
    question = select(Device).where(Device.person_id == person_id, Device.revoked_at.is_(None))
    return list(session.scalars(question.order_by(Device.last_contact_at.desc(), Device.id)))


def areas_and_stations(session: Session) -> tuple[list[Area], dict[int, int]]:
    """Every area that exists today, without its boundary; and the station of each town, by the town's id."""
    question = select(Area.id, Area.code, Area.name, Area.level, Area.path)
    areas = list(session.execute(question.where(Area.to_on.is_(None)).order_by(Area.code)))
    return areas, dict(session.execute(select(StationTown.town_id, StationTown.station_id)).all())


def end_cards(session: Session, person_ids: list[str], now: datetime) -> None:
    for start in range(0, len(person_ids), AT_ONCE):
        theirs = Card.person_id.in_(person_ids[start : start + AT_ONCE])
        session.execute(update(Card).where(theirs, Card.revoked_at.is_(None)).values(revoked_at=now))
