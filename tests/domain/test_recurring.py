"""回潮: what was founded, handled and closed is reported again at its place."""

from __future__ import annotations

import pytest

from patrol.domain import linking, verifying
from patrol.models import Case
from tests.api.sending import SITE, a_case, bring, case_of, done, new_case, picture, send_report

METRE = 1 / 111_195


@pytest.fixture(autouse=True)
def clean(session):
    yield
    session.rollback()
    assert verifying.verify(session) == []


def near(metres: float, **more) -> dict:
    return {"place": {"lat": SITE["lat"] + metres * METRE, "lon": SITE["lon"], "by": "pin"}} | more


def levels(case: dict) -> list[str]:
    return [due["level"] for due in case["dues"]]


def test_it_is_linked_grave_and_starts_one_level_higher(cast, clock):
    before = a_case(cast, "closed")
    case = case_of(cast.inspector, new_case(cast.neighbour, **near(99)))
    assert (case["recurs_of"], case["grave"], levels(case)) == (before, True, ["station", "town", "town"])
    assert case["timeline"][0]["recurrence"] is True
    assert [one["event"] for one in cast.leader.get("/inbox").json["notices"]].count("recurrence") == 1
    clock.forward(minutes=1)
    third = case_of(cast.inspector, a_third_time(cast, case["id"]))
    assert (third["recurs_of"], levels(third)) == (case["id"], ["station", "town", "town"])


def a_third_time(cast, case_id: str) -> str:
    bring(cast, case_id, "closed", grave=True)
    return new_case(cast.neighbour)


def test_it_never_starts_above_the_county_nor_where_it_is_concealed(cast):
    a_case(cast, "closed")
    for conceal, first in (("village", ["town"] * 3), ("town", ["county"] * 3), ("station", ["county"] * 3)):
        case = case_of(cast.officer, new_case(cast.informant, conceal=conceal))
        assert (case["grave"], levels(case)) == (True, first)


@pytest.mark.parametrize(
    "other",
    [
        near(101), {"kind": "waste"}, {"place": None},
        near(0) | {"place": None, "fix": {"lat": SITE["lat"], "lon": SITE["lon"], "accuracy_m": 800}},
    ],
    ids=["too far", "another kind", "no place", "a rough fix"],
)  # fmt: skip
def test_elsewhere_or_otherwise_it_is_none(cast, other):
    a_case(cast, "closed")
    case = case_of(cast.inspector, new_case(cast.neighbour, **other))
    assert (case["recurs_of"], case["grave"], levels(case)) == (None, False, ["village", "station", "station"])


def test_after_what_was_unfounded_open_or_merged_it_is_none(cast):
    target = a_case(cast)
    done(cast.inspector, a_case(cast, "handled"), "merge", into=target)
    done(cast.inspector, a_case(cast), "verify", founded=False, reason="看错了")
    assert case_of(cast.inspector, new_case(cast.neighbour))["recurs_of"] is None


def test_a_concealed_case_tells_nothing_by_what_comes_after_it(cast, session):
    hidden = new_case(cast.informant, conceal="village")
    bring_hidden(cast, hidden)
    case = case_of(cast.neighbour, new_case(cast.neighbour))
    assert (case["recurs_of"], case["grave"], levels(case)) == (None, False, ["village", "station", "station"])
    linked = {part: kinds(session, cast[part], case["id"]) for part in ("neighbour", "inspector", "officer")}
    assert linked == {"neighbour": [], "inspector": [("beside", hidden)], "officer": [("beside", hidden)]}


def bring_hidden(cast, case_id: str) -> None:
    for act, more in (("stop", {}), ("verify", {}), ("report", {}), ("handle", {}), ("close", {})):
        done(cast.inspector, case_id, act, **more)


def kinds(session, member, case_id: str) -> list[tuple[str, str]]:
    session.rollback()
    found = linking.links(session, member.actor(session), session.get(Case, case_id))
    return [(kind, one.id) for kind, one in found]


def test_both_ways_are_linked_for_those_who_see_both(cast, session, clock):
    before = a_case(cast, "closed")
    clock.forward(minutes=1)
    again = new_case(cast.neighbour)
    clock.forward(minutes=1)
    merged = new_case(cast.informant)
    done(cast.inspector, merged, "merge", into=again)
    assert kinds(session, cast.inspector, again) == [("recurs_of", before), ("merged", merged)]
    assert ("recurred", again) in kinds(session, cast.inspector, before)
    assert ("merged_into", again) in kinds(session, cast.inspector, merged)
    done(cast.officer, before, "conceal", level="town")
    assert kinds(session, cast.leader, again) == [("merged", merged)]


def found(session, member, case_id: str) -> list[tuple[str, str]]:
    session.rollback()
    pictures = linking.same_pictures(session, member.actor(session), session.get(Case, case_id))
    return [(one.code, one.case_id) for one in pictures]


def test_the_same_picture_of_another_place_or_another_day_is_a_finding(cast, session, clock):
    named = picture(3)[1]
    send_report(cast.informant, photos=[named])
    spot = send_report(cast.neighbour, photos=[named], **near(10))["case"]["id"]
    assert found(session, cast.inspector, spot) == []
    away = send_report(cast.neighbour, photos=[named], **near(300))["case"]["id"]
    assert {code for code, _case in found(session, cast.inspector, away)} == {"place"}
    assert found(session, cast.neighbour, away) == found(session, cast.leader, away) == []


def test_sent_again_on_another_day_it_is_one_too_also_within_a_case(cast, session, clock):
    named = picture(6)[1]
    first = send_report(cast.informant, photos=[named])["case"]["id"]
    clock.forward(hours=13)  # 23:00
    assert found(session, cast.inspector, send_report(cast.neighbour, photos=[named])["case"]["id"]) == []
    clock.forward(hours=2)
    send_report(cast.neighbour, photos=[named, picture(7)[1]], joins=first)
    assert ("day", first) in found(session, cast.inspector, first)


def test_a_finding_tells_nothing_of_a_case_its_reader_must_not_see(cast, session, clock):
    named = picture(5)[1]
    hidden = send_report(cast.informant, photos=[named], conceal="station")["case"]["id"]
    clock.forward(days=1)
    open_ = send_report(cast.neighbour, photos=[named], **near(300))["case"]["id"]
    assert found(session, cast.inspector, open_) == []
    assert found(session, cast.officer, open_) == [("place", hidden)]
