"""The county that bin/bench makes is one that Patrol could have made."""

from __future__ import annotations

import subprocess
import sys

from sqlalchemy import func, select

from bench.seed import TABLES
from bench.servers import ROOT, environment
from patrol import create_app
from patrol.domain.verifying import verify
from patrol.extensions import db, reading
from patrol.models import Case
from tests.databases import SEALING, SECRET, settings


def test_a_seeded_county_verifies(empty_database_url, tmp_path):
    keys = {"PATROL_SECRET_KEY": SECRET, "PATROL_SEALING_KEY": SEALING}
    more = {"PATROL_DATABASE_URL": empty_database_url, **keys}
    environ = environment(tmp_path / "instance", **more)
    run = {"cwd": ROOT, "env": environ, "check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([sys.executable, "-m", "flask", "--app", "patrol", "patrol", "demo"], **run)
    app = create_app(settings(tmp_path / "instance", empty_database_url))
    with app.app_context():
        with reading() as session:
            of_demo = rows(session)
        db.engine.dispose()  # the seed takes SQLite's file for itself
    subprocess.run([sys.executable, "-m", "bench.seed", "300"], **run)
    with app.app_context(), reading() as session:
        assert [table for table, count in rows(session).items() if count <= of_demo[table]] == []
        assert rows(session)[Case] == of_demo[Case] + 300
        assert verify(session) == []


def rows(session) -> dict[type, int]:
    return {table: session.scalar(select(func.count()).select_from(table)) for table in TABLES}
