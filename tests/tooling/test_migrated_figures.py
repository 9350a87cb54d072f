"""Migration 0018 reads out of the log what figures count, as if it had been kept from the first case on."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from sqlalchemy import delete, select, update

from patrol.domain import standing, verifying
from patrol.models import Case, FormerStanding
from tests.api.sending import JIULI_SITE, a_case, done

FILE = Path(__file__).parents[2] / "migrations" / "versions" / "0018_figures.py"


def migration():
    spec = importlib.util.spec_from_file_location("figures_migration", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def kept(session) -> tuple:
    columns = [getattr(Case, name) for name in ("id", *standing.FIELDS)]
    former = FormerStanding.__table__
    return (
        session.execute(select(*columns).order_by(Case.id)).all(),
        session.execute(select(former).order_by(former.c.case_id, former.c.n)).all(),
    )


def test_cases_of_before_are_counted_like_those_of_after(cast, clock, session):
    closed, moved = a_case(cast, "closed"), a_case(cast, "reported")
    clock.forward(hours=24)
    done(cast.leader, closed, "reopen")
    done(cast.inspector, moved, "move", place=JIULI_SITE)
    clock.forward(hours=24)
    done(cast.leader, moved, "return")
    session.rollback()
    as_written = kept(session)
    assert len(as_written[1]) == 3
    session.execute(delete(FormerStanding))
    session.execute(update(Case).values(dict.fromkeys(standing.FIELDS)))
    migration()._from_the_log(session.connection())
    assert kept(session) == as_written
    session.expire_all()
    assert verifying.verify(session) == []
