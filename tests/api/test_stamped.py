"""带水印的照片: time, place, bearing and a code of one case only; nothing of who took it, and nothing in its name."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image

from patrol import work
from patrol.domain import stamps, sweeping
from patrol.extensions import reading, writing
from patrol.models import Attachment, Case
from patrol.naming import alone
from tests.api.sending import JIULI_SITE, done, named, new_case, send_report
from tests.desk.browsing import Office

OWNER = "Ouyang Owner"


def photo(bearing: int | None = 225) -> bytes:
    """As a phone with a compass and a name writes it."""
    tags = Image.Exif()
    tags[0x013B] = OWNER
    tags.get_ifd(0x8769).update({0xA430: OWNER, 0xA431: "SN-1"})
    if bearing is not None:
        tags.get_ifd(0x8825).update({17: float(bearing), 16: "M"})
    out = io.BytesIO()
    Image.new("RGB", (1600, 1200), (90, 120, 40)).save(out, "JPEG", exif=tags)
    return out.getvalue()


@pytest.fixture
def sent(app, cast) -> tuple[str, str]:
    """(the case, the photo's hash) of an informant's report whose pictures are made."""
    return report_with(app, cast.informant, photo())


def report_with(app, member, content: bytes, **more) -> tuple[str, str]:
    name = named(content) | {"taken_at": "2026-11-24T09:54:00+08:00"}
    case_id = send_report(member, photos=[name], **more)["case"]["id"]
    assert member.put(f"/photos/{name['sha256']}", content).status_code == 200
    with app.app_context():
        while work.one_job(app, "the test's worker"):
            pass
    return case_id, name["sha256"]


def stamped(member, sha256: str, **more):
    return member.get(f"/photos/{sha256}", size="stamped", **more)


def stamp_in(session, case_id: str) -> stamps.Stamp:
    attachment = session.query(Attachment).filter_by(case_id=case_id).one()
    return stamps.of(session, attachment, session.get(Case, case_id))


def test_it_says_when_where_and_which_way_and_bears_the_case_s_code(sent, session):
    case_id, _ = sent
    stamp = stamp_in(session, case_id)
    assert stamp == stamps.Stamp(
        code=stamps.code_of(case_id), taken="2026-11-24 09:54", place="延陵镇柳茹村", area="321181101208",
        coordinates="31.88800, 119.50700", bearing=225,
    )  # fmt: skip
    assert stamp.point == "SW" and stamps.CODE.fullmatch(stamp.code)


def test_it_is_the_picture_with_a_plate_below_without_any_tag_and_named_by_the_code(sent, cast):
    case_id, sha256 = sent
    answer = stamped(cast.leader, sha256)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Content-Disposition"] == f"inline; filename={stamps.code_of(case_id)}.jpg"
    picture = Image.open(io.BytesIO(answer.get_data()))
    assert picture.width == 1280 and picture.height > 960
    assert dict(picture.getexif()) == {} and {name for name in picture.info if not name.startswith("jfif")} == set()
    assert OWNER.encode() not in answer.get_data()
    assert abs(picture.getpixel((640, 400))[1] - 120) < 8 and max(picture.getpixel((1279, picture.height - 1))) < 60


def test_who_sees_the_case_whole_may_have_it_and_nobody_else(sent, cast):
    for part in ("informant", "inspector", "leader", "officer"):
        assert (part, stamped(cast[part], sent[1]).status_code) == (part, 200)
    for part in ("neighbour", "next_village", "other_leader", "admin", "department", "outsider"):
        assert (part, stamped(cast[part], sent[1]).status_code) == (part, 404)


def test_of_a_case_hidden_from_the_town_its_leader_gets_none(sent, cast):
    done(cast.inspector, sent[0], "conceal", level="town")
    assert stamped(cast.leader, sent[1]).status_code == 404
    assert stamped(cast.inspector, sent[1]).status_code == 200


def test_the_same_picture_in_two_cases_bears_the_code_of_the_one_asked_for(app, cast, sent):
    first, sha256 = sent
    second, _ = report_with(app, cast.informant, photo(), place={**JIULI_SITE, "by": "pin"})
    names = {
        case: stamped(cast.officer, sha256, case=case).headers["Content-Disposition"] for case in (first, second)
    }
    assert names == {case: f"inline; filename={stamps.code_of(case)}.jpg" for case in (first, second)}
    assert stamped(cast.officer, sha256, case=new_case(cast.informant)).status_code == 404


def test_without_time_place_or_compass_it_says_what_is_known(app, cast, session):
    content = photo(bearing=None)
    name = named(content)
    case_id = send_report(cast.informant, photos=[name], place=None)["case"]["id"]
    cast.informant.put(f"/photos/{name['sha256']}", content)
    stamp = stamp_in(session, case_id)
    assert (stamp.taken, stamp.coordinates, stamp.bearing, stamp.place) == ("", "", None, "延陵镇柳茹村")


def test_before_the_server_has_a_picture_of_its_own_there_is_none(cast):
    content = photo()
    name = named(content)
    send_report(cast.informant, photos=[name])
    cast.informant.put(f"/photos/{name['sha256']}", content)
    assert stamped(cast.inspector, name["sha256"]).status_code == 404


def test_a_moved_case_has_another_plate(sent, cast, session):
    before = stamped(cast.officer, sent[1]).get_data()
    assert stamped(cast.officer, sent[1]).get_data() == before
    done(cast.inspector, sent[0], "move", place=JIULI_SITE)
    assert stamped(cast.officer, sent[1]).get_data() != before


def test_what_was_made_goes_with_the_bytes_it_was_made_of(app, sent, cast, session, clock):
    stamped(cast.officer, sent[1])
    storage = app.extensions["storage"]
    assert len(list(storage.objects(sweeping.STAMPED))) == 1
    session.query(Attachment).delete()
    session.execute(Attachment.metadata.tables["blobs"].delete())
    session.commit()
    with app.app_context():
        sweeping.whole(writing, reading, alone, storage, now=clock() + timedelta(days=800))
    assert list(storage.objects(sweeping.STAMPED)) == []


def test_the_office_finds_the_case_by_the_code_on_a_copy(sent, cast):
    case_id, _ = sent
    found = Office(cast, "officer").get("/desk/cases", q=stamps.code_of(case_id).lower())
    assert (found.status_code, found.location) == (302, f"/desk/cases/{case_id}")
