"""The county that bin/bench makes is one that Patrol could have made."""

from __future__ import annotations

import subprocess
import sys

from sqlalchemy import func, select

from bench.servers import ROOT, environment
from patrol import create_app
from patrol.domain.verifying import verify
from patrol.extensions import reading
from patrol.models import Case
from tests.databases import SECRET, settings


def test_a_seeded_county_verifies(empty_database_url, tmp_path):
    more = {"PATROL_DATABASE_URL": empty_database_url, "PATROL_SECRET_KEY": SECRET}
    environ = environment(tmp_path / "instance", **more)
    for command in (["-m", "flask", "--app", "patrol", "patrol", "demo"], ["-m", "bench.seed", "300"]):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=environ, check=True, stdout=subprocess.DEVNULL)
    with create_app(settings(tmp_path / "instance", empty_database_url)).app_context(), reading() as session:
        assert session.scalar(select(func.count(Case.id))) > 300
        assert verify(session) == []
