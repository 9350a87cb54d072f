"""决定 after 立案: owed for ninety days, lengthened once, paused and raised like any due; closing waits for it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from patrol.domain import verifying
from patrol.domain.sweep import sweep
from patrol.domain.times import CHINA, iso, parse
from patrol.extensions import writing
from patrol.models import Due
from tests.api.sending import LEAST, a_case, act, case_of, done, due_of


def china(text: str) -> str:
    return iso(datetime.fromisoformat(text).replace(tzinfo=CHINA))


def decision(case: dict) -> dict:
    return due_of(case, "decide")


def due_at(case: dict) -> str:
    return iso(parse(decision(case)["due_at"]))


def swept(app, clock) -> int:
    with app.app_context():
        return sweep(writing, now=clock.now)


@pytest.fixture
def filed(cast) -> str:
    """Filed on 2026-11-24, a Tuesday."""
    case_id = a_case(cast, "reported")
    done(cast.inspector, case_id, "handle", outcome="filed")
    return case_id


def test_filing_owes_a_decision_within_ninety_days(cast, filed, session):
    case = case_of(cast.inspector, filed)
    # 6 days of November, 31, 31, and 22 of February
    assert due_at(case) == china("2027-02-22T18:00")
    due = decision(case)
    rule = {"amount": 90, "unit": "calendar_days", "until": "18:00", "since": "filed"}
    assert (due["level"], due["owed"], due["provisional"], due["rule"]) == ("station", True, False, rule)
    assert [one["step"] for one in case["dues"]] == ["stop", "report", "handle", "decide"]
    assert (case["step"], case["holder"], iso(parse(case["due_at"]))) == ("decide", "station", due_at(case))
    assert [one["id"] for one in cast.inspector.get("/cases", step="decide").json["cases"]] == [filed]
    assert verifying.verify(session) == []


@pytest.mark.parametrize("outcome", ["corrected", "transferred"])
def test_what_was_not_filed_owes_none_and_is_closed_as_ever(cast, outcome):
    case_id = a_case(cast, "reported")
    case = done(cast.inspector, case_id, "handle", outcome=outcome)
    assert [one["step"] for one in case["dues"]] == ["stop", "report", "handle"]
    noted = act(cast.inspector, case_id, "decide").json
    assert (noted["outcome"], noted["why"]) == ("noted", "not_filed")
    assert done(cast.inspector, case_id, "close")["state"] == "closed"


def test_a_case_filed_before_decisions_were_owed_is_closed_as_before(cast, filed, session):
    session.delete(session.get(Due, (filed, "decide")))
    session.commit()
    assert done(cast.inspector, filed, "close")["state"] == "closed"


def test_closing_and_signing_wait_for_the_decision_and_say_so(cast, session):
    case_id = a_case(cast, "reported", kind="villa")
    done(cast.inspector, case_id, "handle", outcome="filed")
    for member, name in ((cast.leader, "sign_off"), (cast.inspector, "close")):
        noted = act(member, case_id, name).json
        said = "已经立案，还没有作出决定，这条留作说明"
        assert (noted["outcome"], noted["why"], noted["message"]) == ("noted", "not_decided", said)
    case = done(cast.inspector, case_id, "decide", outcome="penalty")
    assert (decision(case)["outcome"], decision(case)["on_time"], decision(case)["owed"]) == ("penalty", True, False)
    done(cast.leader, case_id, "sign_off")
    assert done(cast.inspector, case_id, "close")["state"] == "closed"
    assert verifying.verify(session) == []


def test_the_same_decision_again_changes_nothing_and_another_finds_it_done(cast, filed):
    done(cast.inspector, filed, "decide", outcome="withdrawn", reason="违法事实不成立")
    again = act(cast.officer, filed, "decide", outcome="penalty").json
    assert (again["outcome"], again["by"]) == ("already_done", "延陵所巡查员")
    assert decision(case_of(cast.officer, filed))["outcome"] == "withdrawn"


@pytest.mark.parametrize("outcome", ["no_penalty", "withdrawn"])
def test_who_spares_or_withdraws_says_why(cast, filed, outcome):
    assert act(cast.inspector, filed, "decide", outcome=outcome).status_code == 422
    case = done(cast.inspector, filed, "decide", outcome=outcome, reason="及时改正，没有造成后果")
    entry = case["timeline"][-1]
    assert (entry["act"], entry["outcome"], entry["reason"]) == ("decide", outcome, "及时改正，没有造成后果")


def test_it_climbs_like_handling_and_stops_at_the_county(app, cast, clock, filed, session):
    clock.now = parse(china("2027-02-22T18:01"))
    levels = []
    for _ in range(3):
        swept(app, clock)
        levels.append(decision(case_of(cast.officer, filed))["level"])
        clock.forward(days=4)
    assert levels == ["town", "county", "county"]
    told = [one["text"] for one in cast.leader.get("/inbox").json["notices"] if one["event"] == "escalate"]
    assert told[0].endswith("决定超期，升到县里")
    assert verifying.verify(session) == []


def test_a_leader_lengthens_it_once_by_thirty_days(cast, filed, session):
    case = done(cast.leader, filed, "extend", reason="需要鉴定土地类型")
    # 90 days end on 22 February, 30 more on 24 March: 6 of February and 24
    assert due_at(case) == china("2027-03-24T18:00")
    entry = case["timeline"][-1]
    assert (entry["act"], entry["reason"], iso(parse(entry["due_at"]))) == (
        "extend",
        "需要鉴定土地类型",
        due_at(case),
    )
    assert decision(case)["extended_at"] is not None
    assert "extend" not in case_of(cast.officer, filed)["may"]
    again = act(cast.officer, filed, "extend", reason="还要再延").json
    assert (again["outcome"], again["by"]) == ("already_done", "延陵镇分管领导")
    assert due_at(case_of(cast.officer, filed)) == china("2027-03-24T18:00")
    assert verifying.verify(session) == []


def test_an_inspector_cannot_lengthen_the_time(cast, filed):
    assert act(cast.inspector, filed, "extend").json["error"]["code"] == "act_not_yours"


def test_what_has_climbed_is_lengthened_from_its_first_day_and_stays_on_its_rung(app, cast, clock, filed, session):
    clock.now = parse(china("2027-02-22T18:01"))
    swept(app, clock)
    case = done(cast.leader, filed, "extend", reason="正在听证")
    due = decision(case)
    assert (due["level"], due_at(case)) == ("town", china("2027-03-24T18:00"))
    assert due["rule"] == {"amount": 90, "unit": "calendar_days", "until": "18:00", "since": "filed"}
    clock.now = parse(china("2027-03-24T18:01"))
    swept(app, clock)
    assert decision(case_of(cast.officer, filed))["level"] == "county"
    assert verifying.verify(session) == []


def test_lengthening_after_those_days_too_have_passed_is_a_note(app, cast, clock, filed):
    clock.now = parse(china("2027-03-24T18:01"))
    swept(app, clock)
    noted = act(cast.leader, filed, "extend").json
    assert (noted["outcome"], noted["why"]) == ("noted", "extension_over")


def test_a_hearing_stops_its_clock_and_a_longer_time_counts_on_top(app, cast, clock, filed, session):
    """Ten days of hearing and thirty of extension: 22 February becomes 3 April."""
    done(cast.inspector, filed, "pause", reason="hearing", until=iso(clock.now + timedelta(days=40)))
    assert decision(case_of(cast.inspector, filed))["due_at"] is None
    done(cast.leader, filed, "extend", reason="听证后还要补充调查")
    clock.forward(days=10)
    case = done(cast.inspector, filed, "resume")
    assert due_at(case) == china("2027-04-03T18:00")
    assert verifying.verify(session) == []


def test_sent_back_to_handling_it_goes_on_owing_the_decision_it_owed(cast, clock, filed, session):
    before = due_at(case_of(cast.inspector, filed))
    clock.forward(days=3)
    done(cast.leader, filed, "return", step="handle", reason="立案呈批表不全")
    case = done(cast.inspector, filed, "handle", outcome="filed")
    assert (due_at(case), decision(case)["owed"]) == (before, True)


def test_a_decision_is_sent_back_and_owed_anew(cast, clock, filed, session):
    done(cast.inspector, filed, "decide", outcome="penalty")
    case = done(cast.leader, filed, "return", step="decide", reason="法条引用有误")
    assert (decision(case)["owed"], due_at(case)) == (True, china("2027-02-22T18:00"))
    assert act(cast.inspector, filed, "close").json["why"] == "not_decided"
    assert verifying.verify(session) == []


def test_nothing_is_sent_back_that_was_never_owed(cast):
    case_id = a_case(cast, "reported")
    noted = act(cast.leader, case_id, "return", step="decide", reason="重新作出决定").json
    assert (noted["outcome"], noted["why"]) == ("noted", "not_filed")


def test_hidden_from_the_town_the_county_holds_the_decision(cast, filed, session):
    case = done(cast.officer, filed, "conceal", level="town")
    assert decision(case)["level"] == "county"
    assert cast.leader.get(f"/cases/{filed}").status_code == 404
    assert verifying.verify(session) == []


def test_the_reporter_reads_what_came_of_it_and_not_why(cast, filed):
    done(cast.inspector, filed, "decide", outcome="no_penalty", reason="当事人家庭困难，及时改正")
    entry = case_of(cast.informant, filed)["timeline"][-1]
    assert (entry["act"], entry["outcome"], entry.get("reason")) == ("decide", "no_penalty", None)


def test_every_new_act_has_a_least_body():
    assert {"decide", "extend"} <= set(LEAST)
