"""Naming another's hash gives neither the photo nor the knowledge that it is here."""

from __future__ import annotations

import pytest

from tests.api.sending import act, case_of, named, new_case, picture, send_report
from tests.cast import send

UNKNOWN = "0" * 64


@pytest.fixture
def theirs(cast):
    """A photo that the neighbour sent and nobody else."""
    content, name = picture(7)
    send_report(cast.neighbour, photos=[name], conceal="station")
    assert cast.neighbour.put(f"/photos/{name['sha256']}", content).json == {
        "sha256": name["sha256"],
        "state": "held",
    }
    return content, name


def told(member, sha256: str) -> list[tuple[int, str]]:
    paths = [f"/photos/{sha256}{query}" for query in ("?size=thumb", "?size=view", "?size=original", "/facts")]
    answers = [member.http.get(f"/api{path}") for path in [*paths, f"/voices/{sha256}"]]
    return [
        (one.status_code, one.json["error"]["code"] if one.is_json and "error" in one.json else "") for one in answers
    ]


def test_bytes_that_no_own_report_names_are_not_taken(cast, theirs):
    content, name = theirs
    for path in (f"/photos/{name['sha256']}", f"/photos/{name['sha256']}/thumbnail", f"/voices/{name['sha256']}"):
        answer = cast.informant.put(path, content)
        assert (answer.status_code, answer.json["error"]["code"]) == (404, "not_named")


def test_unnamed_it_is_as_unknown_as_any_other(cast, theirs):
    for part in ("informant", "inspector", "leader", "next_village", "outsider", "admin"):
        assert told(cast[part], theirs[1]["sha256"]) == told(cast[part], UNKNOWN)
        assert {status for status, _ in told(cast[part], UNKNOWN)} == {404}


def test_named_without_own_bytes_it_is_as_unknown_as_any_other(cast, theirs):
    _, name = theirs
    other = name | {"sha256": UNKNOWN}
    for part in ("informant", "inspector"):
        receipt = send_report(cast[part], photos=[name, other])
        assert receipt["photos"] == {name["sha256"]: "wanted", UNKNOWN: "wanted"}
        assert told(cast[part], name["sha256"]) == told(cast[part], UNKNOWN)
        photos = case_of(cast[part], receipt["case"]["id"])["photos"]
        assert [{**one, "sha256": ""} for one in photos] == [{**photos[0], "sha256": ""}] * 2


def test_an_act_that_names_it_gives_nothing_either(cast, theirs):
    case_id = new_case(cast.inspector)
    landed = act(cast.inspector, case_id, "comment", photos=[theirs[1]]).json
    assert landed["photos"] == {theirs[1]["sha256"]: "wanted"}
    assert told(cast.inspector, theirs[1]["sha256"]) == told(cast.inspector, UNKNOWN)


def test_held_is_said_only_after_one_s_own_bytes(cast, theirs):
    content, name = theirs
    receipt = send_report(cast.informant, photos=[name])
    assert cast.informant.put(f"/photos/{name['sha256']}", content).json["state"] == "held"
    assert cast.informant.get(f"/reports/{receipt['report']}").json["photos"] == {name["sha256"]: "held"}
    assert cast.informant.get(f"/photos/{name['sha256']}/facts").json["format"] == "JPEG"
    # Sent once, a later report of the same person that names it again needs no bytes.
    assert send_report(cast.informant, photos=[name])["photos"] == {name["sha256"]: "held"}


def test_an_original_is_the_inspector_s_and_the_officer_s_alone_and_each_look_is_an_event(cast):
    content, name = picture()
    case_id = send_report(cast.informant, photos=[name])["case"]["id"]
    path = f"/photos/{name['sha256']}"
    assert cast.inspector.get(path, size="original").status_code == 404
    cast.informant.put(path, content)
    refused = {"leader": 403, "informant": 403, "neighbour": 404, "other_inspector": 404, "outsider": 404}
    for part, status in {"inspector": 200, "officer": 200, **refused}.items():
        answer = cast[part].get(path, size="original")
        assert (part, answer.status_code) == (part, status)
        if status == 200:
            assert answer.get_data() == content
            assert answer.headers["Content-Disposition"].startswith("attachment")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    looks = [one for one in case_of(cast.inspector, case_id)["timeline"] if one["act"] == "look"]
    assert [(one["by"], one["what"]) for one in looks] == [("延陵所巡查员", "original"), ("县局人员", "original")]
    assert [one for one in case_of(cast.leader, case_id)["timeline"] if one["act"] == "look"] == []


def test_wrong_large_and_strange_bytes_are_refused_and_nothing_is_held(cast):
    content, name = picture()
    no_photo = b"%PDF-1.4 and so on"
    receipt = send_report(cast.informant, photos=[name, named(no_photo)])
    for sha256, body, status, code in [
        (name["sha256"], content[:-1], 409, "hash_differs"),
        (named(no_photo)["sha256"], no_photo, 415, "not_an_image"),
    ]:
        answer = cast.informant.put(f"/photos/{sha256}", body)
        assert (answer.status_code, answer.json["error"]["code"]) == (status, code)
    answer = cast.informant.http.put(
        f"/api/photos/{name['sha256']}",
        headers={"X-Requested-With": "patrol"},
        environ_overrides={"CONTENT_LENGTH": str(61 * 2**20)},
    )
    assert (answer.status_code, answer.json["error"]["code"]) == (413, "too_large")
    answer = cast.informant.put(f"/photos/{name['sha256']}/thumbnail", b"no picture")
    assert (answer.status_code, answer.json["error"]["code"]) == (415, "not_an_image")
    assert set(cast.informant.get(f"/reports/{receipt['report']}").json["photos"].values()) == {"wanted"}


def test_when_half_of_the_threads_hold_originals_the_next_is_asked_to_come_again(app, cast):
    content, name = picture()
    send_report(cast.informant, photos=[name])
    slots, taken = app.extensions["original_slots"], 0
    while slots.acquire(blocking=False):
        taken += 1
    answer = send(cast.informant.http, "PUT", f"/photos/{name['sha256']}", content)
    assert (answer.status_code, answer.json["error"]["code"], answer.headers["Retry-After"]) == (503, "busy", "5")
    assert send_report(cast.informant)["case"]["number"] == "延陵-2026-0002"
    for _ in range(taken):
        slots.release()
    assert cast.informant.put(f"/photos/{name['sha256']}", content).status_code == 200
