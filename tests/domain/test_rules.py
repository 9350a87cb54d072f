"""The rules of the chain: what a document may say, and that a case keeps the one it began with."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from sqlalchemy import update

from patrol.domain import deadlines, ruling, verifying
from patrol.domain.errors import Conflict, Invalid, Refused
from patrol.domain.log import content_of
from patrol.domain.rules import DEFAULT, Rules
from patrol.models import Case, Event, RulesVersion
from tests.api.sending import done, new_case
from tests.conftest import START

STOP_GENERAL = {"step": "stop", "amount": 12, "unit": "hours"}


def changed(**fields) -> Rules:
    return Rules.model_validate(DEFAULT.document() | fields)


def with_lines(table: str, *lines: dict) -> dict:
    """The shipped table with these lines put in place of those about the same."""
    document = DEFAULT.document()
    about = [tuple(line.get(name) for name in ("step", "kind", "grave", "works", "refused")) for line in lines]
    kept = [
        line
        for line in document[table]
        if tuple(line.get(name) for name in ("step", "kind", "grave", "works", "refused")) not in about
    ]
    return document | {table: [*kept, *lines]}


def save(session, cast, rules: Rules, seen: int = 0) -> int:
    version = ruling.save(session, rules, seen, cast.admin.actor(session), START)
    session.commit()
    return version


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (with_lines("first", STOP_GENERAL | {"amount": 0}), "amount_out_of_range"),
        (with_lines("first", STOP_GENERAL | {"amount": 10_000, "unit": "working_days"}), "amount_out_of_range"),
        (with_lines("first", STOP_GENERAL | {"unit": "weeks"}), "unit"),
        (with_lines("first", STOP_GENERAL | {"note": "x"}), "extra"),
        (with_lines("first", STOP_GENERAL | {"kind": "waste"}, STOP_GENERAL | {"kind": "waste"}), "line_twice"),
        (DEFAULT.document() | {"upper": []}, "general_line_missing"),
        (DEFAULT.document() | {"window_opens": "21:00", "window_closes": "07:00"}, "window_closes_before_it_opens"),
        (DEFAULT.document() | {"window_opens": "08:30", "window_closes": "09:00"}, "window_too_short"),
        (DEFAULT.document() | {"window_opens": "25:00"}, "window_opens"),
        (DEFAULT.document() | {"same_place_m": 0}, "same_place_m"),
        (DEFAULT.document() | {"grave_kinds": ["rumour"]}, "grave_kinds"),
        (DEFAULT.document() | {"score": 5}, "extra"),
    ],
)
def test_a_document_that_no_case_could_run_by_is_refused(document, why):
    with pytest.raises(ValidationError) as refused:
        Rules.model_validate(document)
    assert why in str(refused.value)


def test_of_the_lines_that_fit_the_one_that_says_most_counts():
    rules = Rules.model_validate(
        with_lines(
            "first",
            STOP_GENERAL | {"kind": "mining", "amount": 3},
            STOP_GENERAL | {"grave": True, "amount": 6},
            STOP_GENERAL | {"kind": "mining", "works": True, "amount": 1},
        )
    )
    asked = [("mining", True, True), ("mining", True, False), ("villa", True, True), ("waste", False, True),
             ("waste", False, False)]  # fmt: skip
    terms = [rules.first_term("stop", kind=kind, grave=grave, works=works).amount for kind, grave, works in asked]
    assert terms == [1, 3, 6, 2, 24]


def test_calendar_days_count_holidays_and_a_window_is_the_county_s_own():
    lines = with_lines("first", {"step": "report", "amount": 5, "unit": "calendar_days"})
    rules = Rules.model_validate(
        lines | {"office_closes": "17:30", "window_opens": "08:00", "window_closes": "18:00"}
    )
    facts = {"kind": "waste", "grave": False}
    in_october = deadlines.first(rules, "report", START.replace(month=9, day=30), works_going_on=False, **facts)
    assert in_october == deadlines.Deadline(START.replace(month=10, day=5, hour=9, minute=30), False)
    # Tuesday 16:00 in China: two hours today, two tomorrow from eight.
    risen = deadlines.upper(rules, "stop", START.replace(hour=8), refused=False, **facts)
    assert risen == deadlines.Deadline(START.replace(day=25, hour=2), False)
    assert risen.rule == {"amount": 4, "unit": "window_hours", "opens": "08:00", "closes": "18:00"}


def test_a_case_keeps_the_rules_it_began_with_and_only_later_ones_have_the_new(cast, clock, session):
    old = new_case(cast.informant, works_going_on=False)
    save(session, cast, Rules.model_validate(with_lines("first", STOP_GENERAL)))
    young = new_case(cast.informant, works_going_on=False)
    rows = {case.id: case for case in session.query(Case)}
    assert {id_: (rows[id_].rules_version, rows[id_].due("stop").rule) for id_ in (old, young)} == {
        old: (0, {"amount": 24, "unit": "hours"}),
        young: (1, {"amount": 12, "unit": "hours"}),
    }
    session.rollback()
    for case_id in (old, young):
        done(cast.inspector, case_id, "stop", outcome="stopped")
        done(cast.inspector, case_id, "verify", founded=False, reason="田埂")
        done(cast.inspector, case_id, "reopen", reason="又动工了")
        done(cast.inspector, case_id, "stop", outcome="refused")
    assert verifying.verify(session) == []


def test_a_kind_made_grave_is_grave_from_the_next_case_on(cast, session):
    before = new_case(cast.informant, kind="waste")
    save(session, cast, changed(grave_kinds=["waste"]))
    after = new_case(cast.informant, kind="waste")
    grave = {case.id: case.grave for case in session.query(Case)}
    assert grave == {before: False, after: True}
    kinds = cast.informant.get("/session").json["kinds"]
    assert [one["kind"] for one in kinds if one["grave"]] == ["waste"]


def test_saving_is_an_event_and_the_differences_are_told(cast, session):
    rules = changed(same_place_m=80, window_closes="20:00")
    assert save(session, cast, rules) == 1
    event = session.query(Event).filter(Event.case_id.is_(None)).order_by(Event.seq.desc()).first()
    content = content_of(event)
    assert (content["act"], content["by"], content["version"]) == ("rules", cast.admin.id, 1)
    assert Rules.model_validate(content["rules"]) == rules
    assert ruling.changes(DEFAULT, rules) == [
        ruling.Change(("window_closes",), "21:00", "20:00"),
        ruling.Change(("same_place_m",), 100, 80),
    ]
    lines = Rules.model_validate(with_lines("first", STOP_GENERAL, STOP_GENERAL | {"kind": "mining", "amount": 1}))
    assert ruling.changes(DEFAULT, lines) == [
        ruling.Change(("first", "stop", "mining", None, None), None, (1, "hours", None, None)),
        ruling.Change(("first", "stop", None, None, None), (24, "hours", None, None), (12, "hours", None, None)),
    ]


def test_who_saves_over_somebody_else_s_change_is_told_and_nothing_is_lost(cast, session):
    save(session, cast, changed(same_place_m=80))
    with pytest.raises(Conflict, match="rules_changed"):
        save(session, cast, changed(same_place_m=90), seen=0)
    with pytest.raises(Invalid, match="nothing_changed"):
        save(session, cast, changed(same_place_m=80), seen=1)
    with pytest.raises(Refused, match="admin_only"):
        ruling.save(session, DEFAULT, 1, cast.officer.actor(session), START)
    session.rollback()
    assert save(session, cast, DEFAULT, seen=1) == 2


def test_phones_get_the_figures_they_need(cast, session):
    save(session, cast, changed(same_place_m=80, accuracy_warning_m=50))
    rules = cast.informant.get("/session").json["rules"]
    assert (rules["same_place_m"], rules["accuracy_warning_m"]) == (80, 50)
    assert {"photo_max_bytes", "voice_max_seconds", "calendar"} <= rules.keys()


def test_rules_changed_by_hand_are_named_by_verify(cast, session):
    save(session, cast, changed(same_place_m=80))
    session.execute(update(RulesVersion).values(body=changed(same_place_m=800).document()))
    session.commit()
    assert [(one.code, one.subject) for one in verifying.verify(session)] == [("rules_differ", "version 1")]
