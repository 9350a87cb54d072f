"""补证: a report that its sender says belongs to an open case, and what becomes of it when it cannot."""

from __future__ import annotations

import json

import pytest

from patrol.domain import log, verifying
from patrol.domain.facts import Report
from tests.api.sending import (
    JIULI_SITE,
    a_case,
    act,
    case_of,
    done,
    due_of,
    new_case,
    new_id,
    report_body,
    send_report,
)


@pytest.fixture
def clean(session):
    yield
    session.rollback()
    assert verifying.verify(session) == []


def test_it_is_evidence_of_that_case_which_its_sender_follows_from_now_on(cast, clock, clean):
    case_id = new_case(cast.informant)
    receipt = send_report(cast.neighbour, joins=case_id, note="又来了一车土")
    case = case_of(cast.inspector, case_id)
    assert receipt["case"] == {"id": case_id, "number": case["number"]}
    assert (receipt["joined"], receipt["why"], receipt["message"]) == (True, None, None)
    assert [(one["note"], one["mine"]) for one in case["reports"]] == [(None, False), ("又来了一车土", False)]
    assert [(one["act"], one["by"]) for one in case["timeline"]] == [("open", "信息员"), ("join", "信息员")]
    own = case_of(cast.neighbour, case_id)
    assert ("brief" in own, [one["mine"] for one in own["reports"]]) == (False, [False, True])
    clock.forward(minutes=1)
    done(cast.inspector, case_id, "verify", founded=False, reason="看错了")
    told = [one["event"] for one in cast.neighbour.get("/inbox").json["notices"]]
    assert told == ["verify", "open"]


def test_those_who_hold_the_case_hear_of_it(cast, clock, clean):
    case_id = new_case(cast.informant)
    clock.forward(minutes=1)
    send_report(cast.neighbour, joins=case_id)
    assert [one["event"] for one in cast.inspector.get("/inbox").json["notices"]] == ["join", "open"]
    assert [one["event"] for one in cast.informant.get("/inbox").json["notices"]] == ["join"]


def test_sent_again_it_is_the_same_receipt_and_naming_another_case_is_other_content(cast, clock, clean):
    case_id, report_id = new_case(cast.informant), new_id()
    body = report_body(cast.neighbour, joins=case_id)
    first = cast.neighbour.put(f"/reports/{report_id}", body)
    clock.forward(hours=1)
    again = cast.neighbour.put(f"/reports/{report_id}", body)
    other = cast.neighbour.put(f"/reports/{report_id}", body | {"joins": None})
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json == again.json == cast.neighbour.get(f"/reports/{report_id}").json
    assert len(case_of(cast.inspector, case_id)["reports"]) == 2


def test_a_report_that_names_none_is_what_it_was_before_one_could(cast):
    body = {"kind": "waste", "captured_at": "2026-11-24T10:00:00+08:00"}
    facts = Report.parse(json.dumps(body).encode())
    assert "joins" not in facts
    assert log.digest(facts) == log.digest(Report.parse(json.dumps(body | {"joins": None}).encode()))
    assert "joined" not in send_report(cast.informant)


def test_works_that_go_on_now_are_to_be_stopped_as_soon_as_if_seen_at_first(cast, clock, clean):
    case_id = new_case(cast.informant, works_going_on=False)
    clock.forward(hours=3)
    send_report(cast.neighbour, joins=case_id, works_going_on=True)
    case = case_of(cast.inspector, case_id)
    assert (case["works_going_on"], due_of(case, "stop")["due_at"]) == (True, "2026-11-24T07:00:00.000Z")
    clock.forward(hours=1)
    send_report(cast.neighbour, joins=case_id, works_going_on=True)
    assert due_of(case_of(cast.inspector, case_id), "stop")["due_at"] == "2026-11-24T07:00:00.000Z"


def closed(cast, case_id: str) -> None:
    done(cast.inspector, case_id, "verify", founded=False, reason="看错了")


def concealed(cast, case_id: str) -> None:
    done(cast.inspector, case_id, "conceal", level="village")


def moved(cast, case_id: str) -> None:
    done(cast.inspector, case_id, "move", place=JIULI_SITE)


@pytest.mark.parametrize(
    ("meanwhile", "why"), [(closed, "closed"), (concealed, "unseen"), (moved, "unseen"), (None, "unseen")]
)
def test_what_cannot_join_opens_a_case_of_its_own_and_says_why(cast, meanwhile, why, clean):
    named = new_case(cast.informant) if meanwhile else new_id()
    if meanwhile:
        meanwhile(cast, named)
    report_id, body = new_id(), report_body(cast.neighbour, joins=named, note="都在")
    receipt = cast.neighbour.put(f"/reports/{report_id}", body).json
    assert (receipt["joined"], receipt["why"]) == (False, why)
    assert receipt["message"].endswith("已另立一件")
    own = case_of(cast.neighbour, receipt["case"]["id"])
    assert own["id"] != named
    assert (own["reports"][0]["note"], own["timeline"][0]["not_joined"]) == ("都在", why)
    assert cast.neighbour.put(f"/reports/{report_id}", body).json == receipt


def test_concealed_and_open_never_join_though_the_sender_sees_both(cast, clean):
    hidden, open_ = new_case(cast.neighbour, conceal="village"), new_case(cast.neighbour)
    for named, more in ((hidden, {}), (open_, {"conceal": "village"}), (hidden, {"conceal": "village"})):
        receipt = send_report(cast.neighbour, joins=named, **more)
        assert (receipt["joined"], receipt["why"]) == (False, "apart")


def test_a_case_that_was_merged_meanwhile_is_joined_where_it_went(cast, clean):
    target, merged = a_case(cast), a_case(cast)
    done(cast.inspector, merged, "merge", into=target)
    assert send_report(cast.neighbour, joins=merged)["case"]["id"] == target


def test_a_name_that_is_none_is_refused_in_words(cast):
    answer = cast.neighbour.put(f"/reports/{new_id()}", report_body(cast.neighbour, joins="so etwas"))
    assert (answer.status_code, list(answer.json["error"]["fields"])) == (422, ["joins"])


def test_acts_on_a_joined_report_land_in_the_case_it_joined(cast, clean):
    case_id = new_case(cast.informant)
    report_id = send_report(cast.neighbour, joins=case_id)["report"]
    body = {"act": "comment", "at": "2026-11-24T10:00:00+08:00", "note": "补一句"}
    answer = cast.neighbour.put(f"/reports/{report_id}/acts/{new_id()}", body)
    assert (answer.json["outcome"], answer.json["case"]["id"]) == ("accepted", case_id)
    assert act(cast.neighbour, case_id, "stop").json["outcome"] == "accepted"
