"""What a story of the demo consists of: a report, and what people did about it, each at its time."""

from __future__ import annotations

import uuid
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from patrol.domain.times import CHINA

from .county import PEOPLE

FACTS = uuid.UUID("c3c7b1d2-6a0e-5f4b-8f6d-0b1f5f0f7a20")
ON_ITS_WAY = timedelta(seconds=40)

View = tuple[str, bool]  # a scene, and whether it is seen from near


@dataclass(frozen=True)
class Deed:
    """An act: done at `at`, received when there was signal again."""

    at: datetime
    who: str
    act: str
    says: dict = field(default_factory=dict)
    views: tuple[View, ...] = ()
    received_at: datetime | None = None

    @property
    def arrived(self) -> datetime:
        return self.received_at or self.at + ON_ITS_WAY


@dataclass(frozen=True)
class Story:
    key: str
    kind: str
    who: str
    found_at: datetime
    where: tuple[float, float]  # of the matter: WGS-84, latitude first
    bearing_deg: float  # the way the finder looked
    note: str
    views: tuple[View, ...]
    deeds: tuple[Deed, ...] = ()
    source: str = "informant"
    works_going_on: bool = False
    conceal: str | None = None
    received_at: datetime | None = None
    # fix: where the phone stood; pin: set on the map; exif: read from a photo of the gallery; none: no place at all.
    place_by: str = "fix"

    @property
    def arrived(self) -> datetime:
        return self.received_at or self.found_at + ON_ITS_WAY

    @property
    def from_desk(self) -> bool:
        """After a call or from a picture from above: no phone was there to have a fix."""
        return self.source in ("phone", "hotline", "satellite", "handed_over")

    @property
    def report_id(self) -> str:
        return str(uuid.uuid5(FACTS, self.key))

    @property
    def otherwise(self) -> bool:
        """Whether its photos show their scenes as on another day."""
        return bool(zlib.crc32(self.key.encode()) & 1)

    def act_id(self, number: int) -> str:
        return str(uuid.uuid5(FACTS, f"{self.key}/{number}"))


def far(scene: str) -> View:
    return scene, False


def near(scene: str) -> View:
    return scene, True


def person_id(username: str) -> str:
    return str(uuid.uuid5(PEOPLE, username))


def local(at: datetime) -> str:
    """A time as a phone in China writes it."""
    return at.astimezone(CHINA).isoformat(timespec="seconds")
