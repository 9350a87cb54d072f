"""并案 and 拆开: two cases of one matter are one, and apart again; dues and numbers are right after both."""

from __future__ import annotations

from datetime import timedelta

import pytest

from patrol.domain import verifying
from patrol.domain.sweep import sweep
from patrol.domain.times import iso
from patrol.extensions import writing
from tests.api.sending import (
    JIULI_SITE,
    SITE,
    a_case,
    act,
    act_body,
    case_of,
    done,
    due_of,
    end_post,
    new_case,
    new_id,
    picture,
    send_report,
)
from tests.domain.test_feed import Phone


@pytest.fixture(autouse=True)
def clean(session):
    yield
    session.rollback()
    assert verifying.verify(session) == []


def swept(app, clock) -> int:
    with app.app_context():
        return sweep(writing, now=clock.now)


def dues(case: dict) -> dict:
    return {one["step"]: (one["level"], one["due_at"], one["owed"]) for one in case["dues"]}


def test_the_merged_case_is_closed_keeps_its_number_and_shows_its_reports_in_the_other(cast):
    target, merged = new_case(cast.informant), new_case(cast.neighbour, note="又一车")
    number = case_of(cast.inspector, merged)["number"]
    before = dues(case_of(cast.inspector, target))
    case = done(cast.inspector, merged, "merge", into=target)
    assert (case["state"], case["number"], case["merged_into"]) == ("closed", number, target)
    assert (case["step"], case["holder"], case["due_at"]) == (None, None, None)
    assert case["may"] == ["unmerge", "conceal", "comment"]
    other = case_of(cast.inspector, target)
    assert (other["merged"], dues(other), other["state"]) == ([merged], before, "open")
    assert [one["note"] for one in other["reports"]] == [None, "又一车"]
    assert [one["act"] for one in other["timeline"]] == ["open", "take_in"]
    assert [one["act"] for one in case["timeline"]] == ["open", "merge"]
    assert "merge" not in other["may"]


def test_nobody_climbs_in_a_merged_case(app, cast, clock):
    target, merged = a_case(cast, "stopped"), a_case(cast)
    done(cast.inspector, merged, "merge", into=target)
    clock.forward(hours=30)
    assert swept(app, clock) == 0


def test_apart_again_it_owes_what_it_owed_with_the_time_that_was_left(cast, clock):
    target, merged = a_case(cast), a_case(cast)
    clock.forward(minutes=30)
    done(cast.inspector, merged, "merge", into=target)
    clock.forward(days=7)  # the Tuesday after, 10:30
    case = done(cast.inspector, merged, "unmerge")
    assert (case["state"], case["merged_into"], case["closed_at"]) == ("open", None, None)
    assert dues(case) == {
        "stop": ("village", "2026-12-01T04:00:00.000Z", True),
        "report": ("station", "2026-12-04T10:00:00.000Z", True),
        "handle": ("station", "2026-12-22T10:00:00.000Z", True),
    }
    assert [due["paused"] for due in case["dues"]] == [None] * 3
    other = case_of(cast.inspector, target)
    assert (other["merged"], len(other["reports"])) == ([], 1)
    assert [one["act"] for one in other["timeline"]] == ["open", "take_in", "let_go"]


def test_what_was_done_stays_done_and_what_was_missed_is_missed_still(app, cast, clock):
    target, merged = a_case(cast), a_case(cast, "stopped")
    clock.forward(days=4)  # the report is late, and nobody has swept yet
    done(cast.inspector, merged, "merge", into=target)
    clock.forward(days=2)
    case = done(cast.inspector, merged, "unmerge")
    stop, report = due_of(case, "stop"), due_of(case, "report")
    assert (stop["owed"], stop["outcome"], stop["done_at"]) == (False, "stopped", "2026-11-24T02:00:00.000Z")
    assert (report["due_at"], report["owed"]) == ("2026-11-29T10:00:00.000Z", True)
    assert case["overdue"]
    assert swept(app, clock) >= 1
    assert due_of(case_of(cast.inspector, merged), "report")["level"] == "town"


def test_a_pause_that_was_on_goes_on_or_has_run_out_meanwhile(cast, clock):
    target, short, long = a_case(cast), a_case(cast, "reported"), a_case(cast, "reported")
    for case_id, days in ((short, 3), (long, 30)):
        done(cast.inspector, case_id, "pause", reason="hearing", until=iso(clock.now + timedelta(days=days)))
        done(cast.inspector, case_id, "merge", into=target)
    clock.forward(days=7)
    over, on = (due_of(done(cast.inspector, one, "unmerge"), "handle") for one in (short, long))
    assert (over["paused"], over["due_at"]) == (None, "2026-12-22T10:00:00.000Z")
    assert (on["paused"]["for"], on["paused"]["until"]) == ("hearing", "2026-12-24T02:00:00.000Z")


def test_grave_is_what_either_is_and_no_more_once_the_grave_one_is_taken_out(cast):
    target, one, other = a_case(cast), a_case(cast, kind="villa"), a_case(cast, kind="villa")
    grave = []
    for case_id, what, more in (
        (one, "merge", {"into": target}),
        (other, "merge", {"into": target}),
        (one, "unmerge", {}),
        (other, "unmerge", {}),
    ):
        done(cast.inspector, case_id, what, **more)
        grave.append(case_of(cast.inspector, target)["grave"])
    assert grave == [True, True, True, False]
    born = a_case(cast, kind="villa")
    done(cast.inspector, one, "merge", into=born)
    done(cast.inspector, one, "unmerge")
    assert case_of(cast.inspector, born)["grave"]


def test_what_cannot_be_merged_is_noted_and_says_why(cast):
    case_id, other = a_case(cast), a_case(cast)
    closed = a_case(cast, "closed")
    hidden = new_case(cast.informant, conceal="village")
    county_s = new_case(cast.informant, conceal="station")
    elsewhere = new_case(cast.other_informant, place={"lat": 32.0, "lon": 119.58, "by": "pin"})
    why = {
        name: act(cast.inspector, case_id, "merge", into=into).json["why"]
        for name, into in {
            "itself": case_id, "closed": closed, "concealed": hidden, "unseen": county_s, "elsewhere": elsewhere,
            "none": new_id(),
        }.items()
    }  # fmt: skip
    assert why == {
        "itself": "itself", "closed": "other_closed", "concealed": "concealed", "unseen": "no_such_case",
        "elsewhere": "no_such_case", "none": "no_such_case",
    }  # fmt: skip
    assert act(cast.inspector, hidden, "merge", into=case_id).json["why"] == "concealed"
    done(cast.inspector, other, "merge", into=case_id)
    assert act(cast.inspector, case_id, "merge", into=a_case(cast)).json["why"] == "others_here"
    assert act(cast.inspector, case_id, "unmerge").json["why"] == "not_merged"
    assert case_of(cast.inspector, case_id)["state"] == "open"


def test_the_same_merge_by_two_is_already_done_and_another_one_is_noted(cast):
    first, second, merged = a_case(cast), a_case(cast), a_case(cast)
    done(cast.inspector, merged, "merge", into=first)
    again = act(cast.assistant, merged, "merge", into=first).json
    assert (again["outcome"], again["by"]) == ("already_done", cast.inspector.name)
    assert act(cast.assistant, merged, "merge", into=second).json["why"] == "merged"
    done(cast.inspector, merged, "unmerge")
    assert act(cast.assistant, merged, "unmerge").json["outcome"] == "already_done"


def test_into_what_was_merged_away_meanwhile_is_into_where_that_went(cast):
    root, gone, merged = a_case(cast), a_case(cast), a_case(cast)
    done(cast.inspector, gone, "merge", into=root)
    assert done(cast.assistant, merged, "merge", into=gone)["merged_into"] == root
    assert case_of(cast.inspector, root)["merged"] == sorted([gone, merged])


def test_a_merge_and_its_undoing_are_told_to_the_reporter_and_the_station(cast, clock):
    target, merged = new_case(cast.informant), new_case(cast.neighbour)
    for what, more in (("merge", {"into": target}), ("unmerge", {})):
        clock.forward(minutes=1)
        done(cast.inspector, merged, what, **more)
    told = {
        part: [(one["case"]["id"], one["event"]) for one in cast[part].get("/inbox").json["notices"][:2]]
        for part in ("neighbour", "leader")
    }
    assert told["leader"] == [(merged, "unmerge")]
    assert (merged, "unmerge") in told["neighbour"]


# ---- late acts


def test_what_was_done_on_site_for_the_merged_case_lands_in_the_one_that_is_left(cast):
    target, merged = new_case(cast.informant), new_case(cast.neighbour)
    act_id, body = new_id(), act_body(cast.neighbour, "stop", outcome="stopped")
    done(cast.inspector, merged, "merge", into=target)
    sent = [cast.neighbour.put(f"/cases/{merged}/acts/{act_id}", body) for _ in range(2)]
    assert [one.status_code for one in sent] == [201, 200]
    assert [(one.json["outcome"], one.json["case"]["id"]) for one in sent] == [("accepted", target)] * 2
    assert due_of(case_of(cast.inspector, target), "stop")["outcome"] == "stopped"
    assert due_of(case_of(cast.inspector, merged), "stop")["done_at"] is None
    for what in ("verify", "report", "handle"):
        assert act(cast.inspector, merged, what).json["case"]["id"] == target
    assert case_of(cast.inspector, target)["step"] == "close"
    done(cast.inspector, merged, "unmerge")
    assert cast.neighbour.put(f"/cases/{merged}/acts/{act_id}", body).status_code == 200


@pytest.mark.parametrize(
    ("who", "what", "more"),
    [
        ("inspector", "close", {}), ("inspector", "verify", {"founded": False, "reason": "没有"}),
        ("leader", "supervise", {}), ("inspector", "move", {}), ("leader", "reopen", {}), ("leader", "return", {}),
    ],
)  # fmt: skip
def test_a_decision_on_the_merged_file_is_noted_there_and_changes_neither(cast, who, what, more):
    target, merged = a_case(cast, "handled"), a_case(cast, "handled")
    done(cast.inspector, merged, "merge", into=target)
    before = case_of(cast.officer, target)
    landed = act(cast[who], merged, what, **more).json
    assert (landed["outcome"], landed["why"], landed["case"]["id"]) == ("noted", "merged", merged)
    assert landed["message"] == "这件已并入另一件，您写的留作说明，请到那件上办"
    assert case_of(cast.officer, target) == before


def test_whoever_may_do_nothing_in_the_other_case_keeps_a_note_on_his_own(cast, session):
    target, merged = new_case(cast.informant, place={**JIULI_SITE, "by": "pin"}), new_case(cast.informant)
    done(cast.inspector, merged, "merge", into=target)
    landed = act(cast.neighbour, merged, "stop").json
    assert (landed["outcome"], landed["why"], landed["case"]["id"]) == ("noted", "merged", merged)


# ---- who sees what


def test_the_reporter_of_a_merged_case_follows_the_other_until_they_are_apart(cast):
    elsewhere = {"place": {**SITE, "by": "pin"}}  # the reporter's own village is another one
    target, merged = new_case(cast.informant), new_case(cast.next_village, **elsewhere)
    phone = Phone(cast.next_village)
    phone.sync()
    assert target not in phone.table
    done(cast.inspector, merged, "merge", into=target)
    phone.sync()
    assert [one["mine"] for one in phone.table[target]["reports"]] == [False, True]
    done(cast.leader, target, "comment", note="看过")
    done(cast.inspector, merged, "unmerge")
    (page,) = phone.sync()
    assert (page["gone"], phone.table.keys()) == ([target], {merged})
    assert act(cast.next_village, target, "comment", note="我也看过").json["outcome"] == "noted"


def test_concealed_later_both_are_and_the_other_reporter_has_only_the_own_one(cast):
    target, merged = new_case(cast.informant), new_case(cast.neighbour)
    phone = Phone(cast.neighbour)
    done(cast.inspector, merged, "merge", into=target)
    phone.sync()
    assert phone.table.keys() == {target, merged}
    done(cast.inspector, merged, "conceal", level="village")  # said of the merged one, it holds for the matter
    assert {one: case_of(cast.officer, one)["concealed"] for one in (target, merged)} == {
        target: "village", merged: "village",
    }  # fmt: skip
    page = phone.sync()[-1]
    assert (page["gone"], phone.table.keys()) == ([target], {merged})
    assert cast.neighbour.get(f"/cases/{target}").status_code == 404
    done(cast.inspector, target, "conceal", level=None)
    phone.sync()
    assert phone.table.keys() == {target, merged}


def test_a_photo_of_the_merged_case_opens_in_the_other_and_its_arrival_is_news_there(cast):
    content, named = picture(1)
    target, merged = new_case(cast.informant), send_report(cast.neighbour, photos=[named])["case"]["id"]
    done(cast.inspector, merged, "merge", into=target)
    phone = Phone(cast.informant)
    phone.sync()
    assert [one["state"] for one in phone.table[target]["photos"]] == ["wanted"]
    cast.neighbour.put(f"/photos/{named['sha256']}", content)
    phone.sync()
    assert [(one["state"], one["n"]) for one in phone.table[target]["photos"]] == [("held", None)]
    assert cast.inspector.get(f"/photos/{named['sha256']}/facts").status_code == 200
    assert cast.informant.get(f"/photos/{named['sha256']}", size="thumb").json["error"]["code"] == "not_ready"
    assert cast.other_informant.get(f"/photos/{named['sha256']}", size="thumb").status_code == 404


def test_a_name_is_asked_for_in_the_case_that_is_left(cast):
    target, merged = new_case(cast.informant), new_case(cast.neighbour)
    done(cast.inspector, merged, "merge", into=target)
    asked = cast.inspector.post(f"/cases/{target}/reporter", {"reason": "要核实"}).json["reporters"]
    assert {one["name"] for one in asked} == {cast.informant.name, cast.neighbour.name}


def test_whoever_left_the_station_merges_nothing(cast, session, clock):
    target, merged = a_case(cast), a_case(cast)
    end_post(session, cast.inspector)
    clock.forward(minutes=1)
    assert act(cast.inspector, merged, "merge", into=target).json["why"] == "not_your_post"
