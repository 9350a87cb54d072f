"""Who hears of which event, and who never does."""

from __future__ import annotations

from collections import Counter

from patrol.domain.sweep import sweep
from patrol.extensions import writing
from tests.api.sending import a_case, act, done, new_case
from tests.cast import USERNAMES


def heard(cast) -> dict[str, list[str]]:
    """part → the events told, those who heard nothing left out; the order is that of the events."""
    told = {part: cast[part].get("/inbox").json["notices"] for part in USERNAMES}
    return {part: [one["event"] for one in reversed(notices)] for part, notices in told.items() if notices}


def test_a_report_is_told_to_those_who_now_hold_a_due(cast):
    new_case(cast.informant)
    assert heard(cast) == {"neighbour": ["open"], "inspector": ["open"], "assistant": ["open"]}


def test_each_step_is_told_to_those_it_concerns_and_never_to_who_took_it(cast, clock):
    case_id = new_case(cast.informant, kind="villa")
    for who, what in (
        ("neighbour", "stop"), ("inspector", "verify"), ("inspector", "report"), ("inspector", "handle"),
        ("leader", "sign_off"), ("inspector", "close"), ("officer", "reopen"), ("leader", "supervise"),
        ("leader", "return"),
    ):  # fmt: skip
        clock.forward(minutes=1)
        done(cast[who], case_id, what)
    station = ["open", "sign_off", "reopen", "supervise", "return"]
    assert heard(cast) == {
        "informant": ["stop", "close"], "neighbour": ["open"], "inspector": station, "assistant": station,
        "leader": ["report", "handle", "close", "reopen"], "officer": ["report"],
    }  # fmt: skip


def test_an_escalation_is_told_to_both_levels(app, cast, clock):
    a_case(cast)
    clock.forward(hours=2)
    with app.app_context():
        sweep(writing, now=clock())
    told = {part: events.count("escalate") for part, events in heard(cast).items()}
    assert told == {"informant": 1, "neighbour": 1, "inspector": 1, "assistant": 1}
    clock.forward(hours=4)
    with app.app_context():
        sweep(writing, now=clock())
    told = {part: events.count("escalate") for part, events in heard(cast).items()}
    assert told == {"informant": 1, "neighbour": 1, "inspector": 2, "assistant": 2, "leader": 1}


def test_lead_and_assistant_get_the_station_s_notices_once_they_are_named(cast, clock):
    case_id = a_case(cast)
    clock.forward(minutes=1)
    done(cast.inspector, case_id, "assign", lead=cast.inspector.id, assistant=None)
    clock.forward(minutes=1)
    done(cast.leader, case_id, "supervise")
    assert heard(cast)["assistant"] == ["open"]
    assert heard(cast)["inspector"] == ["open", "supervise"]


def test_nobody_hears_of_a_case_hidden_from_him(cast, app, clock):
    for conceal in ("village", "town", "station"):
        new_case(cast.informant, conceal=conceal)
    clock.forward(days=5)
    with app.app_context():
        sweep(writing, now=clock())
    told = {part: Counter(events) for part, events in heard(cast).items()}
    risen = {"open": 1, "escalate": 2}
    assert told["inspector"] == told["assistant"] == risen
    assert told["leader"] == {"escalate": 2}
    assert set(told["officer"]) == {"open"} and told["officer"]["open"] == 2
    assert set(told) == {"inspector", "assistant", "leader", "officer"}


def test_notices_of_a_case_hidden_meanwhile_are_gone_from_the_inbox(cast):
    case_id = a_case(cast)
    assert heard(cast)["neighbour"] == ["open"]
    act(cast.officer, case_id, "conceal", level="village")
    assert "neighbour" not in heard(cast)
    assert sorted(heard(cast)["inspector"]) == ["conceal", "open"]  # the stop came up to the station


def test_what_is_only_noted_or_done_before_is_told_to_nobody(cast):
    case_id = a_case(cast, "closed")
    before = heard(cast)
    act(cast.inspector, case_id, "handle")
    act(cast.leader, case_id, "supervise")
    assert heard(cast) == before


def test_a_refusal_is_told_to_the_level_it_rose_to_as_a_refusal(cast):
    case_id = a_case(cast)
    done(cast.inspector, case_id, "stop", outcome="refused")
    notice = cast.leader.get("/inbox").json["notices"][0]
    assert notice["event"] == "refused"
    assert "柳茹村" in notice["text"] and "委会" not in notice["text"]
