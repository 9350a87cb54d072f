"""Whatever happens, and however late it arrives: at the end every day says what it said when it ended."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from patrol.domain import figures, reorganising, verifying
from patrol.domain.reorganising_plan import Successor, Wish
from patrol.domain.sweep import sweep
from patrol.domain.times import CHINA, iso
from patrol.extensions import writing
from patrol.models import Area, FormerStanding
from tests.api.sending import JIULI_SITE, SITE, receive_act, receive_report
from tests.cast import JIULI, LIURU, YANLING, YUNYANG

DAYS, EACH_DAY = 12, 12
ACTS = ("stop", "verify", "report", "handle", "close", "reopen", "return", "move", "close", "handle")


def said(session, cast, day) -> dict:
    """All figures of a day, but for places where there is nothing."""
    officer, told = cast.officer.actor(session), {}
    for town in (None, YANLING, YUNYANG):
        where = figures.scope(session, officer, town)
        lines, together = figures.of_day(session, officer, where, day)
        for line in (*lines, together):
            if line.open or line.closed:
                told[town, line.area.path if line.area else None] = (line.open, line.closed, line.took)
    return told


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_day_says_in_the_end_what_it_said_when_it_ended(app, cast, clock, session, seed):
    chance, cases, then = random.Random(seed), [], {}
    for number in range(DAYS):
        for _ in range(EACH_DAY):
            clock.forward(minutes=chance.randrange(70))
            something_happens(session, cast, clock, chance, cases)
        if number == DAYS // 2:
            merge(session, cast, clock, (LIURU, JIULI)[seed % 2])
        session.commit()
        with app.app_context():
            sweep(writing, now=clock())
        clock.now = clock.now.astimezone(CHINA).replace(hour=23, minute=59)
        session.expire_all()
        then[clock.now.date()] = said(session, cast, clock.now.date())
        clock.forward(hours=10)
    session.expire_all()
    assert {day: said(session, cast, day) for day in then} == then
    assert len(set(map(str, then.values()))) > DAYS // 2
    assert len(session.scalars(select(FormerStanding)).all()) > 5
    assert verifying.verify(session) == []


def something_happens(session, cast, clock, chance, cases: list[str]) -> None:
    if not cases or chance.random() < 0.2:
        place = {**chance.choice([SITE, JIULI_SITE]), "by": "pin"}
        cases.append(receive_report(session, cast.officer, place=place, kind="waste").case_id)
        return
    late = timedelta(days=chance.choice([0, 0, 0, 1, 3]), minutes=chance.randrange(600))
    more = {"place": chance.choice([SITE, JIULI_SITE])} if (what := chance.choice(ACTS)) == "move" else {}
    more |= {"step": chance.choice(["report", "handle"])} if what == "return" else {}
    receive_act(session, cast.officer, chance.choice(cases), what, at=iso(clock() - late), **more)


def merge(session, cast, clock, village: str) -> None:
    session.commit()
    old = session.scalar(select(Area).where(Area.code == village))
    wish = Wish((old.id,), (Successor("321181001001"),))
    reorganising.reorganise(session, wish, cast.admin.actor(session), clock.now)
