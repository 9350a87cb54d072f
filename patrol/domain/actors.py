"""Who acts: a person with the posts held at a time, detached from the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from patrol.models import Person
from patrol.models.areas import VILLAGE, path_of_level

from .ladder import LEVEL_OF_ROLE, rank

# The office's administrator has no case by that post, a department only the joint tasks given to it.
WITHOUT_CASES = {"admin", "department"}


@dataclass(frozen=True)
class Held:
    """One post: role, and the path of its area or the station it belongs to."""

    id: int
    role: str
    path: str | None
    station_id: int | None
    from_at: datetime
    to_at: datetime | None
    continues_id: int | None = None
    edition: int = 0  # of its area
    department: str | None = None

    @property
    def reach(self) -> str | None:
        """The path it covers: a group's informant sees and acts in the whole village."""
        if self.role == "informant" and self.path:
            return path_of_level(self.path, VILLAGE) or self.path
        return self.path

    def covers(self, case) -> bool:
        if self.role in WITHOUT_CASES:
            return False
        if self.station_id is not None:
            return case.station_id == self.station_id
        return self.reach is not None and case.path.startswith(self.reach)


@dataclass(frozen=True)
class Actor:
    id: str
    name: str
    posts: tuple[Held, ...]  # held now
    ever: tuple[Held, ...]  # held at any time
    device_id: str | None = None

    def at(self, at: datetime) -> Actor:
        """The same person with the posts held at another time."""
        return Actor(self.id, self.name, held_at(self.ever, at), self.ever, self.device_id)

    def whenever(self) -> Actor:
        return Actor(self.id, self.name, self.ever, self.ever, self.device_id)

    @property
    def roles(self) -> set[str]:
        return {post.role for post in self.posts}

    @property
    def level(self) -> str:
        """The highest level the person stands at; a villager without a post counts as the village."""
        levels = [LEVEL_OF_ROLE[role] for role in self.roles if role in LEVEL_OF_ROLE]
        return max(levels, key=rank, default="village")

    def roles_on(self, case) -> set[str]:
        return {post.role for post in self.posts if post.covers(case)}


def held_at(posts: tuple[Held, ...], at: datetime) -> tuple[Held, ...]:
    """The posts held at a time, and those that go on from them: when villages merge, what was done in the old one
    and arrives late is still done in office."""
    held = [post for post in posts if post.from_at <= at and (post.to_at is None or at < post.to_at)]
    for post in held:  # grows while it is walked: a village may merge twice
        held += [later for later in posts if later.continues_id == post.id and later not in held]
    return tuple(held)


def actor(person: Person, now: datetime, device_id: str | None = None) -> Actor:
    ever = tuple(
        Held(
            post.id,
            post.role,
            post.area.path if post.area else None,
            post.station_id,
            post.from_at,
            post.to_at,
            post.continues_id,
            post.area.edition if post.area else 0,
            post.department,
        )
        for post in person.posts
    )
    return Actor(person.id, person.name, held_at(ever, now), ever, device_id)


def from_rows(rows: Iterable, now: datetime, device_id: str | None = None) -> list[Actor]:
    """The same from rows of `models.people`, a person's one after the other, without loading anything else."""
    found = []
    for (person_id, name), group in groupby(rows, key=lambda row: (row.id, row.name)):
        ever = tuple(
            Held(
                row.post_id,
                row.role,
                row.path,
                row.station_id,
                row.from_at,
                row.to_at,
                row.continues_id,
                row.edition or 0,
                row.department,
            )
            for row in group
            if row.post_id is not None
        )
        found.append(Actor(person_id, name, held_at(ever, now), ever, device_id))
    return found
