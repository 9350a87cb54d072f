"""What a phone is told before it lets go of an original, and who is warned when no backup stands behind it."""

from __future__ import annotations

import pytest

from patrol import words
from patrol.backup import taking
from patrol.extensions import reading, writing
from tests.api.sending import act, named, new_case, new_id, picture
from tests.desk.browsing import Office


@pytest.fixture
def back_up(app, clock, tmp_path):
    def take():
        clock.forward(minutes=1)
        with app.app_context():
            taking.take(app, tmp_path / "backup", reading, writing, app.config["CLOCK"])

    return take


@pytest.fixture
def commented(cast):
    """commented(*photos) → the id of an act of the inspector's that names them."""

    def comment(*photos: dict) -> str:
        act_id = new_id()
        case_id = new_case(cast.informant)
        assert act(cast.inspector, case_id, "comment", act_id, note="补证", photos=list(photos)).status_code == 201
        return act_id

    return comment


def test_the_receipt_of_an_act_tells_what_has_arrived_and_whether_a_backup_holds_it(cast, commented, back_up):
    content, name = picture(5)
    sha256 = name["sha256"]
    act_id = commented(name)
    first = cast.inspector.get(f"/acts/{act_id}").json
    assert first.keys() == {"act", "outcome", "received_at", "head", "safe", "photos"}
    assert (first["act"], first["outcome"], first["safe"], first["photos"]) == (
        act_id, "accepted", False, {sha256: "wanted"},
    )  # fmt: skip
    cast.inspector.put(f"/photos/{sha256}", content)
    assert cast.inspector.get(f"/acts/{act_id}").json == first | {"photos": {sha256: "held"}}
    back_up()
    assert cast.inspector.get(f"/acts/{act_id}").json == first | {"photos": {sha256: "held"}, "safe": True}


def test_an_act_whose_photo_is_still_on_the_phone_is_not_safe(cast, commented, back_up):
    act_id = commented(named(b"not sent yet"))
    back_up()
    assert cast.inspector.get(f"/acts/{act_id}").json["safe"] is False


def test_the_receipt_of_an_act_is_its_authors_alone(cast, commented):
    act_id = commented()
    for reader in ("informant", "leader", "officer", "assistant"):
        answer = cast[reader].get(f"/acts/{act_id}")
        assert (reader, answer.status_code, answer.json["error"]["code"]) == (reader, 404, "act_missing")
    assert cast.inspector.get(f"/acts/{new_id()}").status_code == 404


def test_a_phone_is_told_whether_there_is_any_backup_at_all(cast, back_up):
    told = lambda: cast.informant.get("/session").json["county"]["backup"]  # noqa: E731
    assert told() == "none"
    back_up()
    assert told() == "set_up"


def warning(office: Office) -> str | None:
    """What the page says where this person comes in."""
    page = office.text(office.get("/desk/").location)
    texts = [words.words("zh-CN", "desk.backup.never"), words.words("zh-CN", "desk.backup.old", days=8)]
    return next((text for text in texts if text in page), None)


@pytest.mark.parametrize("who", ["officer", "admin"])
def test_the_office_is_warned_where_it_comes_in_until_there_is_a_backup_and_again_when_it_is_old(
    cast, clock, back_up, who
):
    office = Office(cast, who)
    assert warning(office) == words.words("zh-CN", "desk.backup.never")
    back_up()
    assert warning(office) is None
    clock.forward(days=7, hours=23)
    assert warning(office) is None
    clock.forward(hours=1)
    assert warning(office) == words.words("zh-CN", "desk.backup.old", days=8)
