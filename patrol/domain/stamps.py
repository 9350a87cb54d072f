"""What stands on a stamped copy (带水印的照片): time, place, coordinates, bearing, and a code of that case only.

The coordinates are those of the matter, never those of the phone or of the file: people send from home. Whoever
finds such a copy elsewhere reads from the code which case it left from, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from patrol.models import Attachment, Blob, Case, lists
from patrol.models.areas import by_paths, codes_of

from . import permissions
from .actors import Actor
from .placing import spoken
from .times import CHINA, parse

CODE = re.compile(r"[A-Z2-7]{4}-[A-Z2-7]{4}")
POINTS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


@dataclass(frozen=True)
class Stamp:
    code: str
    taken: str  # China's time; empty where the phone told none
    place: str  # in Chinese
    area: str  # the same as a number
    coordinates: str
    bearing: int | None

    @property
    def digest(self) -> str:
        """Another place is another picture."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    @property
    def point(self) -> str | None:
        """The direction in which the camera looked, as one of eight."""
        return None if self.bearing is None else POINTS[round(self.bearing / 45) % 8]


def code_of(case_id: str) -> str:
    """A case's id is a secret of those who see it, so that nobody else can tell whose code this is."""
    code = base64.b32encode(hashlib.sha256(f"stamp/{case_id}".encode()).digest()).decode()[:8]
    return f"{code[:4]}-{code[4:]}"


def case_of(session: Session, by: Actor, code: str) -> str | None:
    """The case of that code among those this person sees whole."""
    seen = permissions.visible_to(by) & permissions.seen_whole(by)
    return next((id_ for id_ in lists.ids_seen(session, seen) if code_of(id_) == code), None)


def of(session: Session, photo: Attachment, case: Case) -> Stamp:
    codes = codes_of(case.path)
    paths = {"/".join(codes[:depth]) + "/" for depth in range(2, len(codes) + 1)} or {case.path}
    names = [spoken(one.name) for one in sorted(by_paths(session, paths), key=lambda one: len(one.path))]
    blob = session.get(Blob, photo.sha256)
    bearing = ((blob and blob.facts or {}).get("gps") or {}).get("bearing_deg")
    return Stamp(
        code=code_of(case.id), taken=_taken(photo.taken_at), place="".join(names) or spoken(case.area.name),
        area=case.area.code, bearing=None if bearing is None else round(bearing) % 360,
        coordinates="" if case.lat is None else f"{case.lat:.5f}, {case.lon:.5f}",
    )  # fmt: skip


def _taken(text: str | None) -> str:
    try:
        at = parse(text)
    except ValueError:
        return ""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else ""
