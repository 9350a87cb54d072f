"""No room: originals wait on the phones, facts, acts and small pictures are taken, and the office is told once."""

from __future__ import annotations

import errno
import io
import sqlite3
import sys

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from patrol.domain import room, verifying
from patrol.domain.room import Room
from patrol.extensions import db, reading, writing
from tests.api.sending import act, case_of, named, new_id, picture, report_body, send_report
from tests.api.test_uploads import begin, code, tus
from tests.desk.browsing import Office, words_of
from tests.desk.test_calls import form


class Disk:
    """As full as the test says."""

    def __init__(self, used: int, free: int):
        self.asked, self.now = 0, (used, free)

    def disk(self):
        self.asked += 1
        return self.now


@pytest.fixture
def disk(app):
    """The app's storage on a disk whose room is the test's; looked at with every question."""
    disk = Disk(95, 5)
    app.extensions["room"] = Room(disk, None, clock=iter(range(0, 10**6, 10)).__next__)
    return disk


def test_originals_wait_while_facts_acts_and_thumbnails_are_taken(cast, disk):
    content, name = picture(1)
    receipt = send_report(cast.informant, photos=[name])
    me, path, case = cast.informant, f"/photos/{name['sha256']}", receipt["case"]["id"]
    answer = me.put(path, content)
    assert (code(answer), answer.headers["Retry-After"]) == ((507, "storage_full"), "300")
    assert code(begin(me, content, name["sha256"])) == (507, "storage_full")
    assert me.put(path + "/thumbnail", content).status_code == 200
    assert act(me, case, "comment", note="还在挖", photos=[named(b"another")]).status_code == 201
    assert case_of(me, case)["photos"][0]["state"] == "thumbnail"
    disk.now = (94, 6)
    assert me.put(path, content).json == {"sha256": name["sha256"], "state": "held"}


def test_an_upload_under_way_waits_where_it_stands(cast, disk):
    disk.now = (50, 50)
    content, name = picture(2)
    send_report(cast.informant, photos=[name])
    path = begin(cast.informant, content, name["sha256"], content[:100]).headers["Location"]
    disk.now = (96, 4)
    assert code(tus(cast.informant, "PATCH", path, content[100:], Upload_Offset=100)) == (507, "storage_full")
    assert tus(cast.informant, "HEAD", path).headers["Upload-Offset"] == "100"
    disk.now = (50, 50)
    assert tus(cast.informant, "PATCH", path, content[100:], Upload_Offset=100).status_code == 204


def test_a_call_is_written_down_without_its_photo(cast, disk):
    office, content = Office(cast, "officer"), picture(7)[0]
    answer = office.send("/desk/calls", form(photos=(io.BytesIO(content), "a.jpg")))
    assert answer.status_code == 422 and "去掉照片，内容照常可以记" in words_of(answer)
    assert office.send("/desk/calls", form()).status_code == 302


def test_the_disk_is_asked_every_few_seconds_and_not_for_each_photo(app, clock):
    at = [0.0]
    disk = Disk(1, 1)
    asked = Room(disk, None, clock=lambda: at[0])
    with app.app_context():
        for at[0] in (0.0, 1.0, 4.9, 5.0, 9.0):
            assert asked.is_full(reading, clock.now) is False
    assert disk.asked == 2


def test_a_limit_counts_what_is_stored_and_ends_a_bucket_too(app, cast, clock):
    content, name = picture(3)
    send_report(cast.informant, photos=[name])
    disk = Disk(0, 10**12)
    with app.app_context():
        for limit, full in ((len(content) * 100 // 95, True), (len(content) * 2, False)):
            app.extensions["room"] = Room(disk, limit, clock=iter(range(0, 10**6, 10)).__next__)
            assert cast.informant.put(f"/photos/{name['sha256']}", content).status_code == 200
            assert app.extensions["room"].is_full(reading, clock.now) is full
            clock.forward(minutes=1)


@pytest.mark.parametrize(
    ("share", "before", "level"),
    [
        (0.79, "room", "room"), (0.80, "room", "low"), (0.95, "low", "full"), (0.94, "full", "full"),
        (0.92, "full", "low"), (0.79, "low", "low"), (0.77, "low", "room"), (0.77, "full", "room"),
        (None, "full", "room"),
    ],
)  # fmt: skip
def test_the_level_rises_at_once_and_falls_a_little_later(share, before, level):
    assert room.level_of(share, before) == level


def test_the_office_is_told_once_when_it_gets_low_and_once_when_it_is_full(app, cast, disk, clock, session):
    told = []
    with app.app_context():
        for used in (50, 81, 82, 96, 94, 95, 50, 81):
            disk.now = (used, 100 - used)
            told.append(room.watch(writing, reading, app.extensions["room"], now=clock.forward(minutes=1)))
    assert told == ["room", "low", "low", "full", "full", "full", "room", "low"]
    for part in ("officer", "admin"):
        events = [one["event"] for one in cast[part].get("/inbox").json["notices"]]
        assert events == ["storage_low", "storage_full", "storage_low"]
        assert "请到办公室“存储”页" in cast[part].get("/inbox").json["notices"][0]["text"]
    assert cast.leader.get("/inbox").json["notices"] == []
    assert verifying.verify(session) == []


def test_a_disk_that_is_really_full_is_the_same_answer(app, cast, monkeypatch):
    content, name = picture(4)
    send_report(cast.informant, photos=[name])

    def no_room(*_given):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("patrol.spool.os.fsync", no_room)
    answer = cast.informant.put(f"/photos/{name['sha256']}", content)
    assert (code(answer), answer.headers["Retry-After"]) == ((507, "storage_full"), "300")
    monkeypatch.undo()
    monkeypatch.setattr(sys.modules["patrol.api.reports"], "writing", no_room)
    assert code(cast.informant.put(f"/reports/{new_id()}", report_body(cast.informant))) == (507, "storage_full")


def test_a_database_without_room_says_so_and_a_locked_one_is_busy(app, cast, monkeypatch):
    full, locked = sqlite3.OperationalError("database or disk is full"), sqlite3.OperationalError("locked")
    full.sqlite_errorname, locked.sqlite_errorname = "SQLITE_FULL", "SQLITE_BUSY"
    on_postgresql = psycopg.errors.DiskFull("could not extend file")
    for problem, said in (
        (full, (507, "storage_full")), (locked, (503, "busy")), (on_postgresql, (507, "storage_full")),
        (psycopg.errors.AdminShutdown("gone"), (503, "busy")),
    ):  # fmt: skip

        def broken(problem=problem):
            raise OperationalError("INSERT", {}, problem)

        monkeypatch.setattr(sys.modules["patrol.api.reports"], "writing", broken)
        assert code(cast.informant.put(f"/reports/{new_id()}", report_body(cast.informant))) == said


def test_an_sqlite_file_that_may_not_grow_takes_no_fact_and_breaks_none(app, cast, session):
    if session.get_bind().dialect.name != "sqlite":
        return  # a PostgreSQL server has no such limit; its code for it is asked for above
    kept = send_report(cast.informant)["report"]
    with app.app_context():
        db.engine.dispose()
        event.listen(db.engine, "connect", _no_larger)
        answers = [cast.informant.put(f"/reports/{new_id()}", report_body(cast.informant, note="长" * 900))
                   for _ in range(20)]  # fmt: skip
        event.remove(db.engine, "connect", _no_larger)
        db.engine.dispose()
    assert {code(one) for one in answers if one.status_code != 201} == {(507, "storage_full")}
    assert cast.informant.get(f"/reports/{kept}").status_code == 200
    assert send_report(cast.informant)["photos"] == {}
    assert verifying.verify(session) == []


def _no_larger(connection, _record):
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages + 2}")
