"""Settings kept as versions of one document, each saved on top of the version its author started from."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel
from sqlalchemy.orm import Session

from patrol.models.versions import Version

from . import county_log
from .actors import Actor
from .errors import Conflict, Invalid, Refused


def save(
    session: Session, kind: str, table: type[Version], standing: tuple[int, BaseModel], wanted: BaseModel, seen: int,
    by: Actor, now: datetime,
) -> int:  # fmt: skip
    """The number of the new version. `standing` is the one that holds, `seen` the number its author started from.

    Raises Conflict("…_changed") when somebody saved in between, Invalid("nothing_changed") when it says the same.
    """
    if "admin" not in by.roles:
        raise Refused("admin_only")
    number, before = standing
    if number != seen:
        raise Conflict(f"{kind}_changed")
    if before == wanted:
        raise Invalid("nothing_changed")
    document = wanted.model_dump(mode="json")
    session.add(table(version=number + 1, body=document, at=now, by_id=by.id))
    county_log.record(session, kind, by, now, version=number + 1, **{kind: document})
    return number + 1
