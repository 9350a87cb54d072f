"""What else a line of the rules says: from which event it counts, over which rungs, and whom it tells."""

from __future__ import annotations

from datetime import datetime

import pytest
from pydantic import ValidationError

from patrol.domain import ruling, verifying
from patrol.domain.profiles import NANJING, PROFILES
from patrol.domain.rules import DEFAULT, Rules, read
from patrol.domain.sweep import sweep
from patrol.domain.times import CHINA, iso, parse
from patrol.extensions import writing
from tests.api.sending import a_case, act, case_of, done, due_of, new_case
from tests.conftest import START
from tests.domain.test_rules import with_lines

HANDLE = {"step": "handle", "amount": 3, "unit": "working_days"}


def china(text: str) -> str:
    return iso(datetime.fromisoformat(text).replace(tzinfo=CHINA))


def at(due: dict) -> str | None:
    return due["due_at"] and iso(parse(due["due_at"]))


@pytest.fixture
def under(session, cast):
    """Rules in force from now on."""

    def save(rules: Rules) -> None:
        ruling.save(session, rules, ruling.current(session)[0], cast.admin.actor(session), START)
        session.commit()

    return save


def lines(**more) -> Rules:
    return Rules.model_validate(with_lines("first", HANDLE | more))


def swept(app, clock, text: str) -> None:
    clock.now = parse(china(text))
    with app.app_context():
        sweep(writing, now=clock.now)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"step": "stop", "amount": 2, "unit": "hours", "since": "reported"}, "since_not_of_step"),
        ({"step": "report", "amount": 3, "unit": "working_days", "since": "verified"}, "since_not_of_step"),
        ({"step": "decide", "amount": 90, "unit": "calendar_days", "since": "reported"}, "since_not_of_step"),
        (HANDLE | {"since": "rumour"}, "since"),
        (HANDLE | {"ladder": ["village", "county"]}, "ladder_below_step"),
        (HANDLE | {"ladder": ["province"]}, "ladder"),
    ],
)
def test_a_line_that_no_case_could_follow_is_refused(line, why):
    with pytest.raises(ValidationError) as refused:
        Rules.model_validate(with_lines("first", line))
    assert why in str(refused.value)


def test_a_ladder_is_put_in_order_and_ends_at_the_county():
    assert lines(ladder=["town", "station"]).first_term("handle", kind="waste", grave=False, works=False).ladder == (
        "station",
        "town",
        "county",
    )


def test_a_version_from_before_decisions_were_owed_is_read_with_the_shipped_lines():
    document = DEFAULT.document()
    old = document | {
        table: [
            {name: value for name, value in line.items() if name not in ("since", "ladder", "told")}
            for line in document[table]
            if line["step"] != "decide"
        ]
        for table in ("first", "upper")
    }
    assert read(old) == DEFAULT


def test_handling_that_counts_from_the_report_is_not_owed_before(cast, clock, session, under):
    under(lines(since="reported"))
    case_id = a_case(cast, "stopped")
    waits = due_of(case_of(cast.inspector, case_id), "handle")
    assert (waits["owed"], waits["due_at"], waits["done_at"], waits["rule"]["since"]) == (
        False,
        None,
        None,
        "reported",
    )
    clock.forward(days=1)  # Wednesday 25 November
    done(cast.inspector, case_id, "verify", founded=True)
    assert due_of(case_of(cast.inspector, case_id), "handle")["owed"] is False
    case = done(cast.inspector, case_id, "report")
    # Thursday, Friday, Monday
    assert (at(due_of(case, "handle")), case["step"]) == (china("2026-11-30T18:00"), "handle")
    listed = cast.inspector.get("/cases").json["cases"][0]
    assert at(due_of(listed, "handle")) == china("2026-11-30T18:00")
    assert verifying.verify(session) == []


def test_handling_that_counts_from_the_check_begins_with_it(cast, clock, session, under):
    under(lines(since="verified"))
    case_id = a_case(cast, "stopped")
    clock.forward(days=1)
    case = done(cast.inspector, case_id, "verify", founded=True)
    assert at(due_of(case, "handle")) == china("2026-11-30T18:00")
    clock.forward(days=1)
    case = done(cast.inspector, case_id, "report")
    assert at(due_of(case, "handle")) == china("2026-11-30T18:00")
    assert verifying.verify(session) == []


def test_no_clock_waits_for_ever_where_the_line_no_longer_fits(cast, session, under):
    """Handling waits for the report while works go on; they stop, and it begins with the report all the same."""
    document = with_lines("first", HANDLE | {"works": True, "since": "reported"})
    under(Rules.model_validate(document))
    case_id = new_case(cast.informant, works_going_on=True)
    done(cast.informant, case_id, "stop", outcome="stopped")
    done(cast.inspector, case_id, "verify", founded=True)
    case = done(cast.inspector, case_id, "report")
    assert due_of(case, "handle")["owed"] is True
    assert verifying.verify(session) == []


def test_a_case_found_unfounded_and_opened_again_owes_what_had_not_begun(cast, session, under):
    under(lines(since="reported"))
    case_id = a_case(cast, "stopped")
    done(cast.inspector, case_id, "verify", founded=False, reason="田埂")
    case = done(cast.inspector, case_id, "reopen", reason="又动工了")
    assert {one["step"]: one["owed"] for one in case["dues"]} == {"stop": False, "report": True, "handle": True}
    assert verifying.verify(session) == []


def test_a_due_climbs_its_own_rungs_only(app, cast, clock, session, under):
    under(lines(ladder=["station", "county"]))
    case_id = a_case(cast, "reported")
    swept(app, clock, "2026-11-27T18:01")
    due = due_of(case_of(cast.officer, case_id), "handle")
    assert (due["level"], [one["level"] for one in due["missed"]]) == ("county", ["station"])
    assert verifying.verify(session) == []


def test_a_ladder_of_the_county_alone_begins_there(cast, under):
    under(lines(ladder=["county"]))
    assert due_of(case_of(cast.officer, a_case(cast)), "handle")["level"] == "county"


def test_a_ladder_leaves_out_who_the_case_is_hidden_from(cast, under):
    under(lines(ladder=["town", "county"]))
    case_id = new_case(cast.informant, conceal="town")
    assert due_of(case_of(cast.officer, case_id), "handle")["level"] == "county"


def test_a_refusal_climbs_the_own_rungs_of_stopping(cast, session, under):
    under(Rules.model_validate(with_lines("first", {"step": "stop", "works": True, "amount": 2, "unit": "hours",
                                                    "ladder": ["village", "town", "county"]})))  # fmt: skip
    case_id = new_case(cast.informant, works_going_on=True)
    case = done(cast.informant, case_id, "stop", outcome="refused")
    assert due_of(case, "stop")["level"] == "town"
    assert verifying.verify(session) == []


def test_whom_a_line_names_is_told_besides_the_two_levels_and_nobody_from_whom_it_is_hidden(app, cast, clock, under):
    told = {"step": "handle", "amount": 1, "unit": "working_days", "told": ["village", "county"]}
    under(Rules.model_validate(with_lines("upper", told)))
    open_one, hidden = a_case(cast, "reported"), new_case(cast.neighbour, conceal="village")
    for name in ("stop", "verify", "report"):
        done(cast.inspector, hidden, name)
    swept(app, clock, "2026-12-15T18:01")
    heard = {
        part: {one["case"]["id"] for one in cast[part].get("/inbox").json["notices"] if one["event"] == "escalate"}
        for part in ("informant", "inspector", "leader", "officer")
    }
    both = {open_one, hidden}
    assert heard == {"informant": {open_one}, "inspector": both, "leader": both, "officer": both}


def test_every_profile_is_a_version_that_can_be_saved():
    assert list(PROFILES) == ["default", "nanjing"] and PROFILES["default"] == DEFAULT
    assert all(Rules.model_validate(one.document()) == one for one in PROFILES.values())


def test_nanjing_by_hand(app, cast, clock, session, under):
    """Found Tuesday 24 November; noticed on Friday 27; the town has until Wednesday 2 December, the county asks until
    Wednesday 9."""
    under(NANJING)
    case_id = a_case(cast, "stopped")
    assert at(due_of(case_of(cast.inspector, case_id), "report")) == china("2026-11-27T18:00")
    clock.now = parse(china("2026-11-27T15:00"))
    done(cast.inspector, case_id, "verify", founded=True)
    case = done(cast.inspector, case_id, "report")
    handle = due_of(case, "handle")
    assert (handle["level"], at(handle)) == ("town", china("2026-12-02T18:00"))
    assert "supervise" in case_of(cast.leader, case_id)["may"]
    swept(app, clock, "2026-12-02T18:01")
    handle = due_of(case_of(cast.officer, case_id), "handle")
    assert (handle["level"], at(handle)) == ("county", china("2026-12-09T18:00"))
    told = [one for one in cast.inspector.get("/inbox").json["notices"] if one["event"] == "escalate"]
    assert [one["case"]["id"] for one in told] == [case_id]
    assert act(cast.inspector, case_id, "handle", outcome="corrected").json["outcome"] == "accepted"
    assert verifying.verify(session) == []
