"""Concealment over a reorganisation: whoever a case was hidden from before must not see it after.

Concealment works on the person: who sits at or under the concealed level sees nothing of the case, whatever else
they are. When the village of such a person is split, the person may come to sit in one part and the case in the
other, and a second post, say an inspector's, would open it. So it is asked of the people themselves, and where one
would see what they did not, the case is hidden from a wider circle: all villages of the town, all towns of the
county, at last everybody below it. An officer always sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

from sqlalchemy.orm import Session

from patrol.models import Case
from patrol.models.areas import codes_of
from patrol.models.people import holding_several

from . import actors
from .permissions import EVERYBODY_BELOW_THE_COUNTY, concealed_path, hidden_paths, sees


@dataclass(frozen=True)
class Before:
    """How a case was hidden."""

    path: str
    concealed: str | None
    concealed_path: str | None

    @classmethod
    def of(cls, case: Case) -> Before:
        return cls(case.path, case.concealed, case.concealed_path)


def circles_around(paths: list[str]) -> set[str]:
    """The concealed paths that hide a case from whoever sits at one of these paths: those people may come to sit
    elsewhere, and a case that itself stays where it is must stay hidden from them."""
    every = {"/".join(codes_of(path)[:depth]) + "/" for path in paths for depth in range(1, len(codes_of(path)) + 1)}
    return every | {f"{path}*" for path in every}


class Watch:
    """The people with several posts, as they were and as they are: nobody else can gain sight by a second one."""

    def __init__(self, session: Session, now: datetime):
        self.session, self.now = session, now
        self.before = self._look()
        self.after = self.before

    def _look(self) -> dict[str, actors.Actor]:
        self.session.flush()
        people = holding_several(self.session, self.now)
        for person in people:
            self.session.refresh(person, ["posts"])
        return {person.id: actors.actor(person, self.now) for person in people}

    def look_again(self) -> None:
        self.after = self._look()

    def hidden_from(self, before: Before, path: str, station_id: int | None) -> str | None:
        """The concealed path of the case at its new place."""
        if before.concealed is None:
            return None
        nearest = before.concealed_path if path == before.path else concealed_path(path, before.concealed)
        circles = [nearest, *_wider(path, before.concealed)]
        return next((one for one in circles if not self._shows(before, path, station_id, one)), circles[-1])

    def _shows(self, before: Before, path: str, station_id: int | None, concealed: str) -> bool:
        now = SimpleNamespace(path=path, station_id=station_id, concealed_path=concealed)
        return any(
            before.concealed_path in hidden_paths(person) and sees(self.after[id_], now, own=False)
            for id_, person in self.before.items()
            if id_ in self.after
        )


def _wider(path: str, concealed: str) -> list[str]:
    """'path*' hides from all that lies strictly under the path."""
    codes = codes_of(path)
    circles = []
    if concealed == "village" and len(codes) > 1:
        circles.append("/".join(codes[:2]) + "/*")
    if concealed != "station":
        circles.append(codes[0] + "/*")
    return [*circles, EVERYBODY_BELOW_THE_COUNTY]
