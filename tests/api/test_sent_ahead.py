"""The small picture that came ahead of an original gives way to the server's own, and a wrong one is found out."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from patrol import words, work
from patrol.domain import verifying
from tests.api.sending import act, case_of, send_report
from tests.api.test_renditions_made import do_all
from tests.domain.test_likeness import FIELD, ROOM, scene


def jpeg(picture: Image.Image, side: int | None = None) -> bytes:
    written = io.BytesIO()
    if side:
        picture.thumbnail((side, side))
    picture.save(written, "JPEG")
    return written.getvalue()


def named(content: bytes) -> dict:
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "type": "image/jpeg"}


@pytest.fixture
def sent(app, cast):
    """sent(ahead) → (case, hash) of a report whose original is the field, with that small picture ahead of it."""

    def send(ahead: Image.Image | None, by=cast.informant) -> tuple[str, str]:
        content = jpeg(scene(FIELD))
        name = named(content)
        case_id = send_report(by, photos=[name])["case"]["id"]
        if ahead is not None:
            assert by.put(f"/photos/{name['sha256']}/thumbnail", jpeg(ahead, 480)).json["state"] == "thumbnail"
        assert by.put(f"/photos/{name['sha256']}", content).json["state"] == "held"
        do_all(app)
        return case_id, name["sha256"]

    return send


def findings(member, case_id: str) -> list[tuple]:
    timeline = case_of(member, case_id)["timeline"]
    return [(one["by"], one["photos"], one["findings"]) for one in timeline if one["act"] == "find"]


def test_the_phones_small_picture_gives_way_to_the_servers_own(cast, sent):
    case_id, sha256 = sent(scene(FIELD))
    shown = Image.open(io.BytesIO(cast.inspector.get(f"/photos/{sha256}", size="thumb").data))
    assert shown.size == (320, 240)
    assert findings(cast.inspector, case_id) == []


def test_without_a_small_picture_there_is_nothing_to_find(cast, sent):
    case_id, _ = sent(None)
    assert findings(cast.inspector, case_id) == []


def test_a_small_picture_of_something_else_is_a_finding_for_those_who_handle_the_case(cast, sent, session):
    case_id, sha256 = sent(scene(ROOM))
    found = [("系统", [sha256], ["thumbnail_differs"])]
    assert findings(cast.inspector, case_id) == found
    assert findings(cast.officer, case_id) == found
    assert findings(cast.informant, case_id) == findings(cast.leader, case_id) == []
    assert verifying.verify(session) == []


def test_the_office_reads_it_in_words(cast, sent):
    case_id, _ = sent(scene(ROOM))
    page = cast.officer.http.get(f"/desk/cases/{case_id}").get_data(as_text=True)
    assert words.words("zh-CN", "case.story.find") in page
    assert words.words("zh-CN", "finding.thumbnail_differs") in page


def test_a_worker_that_looks_again_finds_it_once(app, cast, sent):
    case_id, sha256 = sent(scene(ROOM))
    with app.app_context():
        work.make_renditions(app, f"{sha256}/{cast.informant.id}")
        work.make_renditions(app, f"{sha256}/{cast.informant.id}")
    assert len(findings(cast.inspector, case_id)) == 1


def test_each_sender_is_looked_at_alone(cast, sent):
    mine, _ = sent(scene(FIELD))
    theirs, _ = sent(scene(ROOM), by=cast.neighbour)
    assert (len(findings(cast.inspector, mine)), len(findings(cast.inspector, theirs))) == (0, 1)


def test_a_photo_of_an_act_is_looked_at_as_well(app, cast, sent):
    case_id, _ = sent(None)
    content = jpeg(scene(33))
    name = named(content)
    act(cast.inspector, case_id, "comment", photos=[name | {"source": "camera"}])
    cast.inspector.put(f"/photos/{name['sha256']}/thumbnail", jpeg(scene(ROOM), 480))
    cast.inspector.put(f"/photos/{name['sha256']}", content)
    do_all(app)
    assert findings(cast.officer, case_id) == [("系统", [name["sha256"]], ["thumbnail_differs"])]
