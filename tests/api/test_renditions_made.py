"""From the bytes a phone sends to what others are shown: made by the worker, in a process that may die of them."""

from __future__ import annotations

import hashlib
import io
import logging
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from patrol import decoder, work
from patrol.models import Job
from tests.api.sending import case_of, send_report
from tests.domain import heif_fixtures as heif
from tests.domain import photo_fixtures as photos
from tests.domain.photo_fixtures import PHONE, PHONE_FACTS

MAKERS = photos.MAKERS
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "HEIC": "heic", "AVIF": "avif"}
DIES = ("-c", "import os, signal, sys; sys.stdin.readline(); os.kill(os.getpid(), signal.SIGSEGV)")


def sent(member, content: bytes, type_: str = "image/jpeg") -> tuple[str, str]:
    """(case, hash) of a report with this photo, whose bytes are here"""
    sha256 = hashlib.sha256(content).hexdigest()
    receipt = send_report(member, photos=[{"sha256": sha256, "bytes": len(content), "type": type_}])
    assert member.put(f"/photos/{sha256}", content).json == {"sha256": sha256, "state": "held"}
    return receipt["case"]["id"], sha256


def do_all(app) -> None:
    with app.app_context():
        while work.one_job(app, "the test's worker"):
            pass


def preview(member, case_id: str) -> bool | None:
    (photo,) = case_of(member, case_id)["photos"]
    return photo["preview"]


@pytest.mark.parametrize("format", MAKERS)
def test_what_others_are_shown_is_a_plain_picture_whatever_was_sent(app, cast, format):
    content = MAKERS[format](photos.tiff(**PHONE))
    _, sha256 = sent(cast.informant, content)
    do_all(app)
    for size in ("thumb", "view"):
        answer = cast.inspector.get(f"/photos/{sha256}", size=size)
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert "Content-Disposition" not in answer.headers
        assert Image.open(io.BytesIO(answer.data)).getexif() == {}
        assert not [
            word for word in (b"Exif", b"HUAWEI", b"ELE-AL00", b"2026:11:23", b"ICC_PROFILE") if word in answer.data
        ]


@pytest.mark.parametrize("format", MAKERS)
def test_an_original_leaves_as_a_file_that_no_browser_runs_and_that_names_nobody(app, cast, format):
    content = MAKERS[format](photos.tiff(**PHONE))
    _, sha256 = sent(cast.informant, content)
    answer = cast.inspector.get(f"/photos/{sha256}", size="original")
    assert answer.data == content
    assert answer.headers["Content-Disposition"] == f"attachment; filename={sha256[:16]}.{ENDINGS[format]}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("type_", ["image/heic", "image/heif", "image/jpeg", ""])
def test_an_iphones_photo_is_taken_whatever_the_browser_calls_it(app, cast, type_):
    content = heif.large_heic(photos.tiff(**PHONE), turns=[heif.quarters_left(3)])
    case_id, sha256 = sent(cast.informant, content, type_)
    assert cast.informant.get(f"/photos/{sha256}/facts").json["gps"] == PHONE_FACTS["gps"]
    do_all(app)
    shown = Image.open(io.BytesIO(cast.inspector.get(f"/photos/{sha256}", size="view").data))
    assert (preview(cast.inspector, case_id), shown.size) == (True, (960, 1280))


def test_a_small_picture_of_a_kind_only_the_worker_decodes_is_refused_and_the_original_still_taken(app, cast):
    content = heif.heic()
    sha256 = hashlib.sha256(content).hexdigest()
    receipt = send_report(cast.informant, photos=[{"sha256": sha256, "bytes": len(content), "type": "image/heic"}])
    answer = cast.informant.put(f"/photos/{sha256}/thumbnail", content)
    assert (answer.status_code, answer.json["error"]["code"]) == (415, "not_an_image")
    assert cast.informant.put(f"/photos/{sha256}", content).status_code == 200
    do_all(app)
    assert preview(cast.inspector, receipt["case"]["id"]) is True


def test_a_decoder_that_dies_is_tried_again_later_and_the_photo_is_shown(app, cast, clock, monkeypatch):
    case_id, _ = sent(cast.informant, photos.jpeg(size=(800, 600)))
    with monkeypatch.context() as patch:
        patch.setattr(decoder, "PROGRAM", DIES)
        do_all(app)
    assert preview(cast.inspector, case_id) is None
    clock.forward(minutes=1)
    do_all(app)
    assert preview(cast.inspector, case_id) is True


def test_a_photo_that_kills_every_decoder_ends_without_a_preview_and_the_next_is_shown(
    app, cast, clock, session, monkeypatch, caplog
):
    deadly, _ = sent(cast.informant, photos.jpeg(size=(801, 600)))
    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(decoder, "PROGRAM", DIES)
        for tries in range(1, work.MOST_DEATHS + 1):
            assert preview(cast.inspector, deadly) is None
            do_all(app)
            assert session.scalar(select(Job.tries)) == tries
            session.rollback()
            clock.forward(hours=1)
    assert preview(cast.inspector, deadly) is False
    assert "it gets no preview" in caplog.text
    alive, _ = sent(cast.neighbour, photos.jpeg(size=(802, 600)))
    do_all(app)
    assert preview(cast.inspector, alive) is True


def test_the_decoder_is_let_go_when_there_is_no_more_to_do(app, cast):
    sent(cast.informant, photos.jpeg(size=(803, 600)))
    with app.app_context():
        assert work.one_job(app, "the test's worker") is True
        child = work.decoder_of(app).child
        assert Path(f"/proc/{child.pid}").exists()
        assert work.one_job(app, "the test's worker") is False
        assert work.decoder_of(app).child is None and child.poll() is not None
