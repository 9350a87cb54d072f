"""归口: which authority a kind of violation belongs to by law, as a table that the office edits, in versions.

土地管理法 art. 78 gives villagers' houses built without right to agriculture, art. 77 other illegal occupation to
natural resources; felling is forestry's. The table hints and fills in: it never moves a case by itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.orm import Session

from patrol.models import routing as table

from . import versions
from .actors import Actor
from .errors import Invalid
from .rules import DEPARTMENTS, KINDS

OWN = "resources"  # 自然资源: the bureau itself
AUTHORITIES = (OWN, *(one for one in DEPARTMENTS if one != "village"))
Authority = Literal[AUTHORITIES]


class Line(BaseModel):
    """`villager`: where it is a villager's house; None: that makes no difference."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    authority: Authority = OWN
    villager: Authority | None = None


def _shipped(kind: str) -> Line:
    if kind in ("felling", "forest_land"):
        return Line(authority="forestry")
    return Line(villager="agriculture") if kind in ("farmland_house", "villa", "greenhouse_house") else Line()


class Routing(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    kinds: dict[Literal[KINDS], Line] = Field(default_factory=lambda: {kind: _shipped(kind) for kind in KINDS})

    def of(self, kind: str) -> Line:
        return self.kinds.get(kind) or _shipped(kind)


def current(session: Session) -> tuple[int, Routing]:
    row = table.RoutingVersion.latest(session)
    return (row.version, Routing.model_validate(row.body)) if row else (0, Routing())


def hint(session: Session) -> dict[str, dict]:
    """By kind, as phones know it."""
    _version, routing = current(session)
    return {kind: routing.of(kind).model_dump() for kind in KINDS}


def parse(lines: dict[str, dict]) -> Routing:
    """Raises Invalid for an authority that is none."""
    try:
        return Routing.model_validate({"kinds": lines})
    except ValidationError:
        raise Invalid("authority_unknown") from None


def save(session: Session, wanted: Routing, seen: int, by: Actor, now: datetime) -> int:
    """A new version; see `versions.save`."""
    return versions.save(session, "routing", table.RoutingVersion, current(session), wanted, seen, by, now)
