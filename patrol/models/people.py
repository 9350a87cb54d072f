"""People, the posts they hold, and the browsers they sign in from."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import ForeignKey, Index, Integer, String, and_, bindparam, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from patrol.extensions import db

from .areas import Area, Station
from .base import Id, Utc, new_id
from .prepared import Prepared


class Person(db.Model):
    __tablename__ = "people"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    username: Mapped[str | None] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    # Part of every session: raised, it signs the person out everywhere.
    epoch: Mapped[int] = mapped_column(Integer, default=1)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    created_at: Mapped[datetime] = mapped_column(Utc)
    posts: Mapped[list[Post]] = relationship(back_populates="person", order_by="Post.id")
    __table_args__ = (Index("ix_people_name_id", "name", "id"),)


class Post(db.Model):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    station_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"), index=True)
    department: Mapped[str | None] = mapped_column(String(12))  # which one, of the role department
    from_at: Mapped[datetime] = mapped_column(Utc)
    to_at: Mapped[datetime | None] = mapped_column(Utc)
    # Id of the post this one goes on from, when an area was merged or split: one office under two names.
    continues_id: Mapped[int | None] = mapped_column(Integer)
    person: Mapped[Person] = relationship(back_populates="posts")
    area: Mapped[Area | None] = relationship(lazy="joined")
    station: Mapped[Station | None] = relationship(lazy="joined")


class Device(db.Model):
    """One browser that a person signed in from; listed and revocable."""

    __tablename__ = "devices"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    card_id: Mapped[str | None] = mapped_column(ForeignKey("cards.id"), index=True)
    label: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(Utc)
    last_contact_at: Mapped[datetime] = mapped_column(Utc)
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)
    # How many things waited on it when it said so last, and since when: 0 and nothing more of a phone that has sent
    # all. Not a word of how long or how often somebody is there (国办函〔2026〕12号 forbids counting that).
    unsent: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    unsent_since: Mapped[datetime | None] = mapped_column(Utc)
    unsent_at: Mapped[datetime | None] = mapped_column(Utc)


class Card(db.Model):
    """A printed card; only the hash of its token is kept."""

    __tablename__ = "cards"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Utc)
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)
    wrong_tries: Mapped[int] = mapped_column(Integer, default=0)
    person: Mapped[Person] = relationship(lazy="joined")


class Transfer(db.Model):
    """A six-digit code that moves a sign-in to another browser, good for ten minutes and once."""

    __tablename__ = "transfers"
    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[datetime] = mapped_column(Utc)
    used_at: Mapped[datetime | None] = mapped_column(Utc)


class Attempt(db.Model):
    """A failed sign-in, counted per account and per address."""

    __tablename__ = "attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(Utc)
    __table_args__ = (Index("ix_attempts_key_at", "key", "at"),)


def by_username(session: Session, username: str) -> Person | None:
    return session.scalar(select(Person).where(Person.username == username, Person.closed_at.is_(None)))


def holding(session: Session, role: str, now: datetime, *, area_ids=None, station_id=None) -> list[Person]:
    """People who hold this role now, in one of these areas or at this station."""
    seat = [Post.role == role]
    if area_ids is not None:
        seat.append(Post.area_id.in_(area_ids))
    if station_id is not None:
        seat.append(Post.station_id == station_id)
    return holding_seats(session, [and_(*seat)], now)


def holding_seats(session: Session, seats: list, now: datetime) -> list[Person]:
    """People who hold one of these seats (conditions on Post and its Area) now, with all their posts."""
    question = (
        select(Person)
        .join(Post)
        .outerjoin(Area, Area.id == Post.area_id)
        .where(or_(*seats), Post.from_at <= now, or_(Post.to_at.is_(None), Post.to_at > now))
        .where(Person.closed_at.is_(None))
        .order_by(Person.id)
        .distinct()
        .options(selectinload(Person.posts))
    )
    return list(session.scalars(question))


def areas_held(session: Session, role: str, now: datetime) -> list[int]:
    """The areas for which somebody holds this role now."""
    held = (Post.role == role, Post.from_at <= now, or_(Post.to_at.is_(None), Post.to_at > now))
    question = select(Post.area_id).join(Person).where(*held, Person.closed_at.is_(None))
    return list(session.scalars(question.distinct().order_by(Post.area_id)))


def paths_held(session: Session, role: str, level: str, now: datetime) -> set[str]:
    """The paths of today's areas of this level for which somebody holds this role now."""
    held = (Post.role == role, Post.from_at <= now, or_(Post.to_at.is_(None), Post.to_at > now))
    question = select(Area.path).join(Post, Post.area_id == Area.id).join(Person, Person.id == Post.person_id)
    return set(
        session.scalars(question.where(*held, Area.level == level, Area.to_on.is_(None), Person.closed_at.is_(None)))
    )


def holding_several(session: Session, now: datetime) -> list[Person]:
    """People who hold more than one post now."""
    held = (Post.from_at <= now, or_(Post.to_at.is_(None), Post.to_at > now))
    several = select(Post.person_id).where(*held).group_by(Post.person_id).having(func.count(Post.id) > 1)
    return list(session.scalars(select(Person).where(Person.id.in_(several)).order_by(Person.id)))


def failed_since(session: Session, key: str, since: datetime) -> int:
    return session.scalar(select(func.count(Attempt.id)).where(Attempt.key == key, Attempt.at > since))


def forget_attempts(session: Session, before: datetime) -> None:
    session.execute(delete(Attempt).where(Attempt.at < before))


def devices_of(session: Session, person_id: str) -> list[Device]:
    question = select(Device).where(Device.person_id == person_id, Device.revoked_at.is_(None))
    return list(session.scalars(question.order_by(Device.created_at, Device.id)))


def redeemed_since(session: Session, card_id: str, since: datetime) -> int:
    return session.scalar(
        select(func.count(Device.id)).where(
            Device.card_id == card_id, Device.created_at > since, Device.revoked_at.is_(None)
        )
    )


def cards_of(session: Session, person_id: str) -> list[Card]:
    question = select(Card).where(Card.person_id == person_id, Card.revoked_at.is_(None))
    return list(session.scalars(question.order_by(Card.created_at)))


_person, _post, _device, _area = (table.__table__ for table in (Person, Post, Device, Area))
# A row per post that a person ever held (one without, where there is none): enough to know who acts.
_HELD = (
    select(
        _person.c.id, _person.c.name, _post.c.id.label("post_id"), _post.c.role, _area.c.path, _post.c.station_id,
        _post.c.from_at, _post.c.to_at, _post.c.continues_id, _area.c.edition, _post.c.department,
    )
    .select_from(
        _person.outerjoin(_post, _post.c.person_id == _person.c.id).outerjoin(_area, _area.c.id == _post.c.area_id)
    )
    .order_by(_person.c.id, _post.c.id)
)  # fmt: skip
_SIGNED_IN = (
    _HELD.join(_device, _device.c.person_id == _person.c.id)
    .where(_person.c.id == bindparam("person_id"), _device.c.id == bindparam("device_id"))
    .where(_person.c.closed_at.is_(None), _device.c.revoked_at.is_(None))
    .add_columns(_person.c.epoch, _device.c.last_contact_at, _device.c.unsent, _device.c.unsent_at)
)
_SIGNED_IN = Prepared(_SIGNED_IN)


def signed_in(session: Session, person_id: str, device_id: str) -> list:
    """Posts, epoch and last contact of a person on a device; none when the person left or the device is revoked."""
    return _SIGNED_IN(session, person_id=person_id, device_id=device_id)


@cache
def _standing_for(levels: tuple[str, ...]) -> Prepared:
    village = select(_area.c.id).where(_area.c.path == bindparam("village"))
    groups = select(_area.c.id).where(_area.c.parent_id.in_(village))
    town = select(_area.c.id).where(_area.c.path == bindparam("town"))
    seats = {
        "county": _post.c.role == "officer",
        "town": and_(_post.c.role == "leader", _post.c.area_id.in_(town)),
        "station": and_(_post.c.role == "inspector", _post.c.station_id == bindparam("station_id")),
        "village": and_(_post.c.role == "informant", _post.c.area_id.in_(village.union_all(groups))),
    }
    now = bindparam("now", type_=Utc)
    seated = select(_post.c.person_id).where(
        or_(*(seats[level] for level in levels)),
        _post.c.from_at <= now,
        or_(_post.c.to_at.is_(None), _post.c.to_at > now),
    )
    return Prepared(_HELD.where(_person.c.closed_at.is_(None), _person.c.id.in_(seated)))


def standing_for(
    session: Session,
    levels: set[str],
    now: datetime,
    *,
    town: str | None,
    village: str | None,
    station_id: int | None,
) -> list:
    """The people at these levels of the ladder for a place: paths of its town and village, and its station.

    A row for each post they ever held, those of a person together.
    """
    statement = _standing_for(tuple(sorted(levels)))
    return statement(session, town=town, village=village, station_id=station_id, now=now)


def card_by_hash(session: Session, token_hash: str, *, lock: bool = False) -> Card | None:
    question = select(Card).where(Card.token_hash == token_hash)
    return session.scalar(question.with_for_update(of=Card) if lock else question)


def devices_of_card(session: Session, card_id: str) -> list[Device]:
    return list(session.scalars(select(Device).where(Device.card_id == card_id, Device.revoked_at.is_(None))))


def open_transfers(session: Session, person_id: str) -> list[Transfer]:
    return list(session.scalars(select(Transfer).where(Transfer.person_id == person_id, Transfer.used_at.is_(None))))


def locked_transfers(session: Session, code_hash: str, now: datetime) -> list[Transfer]:
    """Those still good for this code: two people may have drawn the same one."""
    good = (Transfer.code_hash == code_hash, Transfer.used_at.is_(None), Transfer.expires_at > now)
    return list(session.scalars(select(Transfer).where(*good).with_for_update()))


def forget_attempts_of(session: Session, username: str) -> None:
    session.execute(delete(Attempt).where(Attempt.key == f"account:{username.lower()}"))
