"""换用新规则: which open cases a change would move, and that they move by one event each where the office says so."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from patrol import work
from patrol.domain import permissions, rerule, ruling, verifying
from patrol.domain.profiles import NANJING
from patrol.domain.rules import Rules
from patrol.domain.times import CHINA, iso, parse
from patrol.extensions import reading, writing
from patrol.models import Case
from patrol.models import cases as case_table
from tests.api.sending import a_case, case_of, done, due_of, new_case
from tests.domain.test_rules import with_lines

SHORTER = Rules.model_validate(with_lines("first", {"step": "handle", "amount": 10, "unit": "working_days"}))


def china(text: str) -> str:
    return iso(datetime.fromisoformat(text).replace(tzinfo=CHINA))


def at(due: dict) -> str | None:
    return due["due_at"] and iso(parse(due["due_at"]))


def save(session, cast, rules: Rules) -> int:
    version = ruling.save(
        session, rules, ruling.current(session)[0], cast.admin.actor(session), cast.admin.app.config["CLOCK"]()
    )
    session.commit()
    return version


def moves(session, member, rules: Rules) -> list[tuple]:
    visible, now = permissions.visible_to(member.actor(session)), member.app.config["CLOCK"]()
    found = [
        (one.case_id, one.step, one.before and iso(one.before), iso(one.after))
        for one in rerule.moves(session, rules, visible, now)
    ]
    session.rollback()
    return found


def went_over(app, session, member, version: int) -> int:
    now = app.config["CLOCK"]()
    with app.app_context():
        return rerule.run(writing, reading, f"{version}/{member.id}/{iso(now)}", clock=app.config["CLOCK"])


@pytest.fixture
def story(cast, clock):
    """Five cases of 2026-11-24: as it began; its time set by a person; paused; closed; sent back two days later."""
    cases = {name: a_case(cast, "reported") for name in ("plain", "supervised", "paused", "over", "returned")}
    done(
        cast.leader,
        cases["supervised"],
        "supervise",
        instruction="抓紧",
        due_at=china("2026-11-26T18:00"),
        step="handle",
    )
    done(cast.inspector, cases["paused"], "pause", reason="hearing")
    done(cast.inspector, cases["over"], "handle", outcome="corrected")
    done(cast.inspector, cases["over"], "close")
    clock.forward(days=2)
    done(cast.leader, cases["returned"], "return", step="handle", reason="补材料")
    return cases


def test_only_deadlines_that_the_old_rules_gave_would_move(cast, session, story):
    # 15 working days from 24 November end on 15 December, 10 on the 8th; from the 26th on the 17th and the 10th
    assert sorted(moves(session, cast.officer, SHORTER)) == sorted(
        [
            (story["plain"], "handle", china("2026-12-15T18:00"), china("2026-12-08T18:00")),
            (story["returned"], "handle", china("2026-12-17T18:00"), china("2026-12-10T18:00")),
        ]
    )


def test_nobody_is_shown_what_is_hidden_from_them(cast, session):
    hidden, other = new_case(cast.informant, conceal="town"), new_case(cast.next_village)
    assert {one[0] for one in moves(session, cast.officer, SHORTER)} == {hidden, other}
    assert moves(session, cast.leader, SHORTER) == [
        (other, "handle", china("2026-12-15T18:00"), china("2026-12-08T18:00"))
    ]
    assert moves(session, cast.admin, SHORTER) == []


def test_an_open_case_keeps_its_rules_until_the_office_says_otherwise(cast, session, story):
    save(session, cast, SHORTER)
    assert at(due_of(case_of(cast.inspector, story["plain"]), "handle")) == china("2026-12-15T18:00")


def test_they_go_over_by_one_event_each_that_says_so(app, cast, session, story):
    version = save(session, cast, SHORTER)
    assert went_over(app, session, cast.officer, version) == 4
    case = case_of(cast.leader, story["plain"])
    entry = case["timeline"][-1]
    assert (entry["act"], entry["by"], entry["version"], entry["moves"]) == (
        "rerule",
        cast.officer.name,
        1,
        [{"step": "handle", "before": china("2026-12-15T18:00"), "due_at": china("2026-12-08T18:00")}],
    )
    assert at(due_of(case, "handle")) == china("2026-12-08T18:00")
    supervised = case_of(cast.leader, story["supervised"])
    assert (at(due_of(supervised, "handle")), supervised["timeline"][-1].get("moves")) == (
        china("2026-11-26T18:00"),
        None,
    )
    versions = {case.id: case.rules_version for case in session.scalars(select(Case))}
    assert versions == {one: 0 if name == "over" else 1 for name, one in story.items()}
    session.rollback()
    assert went_over(app, session, cast.officer, version) == 0  # the same again changes nothing
    assert verifying.verify(session) == []


def test_a_paused_clock_goes_on_with_what_was_left_of_it(app, cast, clock, session, story):
    went_over(app, session, cast.officer, save(session, cast, SHORTER))
    clock.forward(days=5)  # Tuesday 1 December; paused on 24 November
    case = done(cast.inspector, story["paused"], "resume")
    # 16 days from 24 November to 15 December, both among them, from 1 December on
    assert at(due_of(case, "handle")) == china("2026-12-22T18:00")
    assert verifying.verify(session) == []


def test_what_would_have_fallen_already_stays_as_everybody_was_told(cast, clock, session):
    case_id = a_case(cast, "reported")
    clock.forward(days=16)  # 10 December: by ten working days it would have been due on the 8th
    assert moves(session, cast.officer, SHORTER) == []
    assert at(due_of(case_of(cast.inspector, case_id), "handle")) == china("2026-12-15T18:00")


def test_a_clock_that_waited_begins_when_the_new_rules_let_it(app, cast, clock, session):
    save(session, cast, NANJING)
    case_id = a_case(cast, "founded")
    clock.forward(days=1)
    assert moves(session, cast.officer, SHORTER) == [(case_id, "handle", None, china("2026-12-09T18:00"))]
    went_over(app, session, cast.officer, save(session, cast, SHORTER))
    due = due_of(case_of(cast.inspector, case_id), "handle")
    assert (at(due), due["owed"], due["level"]) == (china("2026-12-09T18:00"), True, "station")
    assert verifying.verify(session) == []


def test_a_case_that_another_holds_is_passed_over(app, cast, session, story, monkeypatch):
    version = save(session, cast, SHORTER)
    free = case_table.locked_if_free
    monkeypatch.setattr(
        case_table, "locked_if_free", lambda session, id_: None if id_ == story["plain"] else free(session, id_)
    )
    assert went_over(app, session, cast.officer, version) == 3
    assert at(due_of(case_of(cast.inspector, story["plain"]), "handle")) == china("2026-12-15T18:00")


def test_who_is_no_officer_any_more_moves_nothing(app, cast, session, story):
    version = save(session, cast, SHORTER)
    assert went_over(app, session, cast.leader, version) == 0


def test_the_worker_does_it_when_the_office_asked(app, cast, clock, session, story):
    version = save(session, cast, SHORTER)
    rerule.ask(session, version, cast.officer.actor(session), clock.now)
    session.commit()
    with app.app_context():
        while work.one_job(app, "the test's worker"):
            pass
    assert at(due_of(case_of(cast.inspector, story["plain"]), "handle")) == china("2026-12-08T18:00")


def test_what_would_count_from_something_else_goes_on_as_it_began(cast, session):
    case_id = a_case(cast, "founded")
    assert moves(session, cast.officer, NANJING) == []
    assert at(due_of(case_of(cast.inspector, case_id), "handle")) == china("2026-12-15T18:00")
