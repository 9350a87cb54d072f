"""合并、拆分: areas become other areas, now. One event for the act, and one for each case concerned.

What people know stays so: a case keeps its number, its dues and the area it was found in; what is hidden stays
hidden; a post goes on under the new name. The reverse act does not undo it: what came together since cannot be told
apart. Lock order: cases by id, then the areas, then the log's head.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Area, Case, FormerPath, Post, StationTown
from patrol.models.areas import (
    GROUP,
    TOWN,
    above,
    by_paths,
    codes_of,
    hold,
    raise_editions,
    station_of,
    touch,
    under_to_carry,
)
from patrol.models.cases import locked_within

from . import boundaries, chain, county_log, hiding
from .actors import Actor
from .keeping_areas import china_day, free_path, group_code, marks, new_area
from .reorganising_plan import Plan, Wish, cut_from, make


def reorganise(session: Session, wish: Wish, by: Actor, now: datetime) -> Plan:
    """Merge or split as wished. Raises Invalid or Conflict, and then nothing changed."""
    olds = [session.get(Area, area_id) for area_id in wish.olds]
    paths = [area.path for area in olds if area is not None]
    if paths:
        locked_within(session, paths, hiding.circles_around(paths))
    hold(session, sorted(wish.olds))
    plan = make(session, wish, now)
    # Again, with the areas held: what was reported in between is concerned, too.
    paths = [area.path for area in plan.olds]
    cases = locked_within(session, paths, hiding.circles_around(paths))
    before = {case.id: hiding.Before.of(case) for case in cases}
    watch = hiding.Watch(session, now)
    areas = _successors(session, plan, now)
    towns = _towns_concerned(session, plan, areas)
    moves = _Moves(session, plan, areas)
    posts = _move_posts(session, plan, areas, now)
    _carry(session, moves, now)
    _redraw(session, plan, areas)
    _end(session, plan, areas, now)
    raise_editions(session, {area.id for area in (*plan.olds, *areas)} | {town.id for town in towns})
    session.flush()
    watch.look_again()
    for case in cases:
        _move_case(session, case, before[case.id], moves, watch, by, now)
    touch(session)
    _record(session, plan, areas, posts, by, now)
    return plan


def _successors(session: Session, plan: Plan, now: datetime) -> list[Area]:
    return [
        target.area or new_area(session, target.code, target.name, plan.level, target.parent, from_on=china_day(now))
        for target in plan.targets
    ]


def _towns_concerned(session: Session, plan: Plan, areas: list[Area]) -> list[Area]:
    return [town for area in (*plan.olds, *areas) if (town := above(session, area, TOWN)) is not None]


class _Carried:
    """An area that lies in an old one and goes along, with what lies in it."""

    def __init__(self, session: Session, child: Area, parent: Area):
        self.child, self.parent, self.before = child, parent, child.path
        key = codes_of(child.path)[-1]
        taken = by_paths if child.parent_id != parent.id else lambda *_: []
        self.path = free_path(parent, key, lambda path: bool(taken(session, {path})))


class _Moves:
    """Where a case goes; asked after paths have changed, so it remembers how things lay before."""

    def __init__(self, session: Session, plan: Plan, areas: list[Area]):
        self.plan, self.areas = plan, areas
        self.olds = [(area.path, area) for area in plan.olds]
        self.carried = [_Carried(session, child, areas[place]) for child, place in plan.children]
        self.stations = {area.id: station_of(session, above(session, area, TOWN)) for area in plan.olds}

    def concern(self, case: Case) -> bool:
        return any(case.path.startswith(path) for path, _ in self.olds)

    def of(self, session: Session, case: Case) -> tuple[Area, Area, str, bool]:
        """(old area, successor, the case's new path, whether the case lies in the old area itself)"""
        path, old = next((path, old) for path, old in self.olds if case.path.startswith(path))
        for one in self.carried:
            if case.path.startswith(one.before):
                return old, one.parent, one.path + case.path.removeprefix(one.before), False
        new = self.areas[self.plan.place_of_case(old, case.lat, case.lon)]
        return old, new, new.path, True

    def station_id(self, session: Session, case: Case, old: Area, new: Area) -> int | None:
        """The new town's station; a case that was handed to a third one stays there."""
        was = self.stations[old.id]
        if case.station_id != (was.id if was else None):
            return case.station_id
        station = station_of(session, above(session, new, TOWN))
        return station.id if station else None


def _move_case(session, case: Case, before: hiding.Before, moves: _Moves, watch: hiding.Watch, by, now) -> None:
    fields, content = {}, {"act": "reorganise", "from_area": case.area.name, "to_area": case.area.name}
    if moves.concern(case):
        old, new, path, itself = moves.of(session, case)
        fields = {"path": path, "station_id": moves.station_id(session, case, old, new)}
        if itself:
            fields["area_id"] = new.id
        content |= {"from_area": old.name, "to_area": new.name}
    path, station_id = fields.get("path", case.path), fields.get("station_id", case.station_id)
    fields["concealed_path"] = watch.hidden_from(before, path, station_id)
    if any(getattr(case, name) != value for name, value in fields.items()):
        chain.record(session, case, chain.Stamp(by, "admin", now, now), content, {"case": fields})


def _move_posts(session: Session, plan: Plan, areas: list[Area], now: datetime) -> list[list[int]]:
    """The old post ends, a new one goes on from it. [[old post, new post], …]"""
    moved = []
    for post, person, place in plan.posts:
        area = areas[place]
        if post.area_id == area.id:
            continue
        new = Post(
            person_id=person.id, role=post.role, area_id=area.id, from_at=max(now, post.from_at), to_at=post.to_at,
            continues_id=post.id, department=post.department,
        )  # fmt: skip
        post.to_at = max(now, post.from_at)
        session.add(new)
        session.flush()
        moved.append([post.id, new.id])
    return moved


def _carry(session: Session, moves: _Moves, now: datetime) -> None:
    """What lies in the old areas goes along, under the same names and codes."""
    for one in moves.carried:
        if one.child.parent_id == one.parent.id:
            continue
        for area in under_to_carry(session, one.before):
            session.add(FormerPath(area_id=area.id, path=area.path, until=now))
            area.path = one.path + area.path.removeprefix(one.before)
            area.edition += 1
        one.child.parent_id = one.parent.id
        if one.child.level == GROUP:
            # Not the statisticians' code but ours: the village's and three digits, by which phones know the village.
            one.child.code = group_code(session, one.parent, one.child.code)
            session.flush()
    session.flush()


def _redraw(session: Session, plan: Plan, areas: list[Area]) -> None:
    if plan.boundary == "joined":
        parts = [*plan.ended, *([areas[0]] if plan.targets[0].area else [])]
        areas[0].synthetic = any(one.synthetic for one in parts)
        areas[0].boundary = boundaries.joined([one.boundary for one in parts])
    for old in plan.olds:
        for part in cut_from(plan, old):
            old.boundary = boundaries.without(old.boundary, part) or old.boundary
    if len(areas) == 1 and plan.level != TOWN:
        for old in plan.ended:
            _hand_land_over(old, areas[0])


def _hand_land_over(old: Area, new: Area) -> None:
    """A village that goes to another town takes its land along, where all three are drawn."""
    giving, taking = old.parent, new.parent
    if giving.id == taking.id or not (old.boundary and giving.boundary and taking.boundary):
        return
    left = boundaries.without(giving.boundary, old.boundary)
    if left is not None:
        giving.boundary, taking.boundary = left, boundaries.joined([taking.boundary, old.boundary])
        taking.synthetic = giving.synthetic or taking.synthetic or old.synthetic


def _end(session: Session, plan: Plan, areas: list[Area], now: datetime) -> None:
    for old in plan.ended:
        old.to_on, old.successor_id = china_day(now), areas[0].id
        link = session.get(StationTown, old.id)
        if link is None:
            continue
        # A town made anew is served by who served the first of its parts.
        if plan.targets[0].area is None and session.get(StationTown, areas[0].id) is None:
            session.add(StationTown(town_id=areas[0].id, station_id=link.station_id))
        session.delete(link)
        session.flush()


def _record(session: Session, plan: Plan, areas: list[Area], posts: list, by: Actor, now: datetime) -> None:
    """Without cases: how many there are, or which, is not for everybody who reads of the county's own events."""
    county_log.record(
        session, "reorganise", by, now, level=plan.level, areas=marks(*plan.olds, *areas),
        olds=[[area.code, area.name] for area in plan.olds], successors=[[area.code, area.name] for area in areas],
        ended=[area.code for area in plan.ended], posts=posts,
        carried=[[child.code, areas[place].code] for child, place in plan.children], boundary=plan.boundary,
    )  # fmt: skip
