"""How the servers of other apps of this kind lose a photo, one test each: ours says what it holds, and no more."""

from __future__ import annotations

import base64

from tests.api.sending import case_of, named, new_id, picture, report_body, send_report
from tests.cast import send

EMPTY = named(b"")


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json["error"]["code"]


def states(member, report: str) -> dict[str, str]:
    return member.get(f"/reports/{report}").json["photos"]


def begin(member, sha256: str, length: int):
    metadata = f"sha256 {base64.b64encode(sha256.encode()).decode()}"
    return member.post("/uploads", Tus_Resumable="1.0.0", Upload_Length=str(length), Upload_Metadata=metadata)


def test_odk_collect_a_photo_of_no_bytes_is_refused_and_its_report_is_not(cast):
    """ODK Collect accepts a photo of 0 bytes and sends it as if it were one."""
    receipt = send_report(cast.informant, photos=[EMPTY])
    # As browsers send it: the length is said, and is nothing.
    path, head = f"/api/photos/{EMPTY['sha256']}", {"X-Requested-With": "patrol"}
    answer = cast.informant.http.put(path, headers=head, environ_overrides={"CONTENT_LENGTH": "0"})
    assert code(answer) == (415, "not_an_image")
    assert code(begin(cast.informant, EMPTY["sha256"], 0)) == (415, "not_an_image")
    assert states(cast.informant, receipt["report"]) == {EMPTY["sha256"]: "wanted"}
    assert case_of(cast.inspector, receipt["case"]["id"])["photos"][0]["state"] == "wanted"


def test_odk_collect_a_misnamed_photo_is_refused_and_never_called_received(cast):
    """ODK Collect drops a misnamed photo and says "full submission upload was successful"."""
    content, _ = picture(4)
    _, expected = picture(5)
    receipt = send_report(cast.informant, photos=[expected])
    assert code(cast.informant.put(f"/photos/{named(content)['sha256']}", content)) == (404, "not_named")
    assert code(cast.informant.put(f"/photos/{expected['sha256']}", content)) == (409, "hash_differs")
    told = cast.informant.get(f"/reports/{receipt['report']}").json
    assert (told["photos"], told["safe"]) == ({expected["sha256"]: "wanted"}, False)


def test_fixmystreet_photos_are_told_apart_by_what_they_are(cast, app):
    """In FixMyStreet two photos that are both named image.jpg overwrite each other."""
    (one, first), (two, second) = picture(6), picture(7)
    receipt = send_report(cast.informant, photos=[first, second])
    for content, name in ((one, first), (two, second)):
        path = f"/photos/{name['sha256']}"
        told = {"Content-Disposition": 'attachment; filename="image.jpg"'}
        assert send(cast.informant.http, "PUT", path, content, **told).json["state"] == "held"
    assert states(cast.informant, receipt["report"]) == {first["sha256"]: "held", second["sha256"]: "held"}
    storage = app.extensions["storage"]
    for content, name in ((one, first), (two, second)):
        with storage.open(name["sha256"]) as file:
            assert file.read() == content


def test_earthranger_a_queue_that_is_posted_again_is_the_same_reports(cast):
    """EarthRanger's mobile app posts everything again when it was killed in the middle of its queue."""
    content, name = picture(8)
    queue = {new_id(): report_body(cast.informant, photos=[name]) for _ in range(3)}
    first = [cast.informant.put(f"/reports/{one}", body).json for one, body in queue.items()]
    cast.informant.put(f"/photos/{name['sha256']}", content)
    second = [cast.informant.put(f"/reports/{one}", body) for one, body in queue.items()]
    assert [answer.status_code for answer in second] == [200] * 3
    assert [answer.json["case"] for answer in second] == [receipt["case"] for receipt in first]
    # The second time it says that the photo is here: no byte of it need be sent again.
    assert [answer.json["photos"] for answer in second] == [{name["sha256"]: "held"}] * 3
