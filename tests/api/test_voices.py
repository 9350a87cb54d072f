"""A voice is known in a town: an informant's is heard by those who handle the case, and each hearing is on record."""

from __future__ import annotations

import hashlib

import pytest

from tests.api.sending import act, case_of, send_report

OGG = b"OggS\x00\x02" + b"\x00" * 200


def voice(content: bytes = OGG) -> dict:
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "type": "audio/ogg", "seconds": 4.0}


@pytest.fixture
def said(cast) -> tuple[str, str]:
    """(the case, the hash) of an informant's voice note."""
    case_id = send_report(cast.informant, voice=voice())["case"]["id"]
    path = f"/voices/{voice()['sha256']}"
    assert cast.informant.put(path, OGG, Content_Type="audio/ogg").status_code == 200
    return case_id, path


def looks(cast, case_id: str) -> list[tuple[str, str]]:
    timeline = case_of(cast.officer, case_id)["timeline"]
    return [(one["by"], one["what"]) for one in timeline if one["act"] == "look"]


def test_its_sender_and_those_who_handle_the_case_hear_it_and_nobody_else(cast, said):
    heard = {"informant": 200, "inspector": 200, "assistant": 200, "officer": 200, "leader": 403}
    for part in ("informant", "neighbour", "inspector", "assistant", "leader", "officer", "other_leader", "admin"):
        assert (part, cast[part].get(said[1]).status_code) == (part, heard.get(part, 404))


def test_the_leader_learns_that_there_is_one_and_not_what_it_is_called(cast, said):
    case = case_of(cast.leader, said[0])
    withheld = {"sha256": None, "withheld": True, "seconds": 4.0, "state": "held"}
    assert case["reports"][0]["voice"] == case["timeline"][0]["voice"] == withheld
    assert voice()["sha256"] not in cast.leader.get(f"/cases/{said[0]}").get_data(as_text=True)
    told = case_of(cast.inspector, said[0])["timeline"][0]["voice"]
    assert told == {"sha256": voice()["sha256"], "seconds": 4.0, "state": "held"}


def test_each_hearing_is_an_event_once_for_all_the_pieces_that_a_player_asks_for(cast, said, clock):
    case_id, path = said
    for _ in range(3):
        assert cast.inspector.http.get(f"/api{path}", headers={"Range": "bytes=0-9"}).status_code == 206
    assert looks(cast, case_id) == [("延陵所巡查员", "voice")]
    clock.forward(hours=2)
    cast.inspector.get(path)
    cast.officer.get(path)
    cast.informant.get(path)
    assert looks(cast, case_id) == [("延陵所巡查员", "voice")] * 2 + [("县局人员", "voice")]


def test_a_refused_hearing_is_no_event(cast, said):
    assert cast.leader.get(said[1]).status_code == 403
    assert looks(cast, said[0]) == []


def test_what_staff_say_in_office_stands_by_their_name_and_the_leader_hears_it(cast, said):
    spoken = OGG + b"staff"
    act(cast.inspector, said[0], "comment", voice=voice(spoken))
    path = f"/voices/{voice(spoken)['sha256']}"
    assert cast.inspector.put(path, spoken, Content_Type="audio/ogg").status_code == 200
    assert cast.leader.get(path).status_code == 200
    assert case_of(cast.leader, said[0])["timeline"][-1]["voice"]["sha256"] == voice(spoken)["sha256"]
    assert looks(cast, said[0]) == []
