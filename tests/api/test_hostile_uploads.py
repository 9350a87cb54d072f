"""Every file a phone, or somebody who pretends to be one, may send: over HTTP, to the very process."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from patrol import work
from patrol.domain import image_types
from tests.cast import LIURU
from tests.domain import photo_fixtures as photos
from tests.domain.test_hostile_files import PRECISION, expected_facts, hostile_files, rows
from tests.leaks import uuid

BATCH = 20


def send_all(member, files: list[Path]) -> dict[str, tuple[int, dict | None]]:
    """Name the files in reports, send each; its status, and its facts where it was kept."""
    named = {hashlib.sha256(file.read_bytes()).hexdigest(): file for file in files}
    hashes = list(named)
    for start in range(0, len(hashes), BATCH):
        listed = [{"sha256": one, "bytes": 1, "type": "image/jpeg"} for one in hashes[start : start + BATCH]]
        body = {"kind": "other", "captured_at": "2026-11-24T09:00:00+08:00", "photos": listed}
        assert member.put(f"/reports/{uuid(f'hostile {start}')}", body).status_code == 201
    answers = {}
    for sha256, file in named.items():
        status = member.put(f"/photos/{sha256}", file.read_bytes()).status_code
        facts = member.get(f"/photos/{sha256}/facts")
        answers[file.name] = (status, facts.json if facts.status_code == 200 else None)
    return answers


def check(member, app, files: list[Path]) -> None:
    answers = send_all(member, files)
    for file in files:
        status, facts = answers[file.name]
        is_image = image_types.sniff(file.read_bytes()[: image_types.SIGNATURE_BYTES]) is not None
        assert status == (200 if is_image else 415), file.name
        assert (facts is not None) == is_image, file.name
    with app.app_context():
        while work.one_job(app, "the test's worker"):
            pass
    shown = [photo for case in member.get("/changes", limit=200).json["cases"] for photo in case["photos"]]
    previews = {photo["sha256"]: photo["preview"] for photo in shown}
    for sha256, preview in previews.items():
        answer = member.get(f"/photos/{sha256}", size="view")
        assert (answer.status_code == 200) == bool(preview)
        if preview is False:
            assert answer.json["error"]["code"] == "no_preview"
    assert member.get("/health").status_code == 200


def test_our_own_hostile_files_are_kept_or_refused_and_the_process_lives(app, cast, tmp_path):
    check(cast.informant, app, hostile_files(tmp_path))


def test_the_real_hostile_files_are_kept_or_refused_and_the_process_lives(app, cast):
    check(cast.informant, app, sorted((photos.real_files() / "hostile").iterdir()))


def test_the_real_photos_tell_over_the_api_what_they_hold(cast):
    expected = {row["file"].partition("/")[2]: row for row in rows("exif_expected.csv")}
    files = [photos.real_files() / row["file"] for row in expected.values()]
    assert len(files) == 66
    for name, (status, facts) in send_all(cast.informant, files).items():
        row = expected_facts(expected[name])
        place = facts["gps"]
        assert status == 200, name
        assert facts["subsec"] == row["subsec"], name
        assert (facts["make"], facts["model"]) == (row["make"], row["model"]), name
        assert (facts["taken_at"], facts["offset"]) == (row["taken_at"], row["offset"]), name
        assert facts["orientation"] == row["orientation"], name
        assert place["status"] == row["status"], name
        if row["status"] == "ok":
            assert (place["lat"], place["lon"]) == pytest.approx((row["lat"], row["lon"]), abs=PRECISION), name
        if row["bearing_deg"] is None:
            assert place["bearing_deg"] is None, name
        else:
            assert place["bearing_deg"] == pytest.approx(row["bearing_deg"], abs=PRECISION), name


def test_a_report_of_a_broken_photo_is_still_a_case(app, cast):
    broken = photos.jpeg()[:200]
    sha256 = hashlib.sha256(broken).hexdigest()
    body = {
        "kind": "waste", "captured_at": "2026-11-24T09:00:00+08:00",
        "photos": [{"sha256": sha256, "bytes": len(broken), "type": "image/jpeg"}],
    }  # fmt: skip
    receipt = cast.informant.put(f"/reports/{uuid('broken')}", body).json
    assert cast.informant.put(f"/photos/{sha256}", broken).json == {"sha256": sha256, "state": "held"}
    with app.app_context():
        work.one_job(app, "the test's worker")
    case = cast.inspector.get(f"/cases/{receipt['case']['id']}").json
    assert [(one["sha256"], one["state"], one["preview"]) for one in case["photos"]] == [(sha256, "held", False)]
    assert case["area"]["code"] == LIURU
    assert cast.inspector.get(f"/photos/{sha256}", size="original").data == broken
