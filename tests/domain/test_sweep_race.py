"""300 due cases and three real processes at once: exactly one climb per deadline, and none lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from patrol.domain import verifying
from patrol.domain.log import content_of
from patrol.domain.times import iso
from patrol.models import Due, Event
from tests.api.sending import receive_report
from tests.databases import SEALING, SECRET

CASES, PROCESSES = 300, 3


def test_three_processes_raise_each_of_300_deadlines_once(cast, session, clock, database_url, tmp_path):
    for _ in range(CASES):
        receive_report(session, cast.informant)
    session.commit()
    later = clock() + timedelta(hours=2, minutes=1)
    assert sum(sweep_at_once(iso(later), database_url, tmp_path)) == CASES

    session.expire_all()
    rises = [content_of(one) for one in session.scalars(select(Event)) if content_of(one)["act"] == "escalate"]
    assert len(rises) == CASES
    per_case = Counter(session.scalars(select(Event.case_id).where(Event.n == 2)))
    assert (len(per_case), set(per_case.values())) == (CASES, {1})
    levels = Counter(tuple(row) for row in session.execute(select(Due.step, Due.level)))
    assert levels == {("stop", "station"): CASES, ("report", "station"): CASES, ("handle", "station"): CASES}
    assert verifying.verify(session) == []


def sweep_at_once(at: str, database_url: str, tmp_path) -> list[int]:
    """How many each of the processes raised, by its own word."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PATROL_")} | {
        "PATROL_INSTANCE": str(tmp_path / "instance"),
        "PATROL_DATABASE_URL": database_url,
        "PATROL_SECRET_KEY": SECRET,
        "PATROL_SEALING_KEY": SEALING,
    }
    command = [sys.executable, "-m", "flask", "--app", "patrol", "patrol", "tick", "--now", at]
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    said = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0] * PROCESSES, said
    return [int(out.split()[0]) for out, _ in said]
