"""Rows by their primary keys, a dictionary of those that are there."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session


def by_ids(session: Session, table: type, ids: Iterable[str]) -> dict:
    found = session.scalars(select(table).where(table.id.in_(list(ids)))).unique()
    return {one.id: one for one in found}
