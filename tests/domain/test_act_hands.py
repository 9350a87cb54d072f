"""指派, 更正位置, 移交, 留言: whose the case is and where it lies."""

from __future__ import annotations

from tests.api.sending import JIULI_SITE, OUTSIDE, SITE, a_case, act, case_of, done, new_case
from tests.cast import JIULI, LIURU, YUNYANG

IN_YUNYANG = {"lat": 32.001, "lon": 119.5586}
AT_SITE = SITE | {"by": "pin", "accuracy_m": None}


def test_the_station_s_inspector_names_lead_and_assistant_and_takes_one_back(cast):
    case_id = a_case(cast)
    people = cast.inspector.get(f"/cases/{case_id}/candidates").json["people"]
    assert {(one["id"], one["name"], one["role"]) for one in people} == {
        (cast[part].id, cast[part].name, "inspector") for part in ("inspector", "assistant")
    }
    case = done(cast.inspector, case_id, "assign", lead=cast.inspector.id, assistant=cast.assistant.id)
    assert [case[post]["id"] for post in ("lead", "assistant")] == [cast.inspector.id, cast.assistant.id]
    assert case["timeline"][-1]["lead"] == {"id": cast.inspector.id, "name": "延陵所巡查员"}
    case = done(cast.officer, case_id, "assign", lead=None)
    assert (case["lead"], case["assistant"]["id"]) == (None, cast.assistant.id)


def test_the_villages_a_case_may_lie_in_are_those_of_its_station_s_towns(cast):
    case_id = a_case(cast)
    villages = cast.inspector.get(f"/cases/{case_id}/candidates").json["villages"]
    assert {"code": JIULI, "name": "九里村委会", "town": "延陵镇"} in villages
    assert {one["code"][:9] for one in villages} == {JIULI[:9]}
    assert [one["code"] for one in villages] == sorted(one["code"] for one in villages)


def test_a_pin_and_a_village_in_one_act_keep_what_was_said_of_each(cast):
    case = done(cast.inspector, a_case(cast), "move", place={"lat": 31.889, "lon": 119.508}, area=JIULI)
    assert (case["area"]["code"], case["place"]["lat"]) == (JIULI, 31.889)


def test_somebody_of_another_station_is_not_assigned(cast):
    case_id = a_case(cast)
    for stranger in (cast.other_inspector.id, cast.leader.id, "nobody"):
        answer = act(cast.inspector, case_id, "assign", lead=stranger).json
        assert (answer["outcome"], answer["why"], answer["case"]["lead"]) == ("noted", "not_of_station", None)


def test_a_pin_in_another_village_moves_the_case_there_and_keeps_its_number(cast):
    case_id = a_case(cast)
    number = case_of(cast.inspector, case_id)["number"]
    assert cast.next_village.get(f"/cases/{case_id}").status_code == 404
    case = done(cast.inspector, case_id, "move", place=JIULI_SITE, reason="界线以西")
    assert (case["area"]["code"], case["place"]) == (JIULI, JIULI_SITE | {"by": "pin", "accuracy_m": None})
    assert case["number"] == number
    assert cast.next_village.get(f"/cases/{case_id}").json["brief"] is True
    assert cast.neighbour.get(f"/cases/{case_id}").status_code == 404
    assert case_of(cast.informant, case_id)["number"] == number  # the own report stays one's own


def test_a_pin_within_the_own_village_or_outside_the_county_leaves_the_area(cast):
    case_id = a_case(cast)
    nearby = {"lat": 31.889, "lon": 119.508}
    assert done(cast.inspector, case_id, "move", place=nearby)["area"]["code"] == LIURU
    assert done(cast.inspector, case_id, "move", place=OUTSIDE)["area"]["code"] == LIURU


def test_a_pin_in_a_town_without_village_outlines_keeps_the_village(cast):
    case_id = new_case(cast.other_informant, place=None)
    code = case_of(cast.other_inspector, case_id)["area"]["code"]
    moved = done(cast.other_inspector, case_id, "move", place=IN_YUNYANG)
    assert (moved["area"]["code"], moved["place"]) == (code, IN_YUNYANG | {"by": "pin", "accuracy_m": None})


def test_moved_to_another_town_a_case_changes_hands_whole(cast):
    case_id = a_case(cast)
    answer = act(cast.inspector, case_id, "move", area=YUNYANG).json
    assert (answer["outcome"], answer["case"]) == ("accepted", None)
    assert cast.inspector.get(f"/cases/{case_id}").status_code == 404
    case = case_of(cast.other_inspector, case_id)
    assert (case["area"]["code"], case["station"]["name"], case["town"]["code"]) == (YUNYANG, "云阳所", YUNYANG)
    assert cast.other_leader.get(f"/cases/{case_id}").status_code == 200


def test_handed_to_another_station_a_case_stays_where_it_lies(cast):
    case_id = a_case(cast)
    theirs = cast.other_inspector.get("/session").json["posts"][0]["station"]["id"]
    act(cast.officer, case_id, "move", place=None, station=theirs)
    case = case_of(cast.other_inspector, case_id)
    assert (case["area"]["code"], case["station"]["name"], case["place"]) == (LIURU, "云阳所", AT_SITE)
    assert cast.inspector.get(f"/cases/{case_id}").status_code == 404
    assert cast.leader.get(f"/cases/{case_id}").status_code == 200


def test_a_place_that_does_not_exist_is_only_noted(cast):
    case_id = a_case(cast)
    for more in ({"area": "999999999999"}, {"station": 4711}):
        answer = act(cast.officer, case_id, "move", **({"place": None} | more)).json
        assert (answer["outcome"], answer["why"]) == ("noted", "no_such_area")
    assert case_of(cast.officer, case_id)["area"]["code"] == LIURU


def test_whoever_sees_a_case_may_add_words_and_nothing_changes(cast):
    case_id = a_case(cast, "closed")
    before = case_of(cast.officer, case_id)
    for part in ("informant", "neighbour", "inspector", "leader", "officer"):
        done(cast[part], case_id, "comment", note=f"{part} 说")
    after = case_of(cast.officer, case_id)
    assert [one["note"] for one in after["timeline"][-5:]] == [
        "informant 说", "neighbour 说", "inspector 说", "leader 说", "officer 说",
    ]  # fmt: skip
    changing = ("timeline", "updated_at", "may")
    assert {k: v for k, v in after.items() if k not in changing} == {
        k: v for k, v in before.items() if k not in changing
    }
