"""The county, its areas and its stations. Codes are names; scope goes by path."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, bindparam, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, undefer

from patrol.extensions import db

from .base import Data, Utc
from .prepared import Prepared

COUNTY, TOWN, VILLAGE, GROUP = "county", "town", "village", "group"


class County(db.Model):
    """The one row that says whose deployment this is."""

    __tablename__ = "county"
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    demo: Mapped[bool] = mapped_column(Boolean, default=False)
    # Raised by a restore, so that phones notice a log that went back in time.
    epoch: Mapped[int] = mapped_column(Integer, default=1)
    # Raised by whatever changes an area or its boundary: what is built from them is kept as long as this stays.
    areas_edition: Mapped[int] = mapped_column(Integer, default=0)
    opened_at: Mapped[datetime] = mapped_column(Utc)
    area: Mapped[Area] = relationship()


class Area(db.Model):
    __tablename__ = "areas"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(15), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    level: Mapped[str] = mapped_column(String(10))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    # From the county down, each with a closing slash: being inside is beginning with. Made of the codes that the
    # areas had when they were added; a code that changes later leaves it alone, since scope goes by it.
    path: Mapped[str] = mapped_column(String(80), index=True)
    from_on: Mapped[date | None] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))
    # GeoJSON geometry, WGS-84; read only where it is asked for, it is a hundred times as large as the rest.
    boundary: Mapped[dict | None] = mapped_column(Data, deferred=True)
    synthetic: Mapped[bool] = mapped_column(Boolean, default=False)
    # Raised when what lies in it, or its name, becomes another: phones whose scope it is begin anew.
    edition: Mapped[int] = mapped_column(Integer, default=0)
    parent: Mapped[Area | None] = relationship(remote_side=[id], foreign_keys=[parent_id])


class Station(db.Model):
    __tablename__ = "stations"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    to_on: Mapped[date | None] = mapped_column(Date)


class FormerPath(db.Model):
    """Where an area lay before it was carried into another town: what was counted there then stays counted there."""

    __tablename__ = "former_paths"
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), index=True)
    path: Mapped[str] = mapped_column(String(80))
    until: Mapped[datetime] = mapped_column(Utc)


class StationTown(db.Model):
    """Which station serves a town: one station, several towns."""

    __tablename__ = "station_towns"
    town_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), index=True)


def county(session: Session) -> County | None:
    return session.get(County, 1)


def by_code(session: Session, code: str) -> Area | None:
    return session.scalar(select(Area).where(Area.code == code))


def by_codes(session: Session, codes: set[str]) -> list[Area]:
    """With their boundaries."""
    return list(session.scalars(select(Area).where(Area.code.in_(codes)).options(undefer(Area.boundary))))


def codes_of(path: str) -> list[str]:
    return [code for code in path.split("/") if code]


def path_of_level(path: str, level: str) -> str | None:
    """The part of a path down to county, town or village; None where the path ends above that level."""
    codes = codes_of(path)
    depth = {COUNTY: 1, TOWN: 2, VILLAGE: 3, GROUP: 4}[level]
    return "/".join(codes[:depth]) + "/" if len(codes) >= depth else None


def above(session: Session, area: Area, level: str) -> Area | None:
    """The area itself or the one above it that has this level."""
    path = path_of_level(area.path, level)
    return session.scalar(select(Area).where(Area.path == path)) if path else None


def station_of(session: Session, town: Area | None) -> Station | None:
    if town is None:
        return None
    link = session.get(StationTown, town.id)
    return session.get(Station, link.station_id) if link else None


def under(session: Session, path: str, *levels: str) -> list[Area]:
    """Areas at or under a path that exist today, in the order of their codes."""
    question = select(Area).where(Area.path.startswith(path, autoescape=True), Area.to_on.is_(None))
    if levels:
        question = question.where(Area.level.in_(levels))
    return list(session.scalars(question.order_by(Area.code)))


def with_boundary(session: Session) -> list[Area]:
    question = select(Area).where(Area.boundary.is_not(None), Area.to_on.is_(None))
    return list(session.scalars(question.options(undefer(Area.boundary))))


_area, _served, _county = Area.__table__, StationTown.__table__, County.__table__
_AREAS_EDITION = select(_county.c.areas_edition).where(_county.c.id == 1)
_LEVELS = (COUNTY, TOWN, VILLAGE, GROUP)
_ALONG = Prepared(
    select(
        _area.c.id, _area.c.code, _area.c.name, _area.c.level, _area.c.path, _area.c.to_on, _served.c.station_id,
        _AREAS_EDITION.scalar_subquery().label("edition_of_all"),
    )
    .outerjoin(_served, _served.c.town_id == _area.c.id)
    .where(or_(*(_area.c.path == bindparam(level) for level in _LEVELS)))
    # Held until the commit: a merge at work is waited for, so that no case opens behind its back.
    .with_for_update(read=True, key_share=True, of=_area)
)  # fmt: skip


def along(session: Session, path: str) -> dict:
    """The areas from the county down to this path, by path, each {id, code, name, level, path, to_on}; a town also
    with the `station_id` that serves it. `edition_of_all` changes when any area or boundary does."""
    return {row.path: row for row in _ALONG(session, **{level: path_of_level(path, level) for level in _LEVELS})}


def stations(session: Session) -> list[Station]:
    """Those that exist today."""
    return list(session.scalars(select(Station).where(Station.to_on.is_(None)).order_by(Station.name)))


def today(session: Session, area: Area) -> Area:
    """The area itself, or what became of it: its successor, or what it lay in when it was closed without one.

    The row is held until the commit: a reorganisation at work is waited for, so that no case opens behind its back.
    """
    while True:
        session.refresh(area, with_for_update={"read": True, "key_share": True})
        onward = area.successor_id or area.parent_id
        if area.to_on is None or onward is None:
            return area
        area = session.get_one(Area, onward)


def hold(session: Session, ids: list[int]) -> None:
    """Until the commit nobody opens a case in these: see `today`."""
    question = select(Area).where(Area.id.in_(ids)).order_by(Area.id).with_for_update()
    session.scalars(question.execution_options(populate_existing=True)).all()


def children_to_carry(session: Session, ids: list[int]) -> list[Area]:
    """What lies directly in these areas and has not become something else, in the order of the codes."""
    inside = (Area.parent_id.in_(ids), Area.successor_id.is_(None))
    return list(session.scalars(select(Area).where(*inside).order_by(Area.code)))


def under_to_carry(session: Session, path: str) -> list[Area]:
    inside = (Area.path.startswith(path, autoescape=True), Area.successor_id.is_(None))
    return list(session.scalars(select(Area).where(*inside)))


def became(session: Session, path: str) -> Area:
    """What lies at a path today: the area itself, what became of it, or the area that lay there before it was carried
    into another town."""
    area = session.scalar(select(Area).where(Area.path == path))
    if area is None:
        carried = select(FormerPath.area_id).where(FormerPath.path == path).order_by(FormerPath.until.desc()).limit(1)
        area = session.get(Area, session.scalar(carried) or session.get_one(County, 1).area_id)
    return today(session, area)


def touch(session: Session) -> None:
    """Call with every change of an area: kept indexes are built anew."""
    home = session.get_one(County, 1)
    home.areas_edition += 1


def raise_editions(session: Session, ids: set[int]) -> None:
    session.execute(update(Area).where(Area.id.in_(ids)).values(edition=Area.edition + 1))


def names_changed(session: Session) -> None:
    """Call when a person's name is another: cases show it, no event of theirs tells of it, and every phone of
    whoever holds a post begins anew."""
    session.execute(update(Area).values(edition=Area.edition + 1))


def by_paths(session: Session, paths: set[str]) -> list[Area]:
    return list(session.scalars(select(Area).where(Area.path.in_(paths))))


def towns_of_stations(session: Session, station_ids: set[int]) -> list[Area]:
    """The towns these stations serve, in the order of their codes."""
    question = select(Area).join(StationTown, StationTown.town_id == Area.id)
    return list(session.scalars(question.where(StationTown.station_id.in_(station_ids)).order_by(Area.code)))


def station_by_name(session: Session, name: str) -> Station | None:
    return session.scalar(select(Station).where(Station.name == name))


_EDITION = Prepared(_AREAS_EDITION)


def edition_of_boundaries(session: Session) -> int:
    """Changes when any area or boundary does: what is built from them is kept as long as this stays."""
    rows = _EDITION(session)
    return rows[0].areas_edition if rows else 0
