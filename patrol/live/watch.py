"""What the waiting room asks twice a second: whether anything has happened, and to whom of those who wait.

One small question for a whole process where nothing has; what any process, worker or machine has committed is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from patrol.domain import concerning, feed, signing_in
from patrol.domain.actors import Actor
from patrol.extensions import reading
from patrol.models import log

# Devices are revoked, posts begin and end by themselves: so late at the latest they count here.
CHECK_EVERY = timedelta(seconds=30)
MOST_EVENTS = 2000


@dataclass(frozen=True)
class Waiting:
    person: Actor
    scope: str


class Watch:
    def __init__(self, app: Flask):
        self.app = app
        self.seq = 0
        self.since: int | None = None
        self.known: dict[str, Waiting] = {}
        self.checked_at: datetime | None = None

    def begin(self, since: int | None) -> None:
        # Who comes asks for what came before by themselves.
        self.known, self.since = {}, since

    def __call__(self, keys: set[str]) -> tuple[set[str], set[str]]:
        """(whom of them to wake, who is no longer signed in), by the keys of their sessions."""
        now = self.app.config["CLOCK"]()
        with self.app.app_context(), reading() as session:
            return self._look(session, keys, now)

    def _look(self, session: Session, keys: set[str], now: datetime) -> tuple[set[str], set[str]]:
        last = log.last_seq(session)
        if not self.known or last < self.seq:
            self.seq, self.since = min(last, last if self.since is None else self.since), None
        after, events = self.seq, log.named_after(session, self.seq, MOST_EVENTS) if last > self.seq else []
        self.known = {key: self.known[key] for key in keys & self.known.keys()}
        moved, leave = self._check(session, keys, now, all_=any(event.case_id is None for event in events))
        people = {waiting.person.id: waiting.person for waiting in self.known.values()}
        told = concerning.persons(session, people.values(), events, after) if events else set()
        # Only now: a database that failed in between is asked for the same events again.
        self.seq = events[-1].seq if events else last
        return moved | {key for key, waiting in self.known.items() if waiting.person.id in told}, leave

    def _check(self, session: Session, keys: set[str], now: datetime, *, all_: bool) -> tuple[set[str], set[str]]:
        """(whose view of the county has changed, who is no longer signed in) of those who came, or of all of them."""
        all_ = all_ or self.checked_at is None or now - self.checked_at >= CHECK_EVERY
        asked = keys if all_ else keys - self.known.keys()
        if all_:
            self.checked_at = now
        if not asked:
            return set(), set()
        before = self.known
        found = {
            key: Waiting(person, feed.scope_of(session, person, now))
            for key, person in signing_in.those_of(session, asked, now).items()
        }
        leave = asked - found.keys()
        self.known = {key: one for key, one in before.items() if key not in leave} | found
        return {key for key in found.keys() & before.keys() if found[key].scope != before[key].scope}, leave
