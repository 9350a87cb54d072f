"""What the worker sees to between jobs: it looks first, and one thing that fails keeps the others from nothing."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from patrol import housekeeping, work
from patrol.domain import sweeping, uploads
from patrol.domain.sweep import sweep
from patrol.domain.waiting import PEOPLE
from patrol.extensions import reading, writing
from patrol.models import StorageWalk, Upload, WaitingFile
from patrol.naming import alone
from patrol.storage_problems import StorageAway


@pytest.fixture
def walked(app, clock):
    """Nothing is left to be walked today."""
    with app.app_context(), writing() as session:
        walk = StorageWalk(started_at=clock.now, done_at=clock.now, next_slice=0, found={}, swept=[0, 0])
        session.add(walk)


def test_a_turn_with_nothing_to_do_writes_nothing(app, clock, walked, monkeypatch):
    def refuse():
        raise AssertionError("a writing transaction, only to look")

    with app.app_context():
        house = housekeeping.Housekeeping(app)
        for module in (housekeeping, work):
            monkeypatch.setattr(module, "writing", refuse)
        problems = []
        monkeypatch.setattr(housekeeping.log, "exception", lambda *said: problems.append(said))
        house.turn(clock.now)
        house.turn(clock.forward(seconds=15))
        assert sweep(refuse, now=clock.now, look=reading) == 0
        assert work.one_job(app, "the test's worker") is False
        assert problems == []


def test_everything_that_is_due_is_done_in_one_turn(app, cast, session, clock):
    admin = cast.admin.actor(session)
    PEOPLE.keep(session, admin, b"x", now=clock.now - timedelta(hours=2), sheet={"rows": []})
    session.add(
        Upload(
            id=str(uuid.uuid4()), person_id=cast.informant.id, sha256="0" * 64, length=9, offset=0,
            created_at=clock.now, expires_at=clock.now,
        )
    )  # fmt: skip
    session.commit()
    with app.app_context():
        housekeeping.Housekeeping(app).turn(clock.now)
    assert [session.query(one).count() for one in (WaitingFile, Upload)] == [0, 0]
    assert session.query(StorageWalk).one().next_slice == 1


def test_a_bucket_that_is_away_stops_only_what_needs_it(app, clock, monkeypatch):
    def away(*_given):
        raise StorageAway

    monkeypatch.setattr(app.extensions["storage"], "originals", away)
    done = []
    monkeypatch.setattr(uploads, "sweep", lambda *_given, **_more: done.append("uploads"))
    monkeypatch.setattr(housekeeping.retention, "carry_out", lambda *_given, **_more: done.append("retention") or 0)
    with app.app_context():
        house = housekeeping.Housekeeping(app)
        house.turn(clock.now)
        house.turn(clock.forward(seconds=15))
        assert done == ["uploads", "retention"] * 2
        # Its slice is walked again once the bucket is back and the lease is over.
        monkeypatch.undo()
        assert sweeping.turn(writing, reading, alone, app.extensions["storage"], now=clock.forward(minutes=11))
