"""绕开 afterwards and taken back: right after each, lists, notices, phones and dues are as they should be."""

from __future__ import annotations

import pytest

from patrol.domain import verifying
from patrol.domain.sweep import sweep
from patrol.extensions import writing
from tests.api.sending import a_case, act, case_of, done, due_of, picture, send_report
from tests.desk.browsing import Office
from tests.leaks import Story

HIDDEN = {
    "village": ("neighbour",), "town": ("neighbour", "leader"), "station": ("neighbour", "leader", "inspector"),
}  # fmt: skip
NOTHING = {"lists": 0, "map": 0, "search": 0, "case": 404, "acts": 404, "inbox": 0, "photo": 404}


@pytest.fixture
def matter(cast) -> tuple[str, str]:
    """(an open case that everybody has seen and heard of, its photo's hash)."""
    content, name = picture()
    case_id = send_report(cast.informant, photos=[name])["case"]["id"]
    cast.informant.put(f"/photos/{name['sha256']}/thumbnail", content)
    for part in ("neighbour", "inspector", "leader", "officer"):
        assert cast[part].get(f"/cases/{case_id}").status_code == 200
    return case_id, name["sha256"]


def sight(cast, part: str, case_id: str, sha256: str) -> dict:
    """What of the case reaches this person by each way there is."""
    member = cast[part]
    return {
        "lists": len(member.get("/cases").json["cases"]),
        "map": len(member.get("/cases", bbox="119.4,31.8,119.6,32").json["cases"]),
        "search": len(member.get("/cases", q="延陵").json["cases"]),
        "case": member.get(f"/cases/{case_id}").status_code,
        "acts": member.get(f"/cases/{case_id}/candidates").status_code,
        "inbox": len([one for one in member.get("/inbox").json["notices"] if one["case"]]),
        "photo": member.get(f"/photos/{sha256}", size="thumb").status_code,
    }


@pytest.mark.parametrize("level", HIDDEN)
def test_right_after_it_is_hidden_nothing_reaches_those_it_is_hidden_from(cast, matter, level):
    done(cast.officer, matter[0], "conceal", level=level)
    for part in HIDDEN[level]:
        assert (part, sight(cast, part, *matter)) == (part, NOTHING)


@pytest.mark.parametrize("level", HIDDEN)
def test_right_after_it_is_shown_again_everything_is_as_before(cast, matter, level):
    everybody = ("neighbour", "leader", "inspector", "officer")
    before = {part: sight(cast, part, *matter) for part in everybody}
    done(cast.officer, matter[0], "conceal", level=level)
    done(cast.officer, matter[0], "conceal", level=None)
    for part in everybody:
        after = sight(cast, part, *matter)
        assert (part, after | {"inbox": 0}) == (part, before[part] | {"inbox": 0})
        assert after["inbox"] >= before[part]["inbox"]


@pytest.mark.parametrize("level", HIDDEN)
def test_a_phone_that_held_it_lets_it_go_and_gets_it_back(cast, matter, level):
    cursors = {part: cast[part].get("/changes").json["cursor"] for part in HIDDEN[level]}
    done(cast.officer, matter[0], "conceal", level=level)
    for part, cursor in cursors.items():
        page = cast[part].get("/changes", after=cursor).json
        assert (page["gone"], page["cases"], page["reset"]) == ([matter[0]], [], False)
        cursors[part] = page["cursor"]
    done(cast.officer, matter[0], "conceal", level=None)
    for part, cursor in cursors.items():
        page = cast[part].get("/changes", after=cursor).json
        assert ([one["id"] for one in page["cases"]], page["gone"]) == ([matter[0]], [])


def test_a_phone_that_was_away_through_both_has_it_and_one_away_through_the_first_loses_it(cast, matter):
    cursor = cast.leader.get("/changes").json["cursor"]
    done(cast.inspector, matter[0], "conceal", level="town")
    done(cast.inspector, matter[0], "conceal", level="village")
    page = cast.leader.get("/changes", after=cursor).json
    assert ([one["id"] for one in page["cases"]], page["gone"]) == ([matter[0]], [])
    done(cast.inspector, matter[0], "conceal", level="station")
    assert cast.leader.get("/changes", after=page["cursor"]).json["gone"] == [matter[0]]


def test_open_apps_hear_of_both_and_of_nothing_in_between(app, cast, clock):
    story = Story(app, cast, clock)
    story.listen()

    def heard_by_the_leader(*deed, **more) -> bool:
        story.heard("leader")
        story.act(*deed, **more)
        return len(story.heard("leader")) > 0

    story.report("neighbour", "open-one")
    assert heard_by_the_leader("officer", "open-one", "conceal", level="town")
    assert not heard_by_the_leader("officer", "open-one", "comment", note="查")
    assert heard_by_the_leader("inspector", "open-one", "conceal", level=None)


def test_what_a_phone_did_without_network_before_it_knew_lands_and_tells_it_nothing(cast, matter, clock):
    done(cast.officer, matter[0], "conceal", level="town")
    answer = act(cast.leader, matter[0], "supervise")
    assert (answer.status_code, answer.json["outcome"], answer.json["why"]) == (201, "noted", "not_your_post")
    assert answer.json["case"] is None
    told = case_of(cast.officer, matter[0])["timeline"][-1]
    assert (told["act"], told["status"], told["by"]) == ("supervise", "noted", "延陵镇分管领导")


def test_the_dues_go_up_and_stay_up_and_the_ladder_stands_on_the_rungs_that_are_left(app, cast, matter, clock):
    done(cast.officer, matter[0], "conceal", level="village")
    assert [due["level"] for due in case_of(cast.officer, matter[0])["dues"]] == ["station"] * 3
    lifted = done(cast.inspector, matter[0], "conceal", level=None)
    assert [due["level"] for due in lifted["dues"]] == ["station"] * 3
    stop = due_of(lifted, "stop")
    clock.forward(days=1)
    with app.app_context():
        assert sweep(writing, now=clock()) == 1
    raised = due_of(case_of(cast.officer, matter[0]), "stop")
    assert (raised["level"], raised["missed"]) == (
        "town", [{"level": "station", "due_at": stop["due_at"], "at": "2026-11-25T02:00:00.000Z"}],
    )  # fmt: skip


def test_hidden_from_the_town_the_missed_station_climbs_past_it(app, cast, clock):
    case_id = a_case(cast, "stopped")
    done(cast.inspector, case_id, "conceal", level="village")
    done(cast.inspector, case_id, "conceal", level="town")
    assert [due["level"] for due in case_of(cast.officer, case_id)["dues"] if due["owed"]] == ["county"] * 2
    clock.forward(days=30)
    with app.app_context():
        assert sweep(writing, now=clock()) == 0


def test_who_holds_it_is_told_of_the_one_and_everybody_of_the_other_in_other_words(cast, matter, clock):
    def of_concealment(part: str) -> list[str]:
        notices = cast[part].get("/inbox").json["notices"]
        return [one["text"] for one in notices if one["event"] in ("conceal", "unconceal")]

    done(cast.inspector, matter[0], "conceal", level="town")
    assert of_concealment("officer") == ["柳茹村：占用耕地建房，保密办理，归您这一级"]
    assert of_concealment("leader") == of_concealment("neighbour") == []
    clock.forward(minutes=1)
    done(cast.inspector, matter[0], "conceal", level=None)
    told = "柳茹村：占用耕地建房，不再保密，各级都能看到"
    assert of_concealment("officer")[0] == of_concealment("leader")[0] == of_concealment("assistant")[0] == told
    assert of_concealment("neighbour") == []


def test_the_office_and_the_log_agree_after_both(cast, matter, session):
    done(cast.officer, matter[0], "conceal", level="station", note="村干部的亲戚")
    office = Office(cast, "officer")
    assert "对所里保密" in office.text(f"/desk/cases/{matter[0]}")
    done(cast.officer, matter[0], "conceal", level=None, note="查清了，没有关系")
    page = office.text(f"/desk/cases/{matter[0]}")
    assert "取消保密" in page and "查清了，没有关系" in page
    assert verifying.verify(session) == []


def test_only_an_inspector_or_an_officer_may_hide_or_show(cast, matter):
    for part in ("informant", "neighbour", "leader"):
        assert act(cast[part], matter[0], "conceal", level="village").status_code == 403
    done(cast.inspector, matter[0], "conceal", level="village")
    for part in ("informant", "leader"):
        assert act(cast[part], matter[0], "conceal", level=None).status_code == 403
    assert case_of(cast.officer, matter[0])["concealed"] == "village"
