"""举报人保护, asked of every route: what gives a reporter or a caller away stands in no answer to somebody else.

A reporter and a caller are planted whose every trace is unmistakable, and each of the cast asks `tests/leaks.py`'s
questions; the comparison there fails for a route that is not among them. `MAY` names the few answers that hold one.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import logging
import re
import zipfile
from urllib.parse import quote

import pytest
from PIL import Image
from sqlalchemy import update

from patrol.models import Person
from patrol.models.areas import by_code
from tests.cast import LIURU, USERNAMES, YANLING
from tests.desk.browsing import Office, words_of
from tests.leaks import Story, questions, uuid
from tests.sealing import PhoneFile

PLANTED = {
    "name": "欧阳清风", "phone": "13912345678", "username": "ouyang-qingfeng", "agent": "QINGFENG-P40",
    "author": "Ouyang Author", "author_xp": "欧阳作者", "owner": "Ouyang Owner", "serial": "SN-77310-QF",
    "comment": "shot by Ouyang", "home": "31.8771234", "exif_home": "31.87712", "file": "清风手机的照片",
    "voice": "recorded by Ouyang", "caller": "诸葛明月", "caller_phone": "13805297777", "caller_file": "明月拍的",
}  # fmt: skip
HOME = {"lat": 31.8771234, "lon": 119.5031234, "accuracy_m": 8.0, "at": "2026-11-24T10:00:00+08:00"}
EXIF = {"author", "author_xp", "owner", "serial", "comment", "file", "caller_file"}
HANDLERS = {"inspector", "assistant", "officer"}
ROSTER = {"name", "phone", "username", "id"}
# (question, who, what of the planted): where one may stand, and before whom. Anything else is a leak.
MAY = (
    # On asking with a reason; each look is an event.
    (r"POST /api/cases/[^/]+/reporter", HANDLERS, {"name", "phone", "caller", "caller_phone"}),
    # Evidence as it came, to those who may have the original; each look is an event.
    (r"GET /api/photos/\w+\?size=original", HANDLERS, EXIF),
    # The voice as it was recorded, to those who handle the case; each hearing is an event.
    (r"GET /api/voices/\w+", HANDLERS, {"voice"}),
    (r"GET /api/photos/\w+/facts", HANDLERS, {"home", "exif_home"}),
    # Where the phone stood, set against the place of the matter by those who handle it.
    (r"\w+ /api/(cases|changes|acts|reports)\b.*", HANDLERS, {"home", "exif_home"}),
    # The numbers of all of the village's informants, beside the phones on which something waits.
    (r"GET /(api/waiting-phones|desk/sealed)", HANDLERS, {"phone"}),
    # That somebody made a way in for an informant is told to the officers, beside no case.
    (r"GET /api/inbox.*", {"officer"}, {"name"}),
    # The office's list of people: without any case, as `roster` makes sure.
    (r"\w+ /desk/(people|cards|log|areas)\b.*", {"admin", "officer"}, ROSTER),
)


VOICE = b"OggS\x00\x02" + PLANTED["voice"].encode() + b"\x00" * 200


def forms(text: str) -> list[bytes]:
    """The ways a text stands in bytes: plain, as JSON escapes, in an address, in base64, in a Windows tag."""
    plain = text.encode()
    return [
        plain, json.dumps(text).strip('"').encode(), quote(text).encode(), text.encode("utf-16-le"),
        base64.b64encode(plain).rstrip(b"="),
    ]  # fmt: skip


def photo(colour: tuple, name: str) -> bytes:
    """As a phone writes it whose owner filled in everything."""
    tags = Image.Exif()
    tags[0x010E] = tags[0x8298] = PLANTED["author"]
    tags[0x013B], tags[0x9C9D] = PLANTED["author"], PLANTED["author_xp"].encode("utf-16-le")
    tags.get_ifd(0x8769).update({0xA430: PLANTED["owner"], 0xA431: PLANTED["serial"], 0x9286: PLANTED["comment"]})
    tags.get_ifd(0x8825).update({1: "N", 2: (31.0, 52.0, 37.64424), 3: "E", 4: (119.0, 30.0, 11.24424)})
    out = io.BytesIO()
    Image.new("RGB", (1600, 1200), colour).save(out, "JPEG", exif=tags, comment=f"{PLANTED['comment']} {name}")
    return out.getvalue()


@pytest.fixture
def story(app, cast, session, clock) -> Story:
    """One case of an informant's, one of a caller's, one out of a sealed file, and what staff did with them."""
    planted = {one: PLANTED[one] for one in ("name", "phone", "username")}
    session.execute(update(Person).where(Person.id == cast.informant.id).values(**planted))
    session.commit()
    cast.informant.username, cast.informant.name = PLANTED["username"], PLANTED["name"]
    cast.informant.agent = f"Mozilla/5.0 (Linux; Android 10; {PLANTED['agent']}) Chrome/120.0 Mobile"
    areas = tuple(by_code(session, code).id for code in (LIURU, YANLING))
    session.rollback()
    told = Story(app, cast, clock, areas=areas)
    told.listen()
    told.pictures["reported"] = photo((90, 120, 40), PLANTED["file"])
    spoken = {"sha256": hashlib.sha256(VOICE).hexdigest(), "bytes": len(VOICE), "type": "audio/ogg", "seconds": 3.0}
    told.report("informant", "reported", fix=HOME, works_going_on=True, voice=spoken)
    told.voices = [spoken["sha256"]]
    assert cast.informant.put(f"/voices/{spoken['sha256']}", VOICE, Content_Type="audio/ogg").status_code == 200
    told.act("informant", "reported", "stop", outcome="refused")
    told.act("inspector", "reported", "verify", founded=True)
    told.act("inspector", "reported", "report")
    for part in ("inspector", "officer"):
        asked = cast[part].post(f"/cases/{told.cases['reported']}/reporter", {"reason": "回访"})
        assert asked.json["reporters"][0]["name"] == PLANTED["name"]
    call(told)
    bring_sealed(told)
    assert Office(cast, "admin").send(f"/desk/people/{cast.informant.id}/code").status_code == 200
    told.work()
    assert cast.informant.http.get("/api/changes", headers={"X-Unsent": "3; for=5400"}).status_code == 200
    told.forward(hours=25)
    return told


def call(story: Story) -> None:
    office, before = Office(story.cast, "officer"), ids_of(story)
    taken = (io.BytesIO(photo((20, 90, 140), PLANTED["caller_file"])), f"{PLANTED['caller_file']}.jpg")
    form = {
        "report": uuid("call"), "source": "phone", "at": "2026-11-24T09:30", "kind": "waste", "area": LIURU,
        "where": "村口桥东边", "note": "半夜倒渣土", "name": PLANTED["caller"], "phone": PLANTED["caller_phone"],
    }  # fmt: skip
    answer = office.send("/desk/calls", form | {"photos": taken})
    assert answer.status_code == 302, words_of(answer)
    [story.cases["called"]] = ids_of(story) - before


def bring_sealed(story: Story) -> None:
    before, phone = ids_of(story), PhoneFile(story.cast.informant)
    phone.report(photo((140, 20, 90), PLANTED["file"]), kind="earth_taking", fix=HOME)
    file = (io.BytesIO(phone.sealed()), f"{PLANTED['file']}.patrol")
    office = Office(story.cast, "officer")
    check = office.send("/desk/sealed", {"file": file})
    assert check.status_code == 302, words_of(check)
    story.pages = [check.location, f"/desk/calls/{uuid('call')}"]
    assert office.send(f"{check.location}/confirmation").status_code == 302
    [story.cases["sealed"]] = ids_of(story) - before


def ids_of(story: Story) -> set[str]:
    return {case["id"] for case in story.cast.officer.get("/cases").json["cases"]}


def asked_of(story: Story) -> list[tuple[str, str, object]]:
    """All questions, but those that send the reporter's own picture: nobody else has its bytes."""
    own = set(story.pictures.values())
    asked = [one for one in questions(story, {}) if not (isinstance(one[2], bytes) and one[2] in own)]
    report = {"kind": "waste", "captured_at": story.clock.now.isoformat(), "place": None}
    theirs = [("PUT", f"/api/reports/{uuid('reported')}", report), ("GET", f"/api/reports/{uuid('reported')}", None)]
    theirs += [("GET", f"/api/acts/{uuid('reported' + 'stop' + 'informant')}", None)]
    theirs += [("GET", f"/api/voices/{sha256}", None) for sha256 in story.voices]
    return [*theirs, *(("GET", page, None) for page in story.pages), *asked]


def ask(http, method: str, path: str, body) -> bytes:
    """All that comes back: the status, every header, the body, and what is packed in it."""
    headers = {"X-Requested-With": "patrol"}
    data = json.dumps(body).encode() if isinstance(body, dict) else body
    if isinstance(body, dict):
        headers["Content-Type"] = "application/json"
    if method == "POST" and path.startswith("/desk"):
        data = {"form_token": token_of(http)}  # else the forms would all be refused alike
    answer = http.open(path, method=method, data=data, headers=headers)
    return f"{answer.status}\n{answer.headers}\n".encode() + answer.get_data() + unpacked(answer.get_data())


def token_of(http) -> str:
    with http.session_transaction() as cookie:
        cookie.setdefault("form", "a token")
        return cookie["form"]


def unpacked(body: bytes) -> bytes:
    if not body.startswith(b"PK"):
        return b""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return b"".join(one.encode() + packed.read(one) for one in packed.namelist())


def stands_in(content: bytes, planted: dict[str, str]) -> set[str]:
    return {key for key, text in planted.items() if any(form in content for form in forms(text))}


def allowed(reader: str, method: str, path: str) -> set[str]:
    found = [what for question, who, what in MAY if reader in who and re.fullmatch(question, f"{method} {path}")]
    return set().union(*found)


def case_marks(story: Story) -> list[bytes]:
    cases = story.cast.officer.get("/cases").json["cases"]
    return [mark.encode() for case in cases for mark in (case["id"], case["number"])]


READERS = [part for part in USERNAMES if part != "informant"]
# Each asks on after those before; whoever changes much comes alone.
ALONE = ("officer", "admin", "inspector")
TURNS = [["unsigned", *(part for part in READERS if part not in ALONE)], *([part] for part in ALONE)]
# What each sees where it may, so that what is looked for is there to be found.
SEEN = {
    "officer": {"name", "phone", "caller", "home", "author", "serial", "voice"},
    "inspector": {"name", "phone", "home", "voice"},
    "admin": {"name", "phone", "username", "id"},
}  # fmt: skip


@pytest.mark.parametrize("readers", TURNS, ids=lambda readers: readers[-1])
def test_no_answer_of_any_route_gives_the_reporter_or_the_caller_away(story, readers, client, caplog):
    caplog.set_level(logging.DEBUG)
    marks = case_marks(story)
    for reader in readers:
        http = client if reader == "unsigned" else story.cast[reader].http
        assert asked_by(reader, http, story, marks) >= SEEN.get(reader, set())
        if reader != "unsigned":
            assert stands_in(story.heard(reader), PLANTED) == set()
    assert stands_in(caplog.text.encode(), PLANTED) == set()


def asked_by(reader: str, http, story: Story, marks: list[bytes]) -> set[str]:
    """What of the planted this reader has seen, all of it where `MAY` has it."""
    planted, seen = PLANTED | {"id": story.cast.informant.id}, set()
    for method, path, body in asked_of(story):
        content = ask(http, method, path, body)
        said = {key for key, text in planted.items() if text in path}  # by the one who asks
        given, may = stands_in(content, planted) - said, allowed(reader, method, path)
        assert given <= may, (reader, method, path, given - may)
        if may == ROSTER and given:
            assert not any(mark in content for mark in marks), ("a name beside a case", method, path)
        seen |= given
    return seen


def test_no_search_by_a_name_or_number_finds_a_case(story):
    marks = case_marks(story)
    for reader in READERS:
        search(story.cast[reader], marks)


def search(member, marks: list[bytes]) -> None:
    pages = ("/desk/cases", "/desk/cases/map", "/desk/people") if member.part in ("officer", "admin") else ()
    for key in ("name", "phone", "username", "caller", "caller_phone"):
        for said in (PLANTED[key], PLANTED[key][-4:]):
            assert member.get("/cases", q=said).json["cases"] == [], (member.part, said)
        for path in pages:
            page = member.http.get(path, query_string={"q": PLANTED[key], "state": "any"}).get_data()
            assert not any(mark in page for mark in marks), (member.part, path, key)


@pytest.mark.parametrize("as_", ["csv", "xlsx"])
def test_the_exported_list_holds_every_case_and_nobody_s_trace(story, as_):
    answer = Office(story.cast, "officer").send("/desk/cases/export?state=any", {"as": as_})
    content = f"{answer.headers}".encode() + answer.get_data() + unpacked(answer.get_data())
    numbers = [case["number"] for case in story.cast.officer.get("/cases").json["cases"]]
    assert len(numbers) == 3 and all(number.encode() in content for number in numbers)
    assert stands_in(content, PLANTED | {"id": story.cast.informant.id}) == set()


@pytest.mark.parametrize("reader", ["leader", "inspector", "officer"])
def test_pictures_for_others_hold_pixels_and_nothing_else(story, reader):
    photos = [
        one["sha256"]
        for case in story.cases.values()
        for one in story.cast[reader].get(f"/cases/{case}").json["photos"]
    ]
    assert len(photos) == 3
    for sha256 in photos:
        for size in ("thumb", "view", "stamped"):
            content = story.cast[reader].get(f"/photos/{sha256}", size=size).get_data()
            picture = Image.open(io.BytesIO(content))
            assert dict(picture.getexif()) == {}
            assert {name for name in picture.info if not name.startswith("jfif")} == set()


def test_where_the_phone_stood_is_for_those_who_handle_the_case_and_for_its_owner(story):
    """People send from home: the place of the matter is for all who see the case, the phone's own is not."""
    case = story.cases["reported"]
    fixes = {part: story.cast[part].get(f"/cases/{case}").json["reports"][0]["fix"] for part in (
        "informant", "inspector", "assistant", "officer", "leader",
    )}  # fmt: skip
    assert fixes.pop("leader") is None
    assert {part: fix["lat"] for part, fix in fixes.items()} == dict.fromkeys(fixes, HOME["lat"])


def test_files_of_the_county_and_of_its_backup_are_named_after_nobody(story, app, tmp_path):
    folder = tmp_path / "backup"
    taken = app.test_cli_runner().invoke(args=["patrol", "backup", str(folder)])
    assert taken.exit_code == 0, taken.output
    names = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")]
    assert sum(name.startswith("backup") for name in names) > 4 and len(names) > 30, names
    assert stands_in("\n".join(names).encode(), PLANTED) == set()
    assert stands_in(taken.output.encode(), PLANTED) == set()
