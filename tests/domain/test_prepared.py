"""Statements run by the driver alone behave as SQLAlchemy's own do, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from patrol.models import Blob, Job
from patrol.models.prepared import Prepared, insert_missing, insert_rows, looking_up

AT = datetime(2026, 11, 24, 2, 0, 0, 250_000, tzinfo=UTC)
_blob = Blob.__table__
BY_HASH = Prepared(select(_blob.c.bytes, _blob.c.stored_at, _blob.c.facts).where(_blob.c.sha256 == bindparam("hash")))


def blob(letter: str, facts: dict | None) -> Blob:
    return Blob(sha256=letter * 64, bytes=7, type="image/jpeg", stored_at=AT, facts=facts)


def test_what_is_written_is_read_back_with_its_types(session):
    insert_rows(session, [blob("a", {"make": "华为"}), blob("b", None)])
    assert [tuple(*BY_HASH(session, hash=letter * 64)) for letter in "ab"] == [
        (7, AT, {"make": "华为"}),
        (7, AT, None),
    ]
    assert session.get(Blob, "a" * 64).stored_at == AT
    assert BY_HASH(session, hash="c" * 64) == []


def test_a_row_that_is_there_already_is_told_as_by_sqlalchemy_or_passed_over(session):
    insert_rows(session, [blob("a", None)])
    session.commit()
    with pytest.raises(IntegrityError):
        insert_rows(session, [blob("a", {"make": "华为"})])
    session.rollback()
    insert_missing(session, blob("a", {"make": "华为"}))
    assert BY_HASH(session, hash="a" * 64)[0].facts is None


def test_rows_with_other_columns_set_lose_nothing(session):
    first = Job(id="1", task="renditions", subject="a", run_at=AT, tries=0)
    second = Job(id="2", task="renditions", subject="b", run_at=AT, tries=0, problem="before")
    insert_rows(session, [first, second])
    assert {job.id: job.problem for job in session.scalars(select(Job))} == {"1": None, "2": "before"}


def test_a_question_alone_sees_what_is_committed(session):
    insert_rows(session, [blob("a", None)])
    with looking_up(session.get_bind()) as link:
        assert BY_HASH(link, hash="a" * 64) == []
    session.commit()
    with looking_up(session.get_bind()) as link:
        assert [tuple(one) for one in BY_HASH(link, hash="a" * 64)] == [(7, AT, None)]


def test_after_a_commit_or_a_rollback_the_next_statement_is_of_a_transaction_of_its_own(session):
    insert_rows(session, [blob("a", None)])
    session.commit()
    insert_rows(session, [blob("b", None)])
    session.rollback()
    insert_rows(session, [blob("c", None)])
    session.rollback()
    assert [len(BY_HASH(session, hash=letter * 64)) for letter in "abc"] == [1, 0, 0]
