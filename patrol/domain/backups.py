"""What a backup must hold, that it was completed, and that the county has returned from one."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from patrol.models import LogHead
from patrol.models import backups as table
from patrol.models.areas import county
from patrol.models.backups import Backup
from patrol.models.uploads import forget_all

from . import county_log

# More than a town gives out in the days that a backup may be old: no number is ever given twice.
NUMBERS_SKIPPED = 100
EPOCHS_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def log_stands(session: Session) -> dict:
    """{"seq", "head", "epoch"} of the log now."""
    head = session.get(LogHead, 1)
    return {"seq": head.seq, "head": head.hash, "epoch": county(session).epoch}


def bytes_named(session: Session) -> list[tuple[str, int]]:
    return table.bytes_named(session)


def thumbnails_named(session: Session) -> list[str]:
    return [f"thumbnails/{sender}/{sha256}" for sender, sha256 in table.thumbnails_named(session)]


def completed(session: Session, seq: int, started_at: datetime, now: datetime) -> None:
    session.add(Backup(seq=seq, started_at=started_at, completed_at=now))


def is_safe(session: Session, seq: int, fact_id: str) -> bool:
    """Whether the last completed backup holds this fact and every one of its files: the phone may let go of them.

    It only ever advances: a fact whose files are not all here yet is not safe.
    """
    backup = table.last(session)
    return backup is not None and seq <= backup.seq and not table.bytes_outside(session, fact_id, backup.started_at)


def ever(session: Session) -> bool:
    return table.last(session) is not None


def days_since_last(session: Session, now: datetime) -> int | None:
    """None when there has never been one."""
    backup = table.last(session)
    return backup and (now - backup.completed_at).days


def fresh_epoch(now: datetime) -> int:
    """By the clock and not by counting: what was put back twice from one backup counts the same twice, and a phone
    that met the first of the two would take the second for it."""
    return max(1, int((now - EPOCHS_BEGIN).total_seconds()))


def returned(session: Session, manifest: dict, times: int, *, now: datetime) -> None:
    """The log goes on in a new epoch: phones notice, and send what it does not know. Its old head is kept.

    `times`: how often this backup has been put back by now; the numbers given out after the last time are skipped,
    too.
    """
    home = county(session)
    home.epoch = max(home.epoch + 1, fresh_epoch(now))
    table.skip_numbers(session, NUMBERS_SKIPPED * times)
    # Their pieces were not part of the backup: the phones begin these photos anew.
    forget_all(session)
    said = {"head": manifest["head"], "taken_at": manifest["taken_at"], "epoch": home.epoch}
    county_log.record(session, "restore", None, now, **said)
