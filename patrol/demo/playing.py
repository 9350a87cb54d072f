"""Plays a story as its people's phones would send it: facts first, then each photo."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from patrol.domain import acting, actors, photo_facts, photos, reports
from patrol.models import Report
from patrol.models.people import by_username

from .pictures import Album, Standpoint, standing_off
from .story import Deed, Story, View, local

PHOTO_ON_ITS_WAY = timedelta(seconds=25)
BETWEEN_PHOTOS = timedelta(seconds=20)
METRES_OFF = 35
NO_OFFSET = timedelta(0)

Happening = tuple[datetime, Callable[[datetime], None]]


@dataclass(frozen=True)
class Shown:
    """A photo, and how the report or act that it belongs to names it."""

    photo: bytes
    named: dict


@dataclass
class Player:
    storage: object
    session: Session
    album: Album = field(default_factory=Album)
    subjects: list[str] = field(default_factory=list)  # photos held, as jobs name them
    view_of: dict[str, tuple] = field(default_factory=dict)  # what the photo of a hash shows

    def happenings(self, stories: list[Story]) -> list[Happening]:
        """(when it reaches the server, what then happens), in the order of time."""
        unordered = [happening for story in stories for happening in self._of_story(story)]
        return sorted(unordered, key=lambda happening: happening[0])

    def _of_story(self, story: Story) -> Iterator[Happening]:
        stood = standing_off(*story.where, METRES_OFF, story.bearing_deg) if story.place_by != "none" else None
        source = "gallery" if story.place_by == "exif" else "camera"
        shown = self._shown(story, story.views, story.found_at, stood, source)
        yield story.arrived, partial(self._send_report, story, report_body(story, stood, shown))
        yield from self._photos_follow(story.who, story.arrived, shown)
        for number, deed in enumerate(story.deeds, start=1):
            yield from self._of_deed(story, number, deed)

    def _of_deed(self, story: Story, number: int, deed: Deed) -> Iterator[Happening]:
        stood = standing_off(*story.where, METRES_OFF, (story.bearing_deg + 40 * number) % 360)
        shown = self._shown(story, deed.views, deed.at, stood)
        yield (
            deed.arrived,
            partial(self._send_act, story, story.act_id(number), deed.who, act_body(deed, stood, shown)),
        )
        yield from self._photos_follow(deed.who, deed.arrived, shown)

    def _shown(
        self, story: Story, views: tuple[View, ...], at: datetime, stood: Standpoint | None, source: str = "camera"
    ) -> list[Shown]:
        """Bytes are stored before any row names them."""
        shown = []
        for number, (scene, near) in enumerate(views):
            taken_at = at - BETWEEN_PHOTOS * (len(views) - number)
            photo = self.album.photo(scene, near, story.otherwise, taken_at, stood)
            sha256, size = self.storage.put_stream(io.BytesIO(photo), hashlib.sha256(photo).hexdigest(), None)
            named = {"sha256": sha256, "bytes": size, "type": "image/jpeg", "source": source}
            shown.append(Shown(photo, named | {"taken_at": local(taken_at)}))
            self.view_of[sha256] = (scene, near, story.otherwise)
        return shown

    def _photos_follow(self, who: str, arrived: datetime, shown: list[Shown]) -> Iterator[Happening]:
        for number, one in enumerate(shown, start=1):
            yield arrived + PHOTO_ON_ITS_WAY * number, partial(self._send_photo, who, one)

    def _send_report(self, story: Story, body: dict, now: datetime) -> None:
        reports.receive(self.session, story.report_id, body, self._actor(story.who, now), now, NO_OFFSET)

    def _send_act(self, story: Story, act_id: str, who: str, body: dict, now: datetime) -> None:
        case_id = self.session.get(Report, story.report_id).case_id
        acting.receive(self.session, act_id, case_id, body, self._actor(who, now), now, NO_OFFSET)

    def _send_photo(self, who: str, one: Shown, now: datetime) -> None:
        by, sha256, size = self._actor(who, now), one.named["sha256"], one.named["bytes"]
        facts = photo_facts.read(io.BytesIO(one.photo))
        photos.hold(self.session, by, sha256, "photo", size=size, type_="image/jpeg", facts=facts, now=now)
        self.subjects.append(f"{sha256}/{by.id}")

    def _actor(self, username: str, at: datetime) -> actors.Actor:
        return actors.actor(by_username(self.session, username), at)


def report_body(story: Story, stood: Standpoint | None, shown: list[Shown]) -> dict:
    place = None
    if stood is not None:
        lat, lon = story.where if story.place_by == "pin" else (stood.lat, stood.lon)
        place = {"lat": lat, "lon": lon, "by": story.place_by}
    return {
        "kind": story.kind,
        "captured_at": local(story.found_at),
        "source": story.source,
        "fix": None if stood is None or story.from_desk else _fix(stood, story.found_at),
        "place": place,
        "note": story.note,
        "works_going_on": story.works_going_on,
        "conceal": story.conceal,
        "photos": [one.named for one in shown],
        "voice": None,
    }


def act_body(deed: Deed, stood: Standpoint, shown: list[Shown]) -> dict:
    body = {"act": deed.act, "at": local(deed.at), **deed.says}
    if shown:
        body |= {"photos": [one.named for one in shown], "fix": _fix(stood, deed.at)}
    return body


def _fix(stood: Standpoint, at: datetime) -> dict:
    return {
        "lat": stood.lat,
        "lon": stood.lon,
        "accuracy_m": 6.0,
        "altitude_m": stood.altitude_m,
        "heading_deg": stood.bearing_deg,
        "at": local(at),
    }
