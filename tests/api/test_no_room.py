"""The disk of the database is full: 507, nothing half-written, and the same again goes through once there is room."""

from __future__ import annotations

import pytest
from sqlalchemy import event, text

from patrol.domain import verifying
from patrol.extensions import db
from tests.api.sending import new_id, report_body

MOST = 200


TRIGGER = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE disk_full; END $$;
CREATE TRIGGER no_room BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION no_room()
"""


@pytest.fixture
def no_room(app):
    """From now on the database may not grow by a page, until the function that this gives is called; PostgreSQL,
    which has no such limit, raises what it would raise."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            connection.execute(text(TRIGGER))
        return lambda: _without_trigger(engine)
    event.listen(engine, "begin", _no_page_more)
    return lambda: (event.remove(engine, "begin", _no_page_more), engine.dispose())


def _no_page_more(connection) -> None:
    connection.exec_driver_sql("PRAGMA max_page_count=1")  # which means: as many as there are


def _without_trigger(engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP FUNCTION no_room CASCADE"))


def test_a_database_without_room_says_so_and_keeps_no_half_of_a_report(cast, session, no_room):
    member, answered = cast.informant, []
    for _ in range(MOST):
        path, body = f"/reports/{new_id()}", report_body(cast.informant, note="很长的话" * 900)
        answered.append(member.put(path, body))
        if answered[-1].status_code != 201:
            break
    full = answered.pop()
    assert (full.status_code, full.json["error"]["code"]) == (507, "storage_full")
    assert {one.status_code for one in answered} <= {201}
    assert verifying.verify(session, [one.json for one in answered]) == []
    session.rollback()
    no_room()
    assert member.put(path, body).status_code == 201
    assert verifying.verify(session) == []
