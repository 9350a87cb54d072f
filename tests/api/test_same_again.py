"""Every act and report can be sent twice, late, and by two people; nothing happens twice, and nothing is dropped."""

from __future__ import annotations

from tests.api.sending import a_case, act, act_body, case_of, new_id, picture, report_body, send_report

RECEIVED = "2026-11-24T02:00:00.000Z"


def test_a_report_twice_is_one_with_the_same_receipt(cast, clock):
    report_id, (_, photo) = new_id(), picture()
    body = report_body(cast.informant, photos=[photo], note="挖地基")
    first = cast.informant.put(f"/reports/{report_id}", body)
    clock.forward(hours=5)
    again = cast.informant.put(f"/reports/{report_id}", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json == cast.informant.get(f"/reports/{report_id}").json
    assert first.json == {
        "report": report_id,
        "case": {"id": first.json["case"]["id"], "number": "延陵-2026-0001"},
        "received_at": RECEIVED,
        "head": first.json["head"],
        "safe": False,
        "photos": {photo["sha256"]: "wanted"},
    }
    assert len(first.json["head"]) == 64
    case = case_of(cast.inspector, first.json["case"]["id"])
    assert (len(case["reports"]), len(case["timeline"]), len(case["photos"])) == (1, 1, 1)


def test_what_says_nothing_more_is_the_same_content(cast):
    report_id, body = new_id(), report_body(cast.informant)
    cast.informant.put(f"/reports/{report_id}", body)
    later = {"later_field": "of a newer app"}
    for same in ({"voice": None}, {"conceal": None}, later, {"source": "informant"}, {"fix": None}, {"photos": []}):
        assert cast.informant.put(f"/reports/{report_id}", body | same).status_code == 200, same


OTHERS = (
    {"note": "另有挖机"}, {"kind": "waste"}, {"works_going_on": False}, {"captured_at": "2026-11-24T09:00:00+08:00"},
    {"photos": [picture()[1]]}, {"conceal": "town"}, {"place": None}, {"fix": {"lat": 0.0, "lon": 0.0}},
)  # fmt: skip


def test_other_content_under_the_same_id_is_a_conflict_and_changes_nothing(cast):
    report_id, body = new_id(), report_body(cast.informant)
    receipt = cast.informant.put(f"/reports/{report_id}", body).json
    before = case_of(cast.officer, receipt["case"]["id"])
    for other in OTHERS:
        refused = cast.informant.put(f"/reports/{report_id}", body | other)
        assert (refused.status_code, refused.json["error"]["code"]) == (409, "content_differs"), other
    assert case_of(cast.officer, receipt["case"]["id"]) == before
    assert cast.informant.put(f"/reports/{report_id}", body).json == receipt


def test_a_heading_of_zero_is_not_no_heading(cast):
    report_id = new_id()
    fix = {"lat": 31.888, "lon": 119.507}
    cast.informant.put(f"/reports/{report_id}", report_body(cast.informant, fix=fix | {"heading_deg": 0.0}))
    assert cast.informant.put(f"/reports/{report_id}", report_body(cast.informant, fix=fix)).status_code == 409


def test_another_person_s_id_is_taken_and_tells_nothing(cast):
    receipt = send_report(cast.informant, conceal="village")
    answer = cast.neighbour.put(f"/reports/{receipt['report']}", report_body(cast.informant, conceal="village"))
    assert (answer.status_code, answer.json["error"]) == (
        409, {"code": "id_taken", "fields": {}, "message": answer.json["error"]["message"]},
    )  # fmt: skip
    assert cast.neighbour.get(f"/reports/{receipt['report']}").status_code == 404
    assert cast.inspector.get(f"/reports/{receipt['report']}").status_code == 404


def test_an_act_twice_is_one_with_the_same_receipt(cast, clock):
    case_id, act_id = a_case(cast), new_id()
    body = act_body(cast.inspector, "stop", note="已停工")
    first = cast.inspector.put(f"/cases/{case_id}/acts/{act_id}", body)
    clock.forward(hours=5)
    again = cast.inspector.put(f"/cases/{case_id}/acts/{act_id}", body)
    assert (first.status_code, again.status_code) == (201, 200)
    ever = ("act", "outcome", "why", "by", "received_at", "head", "safe", "photos")
    assert {name: again.json[name] for name in ever} == {name: first.json[name] for name in ever}
    assert (first.json["outcome"], first.json["received_at"]) == ("accepted", RECEIVED)
    assert [one["act"] for one in case_of(cast.inspector, case_id)["timeline"]] == ["open", "stop"]


def test_an_act_s_id_with_other_content_in_another_case_or_of_another_person_is_a_conflict(cast):
    case_id, other, act_id = a_case(cast), a_case(cast), new_id()
    body = act_body(cast.inspector, "stop")
    cast.inspector.put(f"/cases/{case_id}/acts/{act_id}", body)
    for member, where, what, code in [
        (cast.inspector, case_id, body | {"note": "x"}, "content_differs"),
        (cast.inspector, other, body, "content_differs"),
        (cast.officer, case_id, body, "id_taken"),
    ]:
        answer = member.put(f"/cases/{where}/acts/{act_id}", what)
        assert (answer.status_code, answer.json["error"]["code"]) == (409, code)
    assert [len(case_of(cast.officer, one)["timeline"]) for one in (case_id, other)] == [2, 1]


def test_of_two_who_did_the_same_offline_one_is_accepted_and_the_other_told_whose_it_was(cast, clock):
    case_id = a_case(cast)
    first = act(cast.informant, case_id, "stop").json
    clock.forward(hours=1)
    second = act(cast.inspector, case_id, "stop", note="我也制止了", photos=[picture()[1]]).json
    assert (first["outcome"], first["by"]) == ("accepted", None)
    assert (second["outcome"], second["by"], second["why"]) == ("already_done", "信息员", None)
    last = second["case"]["timeline"][-1]
    assert (last["status"], last["note"], last["photos"]) == ("already_done", "我也制止了", list(second["photos"]))
    third = act(cast.informant, a_case(cast, "handled"), "stop").json
    assert (third["outcome"], third["by"]) == ("already_done", "信息员")


def test_what_the_table_does_not_allow_is_noted_with_its_photos_and_words(cast):
    case_id, (content, photo) = a_case(cast), picture(3)
    answer = act(cast.inspector, case_id, "handle", note="已复耕", photos=[photo]).json
    assert (answer["outcome"], answer["why"], answer["photos"]) == (
        "noted", "not_reported", {photo["sha256"]: "wanted"},
    )  # fmt: skip
    assert cast.inspector.put(f"/photos/{photo['sha256']}", content).json["state"] == "held"
    case = case_of(cast.leader, case_id)
    entry = case["timeline"][-1]
    assert (entry["status"], entry["why"], entry["note"]) == ("noted", "not_reported", "已复耕")
    assert [(one["sha256"], one["of"], one["state"]) for one in case["photos"]] == [(photo["sha256"], "act", "held")]
    assert next(due for due in case["dues"] if due["step"] == "handle")["owed"] is True


def test_an_act_reaches_the_case_of_one_s_own_report_before_the_phone_knows_the_case(cast):
    receipt = send_report(cast.informant)
    act_id, body = new_id(), act_body(cast.informant, "stop")
    first = cast.informant.put(f"/reports/{receipt['report']}/acts/{act_id}", body)
    assert (first.status_code, first.json["case"]["id"]) == (201, receipt["case"]["id"])
    assert cast.informant.put(f"/cases/{receipt['case']['id']}/acts/{act_id}", body).status_code == 200
    for member in (cast.neighbour, cast.inspector):
        answer = member.put(f"/reports/{receipt['report']}/acts/{new_id()}", body)
        assert (answer.status_code, answer.json["error"]["code"]) == (404, "report_missing")
