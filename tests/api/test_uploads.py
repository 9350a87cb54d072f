"""Originals in pieces: tus 1.0, whose every refusal leaves what was already sent where it is."""

from __future__ import annotations

import base64
import hashlib
import uuid

import pytest
from sqlalchemy import select

from patrol.api import present
from patrol.domain import uploads
from patrol.domain.log import content_of
from patrol.extensions import reading, writing
from patrol.models import Event, Upload
from tests.api.sending import case_of, named, picture, send_report

PIECE = "application/offset+octet-stream"


@pytest.fixture
def photo(cast):
    """(bytes, hash, case) of a photo that the informant's report names and nobody has sent."""
    content = picture(3)[0] + bytes(range(256)) * 40
    name = named(content)
    case = send_report(cast.informant, photos=[name])["case"]["id"]
    return content, name["sha256"], case


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def tus(member, method: str, path: str = "", body: bytes | None = None, environ: dict | None = None, **headers):
    given = {"X-Requested-With": "patrol", "Tus-Resumable": "1.0.0"}
    given |= {name.replace("_", "-"): str(value) for name, value in headers.items()}
    if body is not None:
        given.setdefault("Content-Type", PIECE)
    return member.http.open(
        path or "/api/uploads", method=method, data=body, headers=given, environ_overrides=environ
    )


def begin(member, content: bytes, sha256: str, body: bytes | None = None, **headers):
    metadata = f"filename {b64(b'a.jpg')},sha256 {b64(sha256.encode())}"
    return tus(member, "POST", "", body, Upload_Length=len(content), Upload_Metadata=metadata, **headers)


def state(member, case: str) -> str:
    return case_of(member, case)["photos"][0]["state"]


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json["error"]["code"]


def test_a_photo_comes_in_pieces_and_is_held_with_the_last(cast, photo, app):
    content, sha256, case = photo
    begun = begin(cast.informant, content, sha256)
    assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, "0")
    path, offset = begun.headers["Location"], 0
    for size in (1, 999, 5000, len(content)):
        piece = content[offset : offset + size]
        answer = tus(cast.informant, "PATCH", path, piece, Upload_Offset=offset)
        offset += len(piece)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(offset))
    assert state(cast.informant, case) == "held"
    storage = app.extensions["storage"]
    with storage.open(sha256) as file:
        assert file.read() == content
    assert storage.keys_of(f"uploads/{path.rsplit('/', 1)[1]}") == []
    head = tus(cast.informant, "HEAD", path)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == (str(offset), str(offset))


def test_the_whole_photo_may_come_with_the_first_request(cast, photo, session):
    content, sha256, case = photo
    answer = begin(cast.informant, content, sha256, content)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, str(len(content)))
    assert state(cast.informant, case) == "held"
    head = tus(cast.informant, "HEAD", answer.headers["Location"])
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == (str(len(content)),) * 2
    assert begin(cast.informant, content, sha256, content).status_code == 201
    events = session.scalars(select(Event).where(Event.case_id == case))
    assert [content_of(event)["act"] for event in events].count("receive") == 1


def test_what_is_wrong_with_the_first_request_leaves_nothing_begun(cast, photo, session, app):
    content, sha256, case = photo
    me, other = cast.informant, f"sha256 {b64(bytes(32))}"
    for body in (content, content[:100]):
        assert code(begin(me, content, sha256, body, Upload_Checksum=other)) == (460, "checksum_differs")
        assert code(begin(me, content, sha256, body, Content_Type="image/jpeg")) == (415, "not_a_piece")
        assert code(begin(cast.neighbour, content, sha256, body)) == (404, "not_named")
        cut = {"CONTENT_LENGTH": str(len(body)), "wsgi.input_terminated": True}
        assert code(begin(me, content, sha256, body[:-1], environ=cut)) == (408, "cut_off")
    assert code(begin(me, content, sha256, content + b"x")) == (413, "too_large")
    assert session.scalars(select(Upload)).all() == []
    assert list(app.extensions["storage"].objects("uploads")) == []
    assert state(me, case) == "wanted"


def test_a_whole_photo_is_taken_from_somebody_who_has_too_many_open(cast, photo, monkeypatch):
    """It leaves none open."""
    content, sha256, case = photo
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    assert code(begin(cast.informant, content, sha256, content[:100])) == (429, "too_many_uploads")
    assert begin(cast.informant, content, sha256, content).status_code == 201
    assert state(cast.informant, case) == "held"


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_piece_that_was_damaged_on_its_way_does_not_count(cast, photo, algorithm):
    content, sha256, _case = photo
    path = begin(cast.informant, content, sha256).headers["Location"]
    right = f"{algorithm} {b64(hashlib.new(algorithm, content[:100]).digest())}"
    damaged = tus(cast.informant, "PATCH", path, content[1:101], Upload_Offset=0, Upload_Checksum=right)
    assert code(damaged) == (460, "checksum_differs")
    assert tus(cast.informant, "HEAD", path).headers["Upload-Offset"] == "0"
    sound = tus(cast.informant, "PATCH", path, content[:100], Upload_Offset=0, Upload_Checksum=right)
    assert (sound.status_code, sound.headers["Upload-Offset"]) == (204, "100")


def test_other_bytes_under_the_same_name_are_refused_and_one_begins_anew(cast, photo):
    content, sha256, case = photo
    answer = begin(cast.informant, content, sha256, content[::-1])
    assert code(answer) == (460, "hash_differs")
    assert state(cast.informant, case) == "wanted"
    assert begin(cast.informant, content, sha256, content).status_code == 201


def test_every_wrong_word_is_answered_by_its_own_status(cast, photo):
    content, sha256, _case = photo
    path = begin(cast.informant, content, sha256, content[:100]).headers["Location"]
    me, nowhere = cast.informant, f"/api/uploads/{uuid.uuid4()}"
    assert code(tus(me, "PATCH", path, b"x", Upload_Offset=99)) == (409, "offset_differs")
    assert code(tus(me, "PATCH", nowhere, b"x", Upload_Offset=0)) == (404, "upload_missing")
    assert code(tus(cast.neighbour, "PATCH", path, b"x", Upload_Offset=100)) == (404, "upload_missing")
    assert code(tus(me, "PATCH", path, b"x" * len(content), Upload_Offset=100)) == (413, "too_large")
    assert code(tus(me, "PATCH", path, b"x", Upload_Offset=100, Content_Type="image/jpeg")) == (415, "not_a_piece")
    assert code(tus(me, "PATCH", path, b"x", Upload_Offset="ten")) == (422, "invalid")
    assert code(tus(me, "PATCH", path, b"x", Upload_Offset=100, Upload_Checksum="crc32 AAAA")) == (422, "invalid")
    assert code(tus(me, "PATCH", path, b"x", Upload_Offset=100, Tus_Resumable="0.2.2")) == (412, "tus_version")
    assert code(begin(me, b"x" * 10, "0" * 64)) == (404, "not_named")
    assert code(begin(cast.neighbour, content, sha256)) == (404, "not_named")
    assert code(tus(me, "POST", Upload_Length=61 * 1024**2, Upload_Metadata=f"sha256 {b64(b'a')}")) == (
        413,
        "too_large",
    )
    assert code(tus(me, "POST", Upload_Length=10)) == (422, "invalid")
    assert tus(me, "HEAD", path).headers["Upload-Offset"] == "100"


def test_two_at_once_store_one_piece_and_the_other_hears_that_it_is_locked(cast, photo, session, clock):
    content, sha256, _case = photo
    path = begin(cast.informant, content, sha256).headers["Location"]
    upload = session.scalar(select(Upload))
    upload.lease_until = clock.now + uploads.STORING
    session.commit()
    assert code(tus(cast.informant, "PATCH", path, content[:10], Upload_Offset=0)) == (423, "upload_locked")
    clock.forward(seconds=31)  # the process that held it was killed
    assert tus(cast.informant, "PATCH", path, content[:10], Upload_Offset=0).status_code == 204


def test_what_is_given_up_or_expired_leaves_nothing_behind(cast, photo, app, clock):
    content, sha256, _case = photo
    given_up = begin(cast.informant, content, sha256, content[:100]).headers["Location"]
    expired = begin(cast.informant, content, sha256, content[:100]).headers["Location"]
    assert tus(cast.informant, "DELETE", given_up).status_code == 204
    assert code(tus(cast.informant, "PATCH", given_up, b"x", Upload_Offset=100)) == (404, "upload_missing")
    clock.forward(days=8)
    assert code(tus(cast.informant, "PATCH", expired, b"x", Upload_Offset=100)) == (410, "upload_expired")
    storage = app.extensions["storage"]
    with app.app_context():
        assert uploads.sweep(writing, reading, storage, now=clock.now) == 1
    assert [storage.keys_of(f"uploads/{one.rsplit('/', 1)[1]}") for one in (given_up, expired)] == [[], []]
    assert code(tus(cast.informant, "PATCH", expired, b"x", Upload_Offset=100)) == (404, "upload_missing")


def test_nobody_may_have_too_many_open(cast, photo, monkeypatch):
    content, sha256, _case = photo
    monkeypatch.setattr(uploads, "AT_ONCE", 2)
    assert [begin(cast.informant, content, sha256).status_code for _ in range(3)] == [201, 201, 429]


def test_what_it_speaks_is_said_to_whoever_asks(cast):
    answer = tus(cast.informant, "OPTIONS")
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation", "creation-with-upload", "checksum", "termination", "expiration",
    }  # fmt: skip


def test_something_that_is_no_photo_is_refused_whole(cast):
    name = named(b"#!/bin/sh\n" * 20)
    send_report(cast.informant, photos=[name])
    answer = begin(cast.informant, b"#!/bin/sh\n" * 20, name["sha256"], b"#!/bin/sh\n" * 20)
    assert code(answer) == (415, "not_an_image")


def test_the_largest_photo_a_phone_makes_is_taken_and_a_larger_one_is_not(app, cast):
    content = picture(5)[0]
    content += bytes(present.PHOTO_MOST - len(content))
    for body, status in ((content, 200), (content + b"x", 413)):
        name = named(body)
        send_report(cast.informant, photos=[name])
        assert cast.informant.put(f"/photos/{name['sha256']}", body).status_code == status
        assert app.extensions["storage"].exists(name["sha256"]) is (status == 200)
