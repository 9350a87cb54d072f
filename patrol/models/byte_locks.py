"""A lock on the hash of bytes, between those who are about to name them and those who would take them away.

PostgreSQL's advisory locks: they end with the transaction, and with the process that dies in it. On SQLite one
writer has its turn at a time, so that within a transaction there is nothing to lock (patrol/naming.py has the rest).
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def share(session: Session, sha256: str) -> None:
    """Until the commit nobody takes these bytes away; others may name them, too."""
    if _has_locks(session):
        session.execute(select(func.pg_advisory_xact_lock_shared(_key(sha256))))


def alone(session: Session, sha256: str) -> bool:
    """Until the commit nobody names these bytes; False when somebody is about to, and then nobody waits."""
    return not _has_locks(session) or session.scalar(select(func.pg_try_advisory_xact_lock(_key(sha256))))


def _has_locks(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _key(sha256: str) -> int:
    """Of two hashes that begin alike one waits for the other: sixty bits, so it never happens."""
    return int(sha256[:15], 16)
