"""How long photos and recordings of closed cases are kept, by the outcome; for ever where nobody set a time.

Carried out by an event on the case: it names each file by its hash and says why. First that event and the rows, then
the bytes; a process killed between the two leaves them to the sweep. Reports, acts and the log stay for ever.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from patrol.models import Case, byte_locks, work
from patrol.models import cases as case_table
from patrol.models import retention as table

from . import chain, versions
from .actors import Actor
from .photos import RENDITIONS
from .sweeping import take_let_go
from .times import CHINA

OUTCOMES = ("unfounded", "corrected", "filed", "transferred")
FIELDS = (*OUTCOMES, "people")
CASES_AT_ONCE = 50
Months = Annotated[int, Field(ge=1, le=600)] | None


class Retention(BaseModel):
    """Months after the closing; None is for ever."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    unfounded: Months = None
    corrected: Months = None
    filed: Months = None
    transferred: Months = None
    # After the last matter of somebody who has left: the name and number may be erased then, by somebody's hand.
    people: Months = None

    def people_before(self, now: datetime) -> datetime | None:
        """Who left, and whose last case was closed, before that moment may be erased; None where no time is set."""
        return None if self.people is None else months_before(now, self.people)

    def limits(self, now: datetime) -> dict[str, datetime]:
        """Cases of that outcome closed before that moment keep no photos."""
        set_ = {outcome: getattr(self, outcome) for outcome in OUTCOMES}
        return {outcome: months_before(now, months) for outcome, months in set_.items() if months is not None}


def months_before(now: datetime, months: int) -> datetime:
    """The same day of an earlier month in China, or its last one."""
    that = now.astimezone(CHINA)
    year, month = divmod(that.year * 12 + that.month - 1 - months, 12)
    day = min(that.day, monthrange(year, month + 1)[1])
    return that.replace(year=year, month=month + 1, day=day)


def current(session: Session) -> tuple[int, Retention]:
    row = table.RetentionVersion.latest(session)
    return (row.version, Retention.model_validate(row.body)) if row else (0, Retention())


def save(session: Session, wanted: Retention, seen: int, by: Actor, now: datetime) -> int:
    """A new version; see `versions.save`."""
    return versions.save(session, "retention", table.RetentionVersion, current(session), wanted, seen, by, now)


def concerned(session: Session, wanted: Retention, now: datetime) -> dict[str, tuple[int, int, int]]:
    """By outcome: how many cases, files and bytes it would take away now."""
    return {outcome: table.concerned(session, outcome, before) for outcome, before in wanted.limits(now).items()}


def carry_out(transaction, look, alone, storage, *, now: datetime, limit: int = CASES_AT_ONCE) -> int:
    """Let go of what is over its time, case by case; how many cases it was."""
    with look() as session:
        version, rules = current(session)
        limits = rules.limits(now)
        ids = table.over(session, limits, limit) if limits else []
    done = 0
    for case_id in ids:
        with transaction() as session:
            gone = _expire(session, case_id, version, rules, now)
        for sha256 in gone or ():
            take_let_go(alone, storage, sha256)
        done += gone is not None
    return done


def _expire(session: Session, case_id: str, version: int, rules: Retention, now: datetime) -> list[str] | None:
    """The hashes whose bytes nobody needs any more; None when there was nothing to do after all."""
    case = case_table.locked_if_free(session, case_id)
    outcome = case and _outcome(session, case, rules, now)
    files = table.files_kept(session, case_id) if outcome else []
    hashes = sorted({one.sha256 for one in files})
    # Whoever is about to name one of them anew goes first; the case comes again with the next turn.
    if not files or not all(byte_locks.alone(session, one) for one in hashes):
        return None
    for one in files:
        one.expired_at = now
    session.flush()
    gone = [one for one in hashes if not table.named_elsewhere(session, one)]
    for one in gone:
        table.let_go(session, one, now)
    # Sent again one day, they are pictures to be made again.
    work.forget_jobs(session, RENDITIONS, [f"{one.sha256}/{one.sender_id}" for one in files if one.sha256 in gone])
    content = {
        "act": "expire", "cause": "retention", "of": outcome, "months": getattr(rules, outcome), "version": version,
        "files": hashes,
    }  # fmt: skip
    chain.record(session, case, chain.system(now), content, {})
    return gone


def _outcome(session: Session, case: Case, rules: Retention, now: datetime) -> str | None:
    """The outcome for which the time is over as the case stands now; a case that is open has none."""
    limits = rules.limits(now).items()
    return next((one for one, before in limits if table.is_over(session, case.id, one, before)), None)
