"""核查 → 报告 → 处置 → 签字 → 办结: what each act does to the whole case."""

from __future__ import annotations

from tests.api.sending import a_case, act, case_of, done, due_of, end_post, new_case

NOW = "2026-11-24T02:00:00.000Z"
FIELDS = ("state", "step", "holder", "founded", "signed_off", "closed_at")


def shape(case: dict) -> tuple:
    return tuple(case[name] for name in FIELDS)


def owed(case: dict) -> list[str]:
    return [due["step"] for due in case["dues"] if due["owed"]]


def test_an_ordinary_case_goes_its_way_and_each_step_waits_for_the_one_before(cast):
    case_id = a_case(cast)
    inspector = cast.inspector
    assert act(inspector, case_id, "report").json["why"] == "not_verified"
    assert act(inspector, case_id, "handle").json["why"] == "not_reported"
    assert act(inspector, case_id, "close").json["why"] == "not_handled"
    assert shape(done(inspector, case_id, "stop")) == ("open", "report", "station", None, False, None)
    assert shape(done(inspector, case_id, "verify")) == ("open", "report", "station", True, False, None)
    assert shape(done(inspector, case_id, "report")) == ("open", "handle", "station", True, False, None)
    assert shape(done(inspector, case_id, "handle", outcome="filed")) == (
        "open",
        "decide",
        "station",
        True,
        False,
        None,
    )
    assert act(inspector, case_id, "close").json["why"] == "not_decided"
    assert shape(done(inspector, case_id, "decide")) == ("open", "close", "station", True, False, None)
    closed = done(inspector, case_id, "close")
    assert shape(closed) == ("closed", None, None, True, False, NOW)
    assert (closed["due_at"], owed(closed)) == (None, [])


def test_a_grave_case_closes_only_with_the_leader_s_signature(cast):
    case_id = a_case(cast, "handled", kind="villa")
    assert shape(case_of(cast.inspector, case_id)) == ("open", "sign_off", "town", True, False, None)
    assert act(cast.inspector, case_id, "close").json["why"] == "not_signed_off"
    assert act(cast.officer, case_id, "sign_off").json["outcome"] == "noted"
    assert shape(done(cast.leader, case_id, "sign_off")) == ("open", "close", "station", True, True, None)
    assert done(cast.officer, case_id, "close")["state"] == "closed"


def test_where_the_town_is_hidden_from_or_without_leader_the_officer_signs(cast, session):
    hidden = new_case(cast.officer, kind="villa", conceal="town")
    for name in ("stop", "verify", "report", "handle", "sign_off", "close"):
        done(cast.officer, hidden, name)
    orphan = a_case(cast, "handled", kind="villa")
    end_post(session, cast.leader)
    assert shape(case_of(cast.inspector, orphan)) == ("open", "sign_off", "county", True, False, None)
    assert "sign_off" in case_of(cast.officer, orphan)["may"]
    done(cast.officer, orphan, "sign_off")


def test_an_unfounded_verify_closes_with_its_reason_and_owes_nothing_more(cast):
    case_id = a_case(cast)
    case = done(cast.inspector, case_id, "verify", founded=False, reason="有批准文件")
    assert shape(case) == ("closed", None, None, False, False, NOW)
    assert owed(case) == []
    last = case["timeline"][-1]
    assert (last["act"], last["founded"], last["reason"], last["closes"]) == ("verify", False, "有批准文件", True)
    told = cast.informant.get("/inbox").json["notices"]
    assert [(one["event"], one["case"]["id"]) for one in told] == [("verify", case_id)]


def test_what_was_verified_stands_in_the_timeline(cast):
    case_id = a_case(cast)
    said = {"party": "某某", "land_class": "旱地", "permits": "无", "note": "三间两层"}
    entry = done(cast.inspector, case_id, "verify", **said)["timeline"][-1]
    assert said.items() <= entry.items()
    assert (entry["by"], entry["role"], entry["status"]) == ("延陵所巡查员", "inspector", "accepted")


def test_handling_records_how_and_whether_in_time(cast, clock):
    case_id = a_case(cast, "reported")
    clock.forward(days=30)
    handle = due_of(done(cast.inspector, case_id, "handle", outcome="transferred"), "handle")
    assert (handle["outcome"], handle["on_time"], handle["late_arrival"], handle["owed"]) == (
        "transferred", False, False, False,
    )  # fmt: skip


def test_closing_ends_what_is_still_owed(cast):
    case_id = a_case(cast)
    for name in ("verify", "report", "handle"):
        done(cast.inspector, case_id, name)
    assert case_of(cast.inspector, case_id)["step"] == "stop"
    case = done(cast.inspector, case_id, "close")
    assert (case["state"], owed(case), due_of(case, "stop")["done_at"]) == ("closed", [], None)


def test_a_second_founding_says_whose_the_first_was(cast):
    case_id = a_case(cast, "founded")
    again = act(cast.officer, case_id, "verify").json
    assert (again["outcome"], again["by"]) == ("already_done", "延陵所巡查员")
