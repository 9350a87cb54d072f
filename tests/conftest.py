"""Fixtures for the server's tests; with PATROL_TEST_DATABASE_URL the same tests run on PostgreSQL."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from patrol import create_app
from patrol.extensions import db
from tests import cast as casting
from tests.databases import PostgresTemplates, SqliteTemplates, settings

# A Tuesday in term, ten in the morning in China: no holiday and no weekend is near.
START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


class Clock:
    """The server's clock, moved by hand."""

    def __init__(self, now: datetime = START):
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> datetime:
        self.now += timedelta(**amount)
        return self.now


def pytest_collection_modifyitems(config, items) -> None:
    """On PostgreSQL only what keeps something in a database: the rest is the same, and is seen beside SQLite."""
    if not os.environ.get("PATROL_TEST_DATABASE_URL"):
        return
    without = [item for item in items if "templates" not in item.fixturenames]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if "templates" in item.fixturenames]


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real photos; a test that wants it is left out, with the reason, where there is none."""
    given = os.environ.get("PATROL_TEST_DATA")
    if not given:
        pytest.skip("PATROL_TEST_DATA is not set")
    return Path(given)


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("templates")
    server = os.environ.get("PATROL_TEST_DATABASE_URL")
    if not server:
        yield SqliteTemplates(folder)
        return
    made = PostgresTemplates(folder, server)
    yield made
    made.drop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database_url(templates, tmp_path) -> str:
    """A migrated database with the county and the cast, this test's own."""
    with templates.copy("county", lambda session: casting.settle(session, START), tmp_path) as url:
        yield url


@pytest.fixture
def empty_database_url(templates, tmp_path) -> str:
    """A migrated database without a county."""
    with templates.copy("empty", None, tmp_path) as url:
        yield url


@pytest.fixture
def app(database_url, tmp_path, clock):
    yield from _app(database_url, tmp_path, clock)


@pytest.fixture
def empty_app(empty_database_url, tmp_path, clock):
    yield from _app(empty_database_url, tmp_path, clock)


def _app(url: str, folder: Path, clock: Clock):
    app = create_app(settings(folder / "instance", url))
    app.config.update(TESTING=True, CLOCK=clock)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app):
    """A session beside the app's own, so that requests in the same test keep theirs; the test commits."""
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def client(app):
    """A browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture
def cast(app, session) -> casting.Cast:
    members = casting.Cast(app, session)
    session.rollback()
    return members
