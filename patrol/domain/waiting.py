"""A file between its check page and the confirmation waits here: for a while, for the one who brought it.

What is kept are the lines, not the verdicts: they are judged again when they are taken, and when anything came out
otherwise than the page had said, nothing is done and the page is shown anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from patrol.models import WaitingFile
from patrol.models.codes import any_code_expired, forget_expired_codes
from patrol.models.waiting_files import any_file_expired, forget_files, waiting_file

from .actors import Actor
from .errors import Missing


@dataclass(frozen=True)
class Shelf:
    """A kind of file: for how long one waits, and what is said once it is gone."""

    of: str
    lasts: timedelta
    gone: str

    def keep(
        self, session: Session, by: Actor, data: bytes, *, now: datetime, name: str = "?", sheet: dict | None = None
    ) -> WaitingFile:
        """Keep the file, or what was read from it; an earlier one of the same owner and all expired ones go."""
        forget_files(session, of=self.of, owner_id=by.id)
        forget_files(session, expired=now)
        kept = WaitingFile(
            of=self.of, owner_id=by.id, name=name, sha256=hashlib.sha256(data).hexdigest(), sheet=sheet,
            content=None if sheet else data, created_at=now, expires_at=now + self.lasts,
        )  # fmt: skip
        session.add(kept)
        session.flush()
        return kept

    def find(self, session: Session, by: Actor, file_id: str, now: datetime, *, lock: bool = False) -> WaitingFile:
        kept = waiting_file(session, self.of, file_id, by.id, now, lock=lock)
        if kept is None:
            raise Missing(self.gone)
        return kept

    def drop(self, session: Session, by: Actor, file_id: str, now: datetime) -> None:
        session.delete(self.find(session, by, file_id, now))


AREAS = Shelf("areas", timedelta(days=1), "file_gone")
PEOPLE = Shelf("people", timedelta(hours=1), "import_missing")


def sweep(transaction, look, *, now: datetime) -> None:
    """Names of people who never came in do not lie about; nor do codes that nobody used."""
    with look() as session:
        if not (any_file_expired(session, now) or any_code_expired(session, now)):
            return
    with transaction() as session:
        forget_files(session, expired=now)
        forget_expired_codes(session, now)
