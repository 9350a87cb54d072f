"""What a merge or a split of areas would do: read and checked, nothing written.

One shape for both: `olds` become `successors`. An old area that is among its own successors goes on (another was
merged into it, or a part was split off); the other olds end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from patrol.models import Area, Person, Post
from patrol.models.area_lists import posts_in
from patrol.models.areas import TOWN, by_code, children_to_carry

from . import area_codes, boundaries
from .errors import Invalid
from .keeping_areas import checked_name


@dataclass(frozen=True)
class Successor:
    """As the form says it: the code of an area there is, or code, name and parent of a new one."""

    code: str
    name: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Wish:
    olds: tuple[int, ...]
    successors: tuple[Successor, ...]  # the first takes what nobody chose for
    posts: dict[int, int] = field(default_factory=dict)  # post → place among the successors
    children: dict[int, int] = field(default_factory=dict)  # area inside → place among the successors


@dataclass
class Target:
    """A successor: the area when there is one, else what it is to be."""

    code: str
    name: str
    parent: Area
    area: Area | None

    @property
    def boundary(self) -> dict | None:
        return self.area.boundary if self.area else None


@dataclass
class Plan:
    olds: list[Area]
    targets: list[Target]
    posts: list[tuple[Post, Person, int]]
    children: list[tuple[Area, int]]
    boundary: str  # joined | kept | none: of the one successor; several: kept | cut

    @property
    def level(self) -> str:
        return self.olds[0].level

    @property
    def ended(self) -> list[Area]:
        going_on = {target.area.id for target in self.targets if target.area}
        return [area for area in self.olds if area.id not in going_on]

    def default_for(self, old: Area) -> int:
        """Where an area's things go when nobody chose: to itself where it goes on, else to the first successor."""
        places = (place for place, target in enumerate(self.targets) if target.area and target.area.id == old.id)
        return next(places, 0)

    def place_of_case(self, old: Area, lat: float | None, lon: float | None) -> int:
        """The successor whose boundary holds the place, else the default."""
        if lat is not None and len(self.targets) > 1:
            for place, target in enumerate(self.targets):
                own = target.area is not None and target.area.id == old.id
                if not own and target.boundary and boundaries.holds(target.boundary, lat, lon):
                    return place
        return self.default_for(old)


def make(session: Session, wish: Wish, now: datetime) -> Plan:
    """Raises Invalid with what is wrong with the wish."""
    olds = _olds(session, wish)
    targets = [_target(session, one, olds) for one in wish.successors]
    codes = [target.code for target in targets]
    if not targets:
        raise Invalid("no_successor")
    if len(set(codes)) < len(codes):
        raise Invalid("successor_twice")
    if olds[0].level == TOWN and len(targets) > 1:
        raise Invalid("town_not_split")
    plan = Plan(olds, targets, [], [], "none")
    if not plan.ended and len(targets) == 1:
        raise Invalid("nothing_to_reorganise")
    by_id = {area.id: area for area in olds}
    for post, person in posts_in(session, sorted(by_id), now):
        place = wish.posts.get(post.id, plan.default_for(by_id[post.area_id]))
        plan.posts.append((post, person, _checked(place, targets)))
    for child in children_to_carry(session, sorted(by_id)):
        place = wish.children.get(child.id, _by_boundary(plan, by_id[child.parent_id], child))
        plan.children.append((child, _checked(place, targets)))
    plan.boundary = _boundary(plan)
    return plan


def _olds(session: Session, wish: Wish) -> list[Area]:
    olds = [session.get(Area, area_id) for area_id in dict.fromkeys(wish.olds)]
    if not olds or any(area is None or area.to_on is not None for area in olds):
        raise Invalid("no_such_area")
    if len({area.level for area in olds}) > 1:
        raise Invalid("levels_differ")
    if olds[0].level not in area_codes.PARENT:
        raise Invalid("county_stays")
    return sorted(olds, key=lambda area: area.code)


def _target(session: Session, said: Successor, olds: list[Area]) -> Target:
    level, code = olds[0].level, area_codes.clean(said.code)
    area = by_code(session, code) if code else None
    if area is not None:
        if area.to_on is not None or area.level != level:
            raise Invalid("no_such_successor", code=said.code[:20])
        return Target(area.code, area.name, area.parent, area)
    if not code or not area_codes.fits(code, level):
        raise Invalid("bad_area_code")
    parent = by_code(session, said.parent) if said.parent else None
    if parent is None or parent.to_on is not None or parent.level != area_codes.PARENT[level]:
        raise Invalid("no_parent_chosen")
    return Target(code, checked_name(said.name), parent, None)


def _checked(place: int, targets: list[Target]) -> int:
    if not 0 <= place < len(targets):
        raise Invalid("no_such_area")
    return place


def _by_boundary(plan: Plan, old: Area, child: Area) -> int:
    return plan.place_of_case(old, *(boundaries.centre(child.boundary) if child.boundary else (None, None)))


def _boundary(plan: Plan) -> str:
    if len(plan.targets) > 1:
        return "cut" if any(cut_from(plan, old) for old in plan.olds) else "kept"
    target = plan.targets[0]
    joining = [area.boundary for area in plan.ended] + ([target.boundary] if target.area else [])
    if all(joining):
        return "joined"
    return "kept" if target.boundary else "none"


def cut_from(plan: Plan, old: Area) -> list[dict]:
    """The boundaries of the parts that are split off from an old area that goes on."""
    if old in plan.ended or not old.boundary:
        return []
    return [target.boundary for target in plan.targets if target.boundary and target.area.id != old.id]
