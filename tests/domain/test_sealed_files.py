"""What comes in a sealed file comes as everything does: once, in its owner's name, judged as if it were late."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tracemalloc
from collections import Counter
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from patrol.config import P256_ORDER
from patrol.domain.errors import Invalid
from patrol.domain.log import content_of
from patrol.domain.sealed import contents, taking
from patrol.domain.sealed.envelope import PIECE_BYTES, Opened
from patrol.domain.sealed.keys import Key, Keyring
from patrol.domain.verifying import verify
from patrol.extensions import reading, writing
from patrol.models import Person, Report
from patrol.models.log import event_of, of_county
from patrol.naming import kept
from tests.api.sending import act_body, case_of, end_post, picture, send_report
from tests.sealing import COUNTY, PhoneFile, envelope
from tests.serving import ROOT

OLDER = Key("5" * 64)


@pytest.fixture
def bring(app, clock):
    """bring(file) → the rows of an import, as an officer or the command does it."""

    def take(sealed: bytes) -> list[taking.Row]:
        with app.app_context():
            with reading() as session:
                opened = Opened(BytesIO(sealed), app.extensions["sealing"])
                proven = contents.open_proven(session, opened, clock.now)
            storage = app.extensions["storage"]
            return taking.take(taking.Import(proven, storage, writing, reading, kept, clock.now), None)

    return take


@pytest.fixture
def looked(app, clock):
    def look(sealed: bytes) -> dict:
        with app.app_context():
            opened = Opened(BytesIO(sealed), app.extensions["sealing"])
            with reading() as session:
                proven = contents.open_proven(session, opened, clock.now)
            return taking.summary(proven, reading)

    return look


def states(rows) -> list[tuple]:
    return [(row.type, row.state, row.why, row.held, row.files) for row in rows]


def test_reports_photos_and_acts_arrive_and_the_phone_that_comes_online_later_hears_that_they_are_here(
    app, cast, bring, session
):
    (one, _), (two, _), (three, _) = (picture(seed) for seed in (1, 2, 3))
    phone = PhoneFile(cast.informant)
    first, second = phone.report(one, two), phone.report(kind="waste")
    stop = phone.act({"report": first}, act_body(cast.informant, "stop"), three)
    assert states(bring(phone.sealed())) == [
        ("report", "new", None, 2, 2), ("report", "new", None, 0, 0), ("act", "new", None, 1, 1)
    ]  # fmt: skip
    bodies = {item["id"]: item["body"].encode() for item in phone.items}
    for report, held in ((first, 2), (second, 0)):
        again = cast.informant.put(f"/reports/{report}", bodies[report], Content_Type="application/json")
        assert (again.status_code, list(again.json["photos"].values())) == (200, ["held"] * held)
    again = cast.informant.put(f"/reports/{first}/acts/{stop}", bodies[stop], Content_Type="application/json")
    assert (again.status_code, again.json["outcome"]) == (200, "accepted")
    mine = cast.informant.get("/cases").json["cases"]
    assert Counter(one["kind"] for one in mine) == {"farmland_house": 1, "waste": 1}
    assert verify(session) == []


def test_the_event_says_that_it_came_in_a_sealed_file(cast, bring, session):
    phone = PhoneFile(cast.informant)
    report = phone.report()
    bring(phone.sealed())
    opened = content_of(event_of(session, session.get(Report, report).case_id, 1))
    assert (opened["via"], opened["by"], opened["role"]) == ("sealed", cast.informant.id, "informant")
    [brought] = of_county(session, None, 1)
    said = {name: value for name, value in content_of(brought).items() if name not in ("received_at", "n")}
    assert said == {"act": "import_sealed", "by": None, "name": None, "new": 1, "already": 0, "noted": 0,
                    "differs": 0, "refused": 0}  # fmt: skip


def test_the_same_file_again_changes_nothing_and_one_that_was_cut_short_is_finished(cast, bring, looked):
    (one, _), (two, _) = picture(1), picture(2)
    phone = PhoneFile(cast.informant)
    phone.report(one)
    bring(phone.sealed())
    phone.report(two)
    sealed = phone.sealed()
    assert looked(sealed) == {"role": "informant", "items": 2, "photos": 2, "voices": 0, "here": 1,
                              "exported_at": "2026-11-24T10:00:00+08:00"}  # fmt: skip
    expected = [("report", "already", None, 1, 1), ("report", "new", None, 1, 1)]
    assert states(bring(sealed)) == expected
    assert states(bring(sealed)) == [("report", "already", None, 1, 1)] * 2


def test_one_that_is_not_taken_stops_none_of_the_others_and_each_says_why(cast, bring):
    (good, _), (strange, _) = picture(1), picture(2)
    phone = PhoneFile(cast.informant)
    taken = send_report(cast.informant)["report"]
    phone.report(report_id=taken, kind="waste")
    theirs = send_report(cast.neighbour)["report"]
    phone.report(report_id=theirs)
    phone.report(source="hotline")
    phone.report(kind="no such kind")
    phone.act({"case": "0" * 8 + "-0000-0000-0000-" + "0" * 12}, act_body(cast.informant, "stop"))
    phone.act({"report": theirs}, act_body(cast.informant, "stop"))
    phone.report(good)
    phone.report(strange)
    phone.files[-1] = (phone.files[-1][0], "photo", b"these are no bytes of a photo")
    phone.report(b"%PDF-1.7, as no camera makes it")
    rows = bring(phone.sealed())
    assert [(row.state, row.why) for row in rows] == [
        ("differs", "content_differs"), ("differs", "id_taken"), ("refused", "source_not_yours"),
        ("refused", "invalid"), ("refused", "case_missing"), ("refused", "report_missing"),
        ("new", None), ("new", None), ("new", None),
    ]  # fmt: skip
    assert [(row.held, row.files, row.problems) for row in rows[6:]] == [
        (1, 1, []), (0, 1, ["hash_differs"]), (0, 1, ["not_an_image"])
    ]  # fmt: skip


def test_a_photo_the_phone_has_no_longer_leaves_its_small_picture(cast, bring):
    content, named = picture(4)
    phone = PhoneFile(cast.informant)
    report = phone.report(content)
    phone.files = [(named["sha256"], "photo", b""), (named["sha256"], "thumbnail", content)]
    [row] = bring(phone.sealed())
    assert (row.state, row.held, row.files) == ("new", 0, 1)
    assert cast.informant.get(f"/reports/{report}").json["photos"] == {named["sha256"]: "thumbnail"}


def test_a_photo_that_no_fact_names_is_not_kept(app, cast, bring):
    stray, named = picture(5)
    phone = PhoneFile(cast.informant)
    phone.report()
    phone.files.append((named["sha256"], "photo", stray))
    bring(phone.sealed())
    assert not app.extensions["storage"].exists(named["sha256"])


def test_a_photo_too_large_for_the_county_is_read_past(cast, bring, monkeypatch):
    (large, _), (small, _) = picture(1), picture(2)
    monkeypatch.setitem(contents.MOST, "photo", len(large) - 1)
    phone = PhoneFile(cast.informant)
    phone.report(large + b"..")
    phone.report(small[: len(large) - 5])
    rows = bring(phone.sealed())
    assert [(row.held, row.problems) for row in rows] == [(0, ["too_large"]), (1, [])]


def test_what_was_done_in_office_and_comes_after_it_is_judged_by_the_posts_of_that_time(cast, bring, session, clock):
    phone = PhoneFile(cast.informant)
    case_id = send_report(cast.neighbour)["case"]["id"]
    phone.act({"case": case_id}, act_body(cast.informant, "stop"))
    clock.forward(hours=1)
    end_post(session, cast.informant)
    clock.forward(days=2)
    assert [(row.state, row.why) for row in bring(phone.sealed())] == [("new", None)]
    entry = case_of(cast.inspector, case_id)["timeline"][-1]
    assert (entry["act"], entry["by"], entry["late"]) == ("stop", "信息员", True)


def test_the_phone_s_clock_is_corrected_by_what_it_last_measured(cast, bring, session, clock):
    phone = PhoneFile(cast.informant, told={"clock_offset_ms": 3_600_000})
    clock.forward(hours=3)
    report = phone.report(captured_at="2026-11-24T10:30:00+08:00")
    bring(phone.sealed())
    assert session.get(Report, report).at.isoformat() == "2026-11-24T03:30:00+00:00"


# ---- who may say that it comes from a phone


def test_who_knows_the_public_key_alone_cannot_speak_in_anybody_s_name(cast, bring):
    phone = PhoneFile(cast.informant)
    phone.report()
    neighbours = PhoneFile(cast.neighbour).sealing()
    with pytest.raises(Invalid, match="sealed_unproven"):
        bring(phone.sealed(secret=b"\0" * 32))
    phone.told = {"by": neighbours["by"]}  # a secret of one's own, in another's name
    with pytest.raises(Invalid, match="sealed_signed_out"):
        bring(phone.sealed())
    assert cast.informant.get("/cases").json["cases"] == []


def test_a_proof_is_of_its_own_envelope(cast, bring):
    phone = PhoneFile(cast.informant)
    phone.report()
    kept = []
    phone.sealed(content=lambda whole: kept.append(whole) or whole)
    with pytest.raises(Invalid, match="sealed_unproven"):
        bring(envelope(kept[0]))


@pytest.mark.parametrize("how", ["revoked", "signed out everywhere", "left"])
def test_a_phone_whose_sign_in_has_ended_must_sign_in_before_it_is_believed(cast, bring, session, how):
    phone = PhoneFile(cast.informant)
    phone.report()
    sealed = phone.sealed()
    if how == "revoked":
        cast.informant.delete("/session")
    else:
        person = session.get(Person, cast.informant.id)
        person.epoch, person.closed_at = (2, None) if how != "left" else (1, person.created_at)
        session.commit()
    with pytest.raises(Invalid, match="sealed_signed_out"):
        bring(sealed)


# ---- files that are broken, or made to break the office


def hostile(cast) -> dict[str, tuple[str, bytes]]:
    """(code, file) of each; the good one they are made of has more than one piece."""
    phone = PhoneFile(cast.informant)
    phone.report(picture(1)[0] + b"." * (2 * PIECE_BYTES))
    good = phone.sealed()
    end, piece = len(good), PIECE_BYTES + 16
    second = 82 + piece
    swapped = good[:82] + good[second : second + piece] + good[82:second] + good[second + piece :]
    return {
        "nothing": ("sealed_not_ours", b""),
        "a photo": ("sealed_not_ours", picture(1)[0]),
        "half a header": ("sealed_not_ours", good[:40]),
        "a header alone": ("sealed_damaged", good[:82]),
        "a version of tomorrow": ("sealed_version", good[:8] + b"\x02" + good[9:]),
        "another county's key": ("sealed_key_unknown", phone.sealed(key=Key("9" * 64))),
        "a point off the curve": ("sealed_damaged", good[:18] + b"\xff" * 64 + good[82:]),
        "an altered header": ("sealed_damaged", good[:50] + bytes([good[50] ^ 1]) + good[51:]),
        "an altered byte": ("sealed_damaged", good[:200] + bytes([good[200] ^ 1]) + good[201:]),
        "an altered tag": ("sealed_damaged", good[:-1] + bytes([good[-1] ^ 1])),
        "cut in a piece": ("sealed_damaged", good[: end - 100]),
        "cut between pieces": ("sealed_damaged", good[:second]),
        "a piece left out": ("sealed_damaged", good[:82] + good[second:]),
        "pieces in another order": ("sealed_damaged", swapped),
        "something behind the end": ("sealed_damaged", good + b"more"),
        "an empty content": ("sealed_damaged", envelope(b"")),
        "a manifest of 4 GB": ("sealed_too_large", envelope(b"\xff\xff\xff\xff")),
        "a manifest cut short": ("sealed_damaged", envelope(b"\x00\x00\x10\x00{}")),
        "a manifest of another kind": ("sealed_damaged", envelope(b"\x00\x00\x00\x02[]" + b"." * 32)),
        "a manifest as deep as the sea": (
            "sealed_damaged", envelope((100_000).to_bytes(4, "big") + b"[" * 100_000 + b"." * 32)
        ),
        "a photo of 4 GB": ("sealed_damaged", phone.sealed(content=lambda whole: _larger(whole, 0xFFFFFFFF))),
        "something behind the files": ("sealed_damaged", phone.sealed(content=lambda whole: whole + b"x")),
        "a wish in place of an id": (
            "sealed_damaged", PhoneFile(cast.informant, items=[{"id": "1", "type": "report", "body": ""}]).sealed()
        ),
    }  # fmt: skip


def _larger(whole: bytes, size: int) -> bytes:
    at = 4 + int.from_bytes(whole[:4], "big") + 32
    return whole[:at] + size.to_bytes(4, "big") + whole[at + 4 :]


def test_every_hostile_file_is_told_by_its_code_and_none_brings_anything(cast, looked):
    found = {}
    for name, (_, sealed) in hostile(cast).items():
        with pytest.raises(Invalid) as problem:
            looked(sealed)
        found[name] = problem.value.code
    assert found == {name: code for name, (code, _) in hostile(cast).items()}
    assert cast.informant.get("/cases").json["cases"] == []


def test_what_was_sealed_to_an_older_key_still_opens(cast, app, bring):
    phone = PhoneFile(cast.informant)
    phone.report()
    sealed = phone.sealed(key=OLDER)
    with pytest.raises(Invalid, match="sealed_key_unknown"):
        bring(sealed)
    app.extensions["sealing"] = Keyring((COUNTY.scalar, OLDER.scalar))
    assert states(bring(sealed)) == [("report", "new", None, 0, 0)]


def test_the_session_gives_a_phone_the_newest_key_and_a_secret_of_its_own(app, cast):
    mine, other = cast.informant.get("/session").json["sealing"], PhoneFile(cast.neighbour).sealing()
    assert (mine["key"], mine["id"]) == (other["key"], other["id"])
    assert mine["id"] == hashlib.sha256(COUNTY.public).hexdigest()[:16]
    assert mine["secret"] != other["secret"]
    assert mine == cast.informant.get("/session").json["sealing"]


@pytest.mark.parametrize(
    "scalar", [1, 2, 3, P256_ORDER - 1, P256_ORDER // 2, *(7**n % P256_ORDER for n in (90, 140, 200))]
)
def test_the_public_point_is_the_one_that_the_library_finds(scalar):
    private = ec.derive_private_key(scalar, ec.SECP256R1())
    expected = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert Key(f"{scalar:064x}").public == expected


def test_a_web_process_that_opens_no_file_does_not_carry_the_library():
    asked = "from patrol.domain.sealed.keys import Key; Key('7' * 64).public"
    said = "import sys; print('cryptography' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", f"{asked}; {said}"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "False\n"


def test_memory_is_that_of_a_piece_whatever_the_size(app, cast, looked):
    phone = PhoneFile(cast.informant)
    for number in range(3):
        phone.report(picture(number)[0] + b"." * 8_000_000)
    sealed = phone.sealed()
    tracemalloc.start()
    looked(sealed)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(sealed) > 24_000_000 and peak < 8_000_000
