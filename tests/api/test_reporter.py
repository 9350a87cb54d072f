"""举报人保护: the name behind 信息员, to those who hold the case, with a reason, and each look is on record."""

from __future__ import annotations

import pytest

from tests.api.sending import act, case_of, new_case, send_report
from tests.cast import USERNAMES

SECRETS = ("柳茹村信息员", "13800000008", "informant-liuru")


def test_an_inspector_or_officer_of_the_case_may_look_and_it_is_written_down(cast):
    receipt = send_report(cast.informant)
    case_id = receipt["case"]["id"]
    for part in ("inspector", "officer"):
        answer = cast[part].post(f"/cases/{case_id}/reporter", {"reason": "回访核实"})
        person = {"report": receipt["report"], "name": "柳茹村信息员", "phone": "13800000008"}
        assert (answer.status_code, answer.json) == (200, {"reporters": [person]})
    looks = [one for one in case_of(cast.officer, case_id)["timeline"] if one["act"] == "look"]
    assert [(one["by"], one["reason"], one["what"]) for one in looks] == [
        ("延陵所巡查员", "回访核实", "reporter"), ("县局人员", "回访核实", "reporter"),
    ]  # fmt: skip
    for part in ("informant", "leader"):
        assert "回访核实" not in cast[part].get(f"/cases/{case_id}").get_data(as_text=True)


def test_nobody_else_may_and_no_look_is_without_a_reason(cast):
    case_id = new_case(cast.informant)
    refused = {"informant": 403, "neighbour": 403, "leader": 403}
    for part in USERNAMES:
        if part not in ("inspector", "assistant", "officer"):
            answer = cast[part].post(f"/cases/{case_id}/reporter", {"reason": "好奇"})
            assert (part, answer.status_code) == (part, refused.get(part, 404))
    for reason in ({}, {"reason": ""}, {"reason": "   "}, {"reason": "x" * 1001}):
        assert cast.inspector.post(f"/cases/{case_id}/reporter", reason).status_code == 422
    assert len(case_of(cast.officer, case_id)["timeline"]) == 1


@pytest.mark.parametrize("conceal", ["village", "town", "station"])
def test_from_whom_the_case_is_hidden_the_name_is_too(cast, conceal):
    case_id = new_case(cast.informant, conceal=conceal)
    for part in USERNAMES:
        answer = cast[part].post(f"/cases/{case_id}/reporter", {"reason": "核实"})
        allowed = {"officer"} | (set() if conceal == "station" else {"inspector", "assistant"})
        assert (part, answer.status_code == 200) == (part, part in allowed)


def test_no_answer_of_any_route_names_the_reporter(cast):
    case_id = new_case(cast.informant)
    act(cast.informant, case_id, "stop", note="劝过了")
    act(cast.inspector, case_id, "stop")
    for part in USERNAMES:
        if part == "informant":
            continue
        for path in (
            f"/cases/{case_id}",
            "/cases",
            "/changes",
            "/inbox",
            f"/cases/{case_id}/candidates",
            "/outlines",
        ):
            text = cast[part].get(path).get_data(as_text=True)
            assert not any(secret in text for secret in (*SECRETS, cast.informant.id)), (part, path)
