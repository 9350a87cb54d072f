"""The demo: twelve cases over all dues and levels, true on whatever day it is loaded."""

from __future__ import annotations

import io
import json
from collections import Counter
from datetime import datetime, timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from patrol import create_app
from patrol.api import schemas
from patrol.demo import cases as demo_cases
from patrol.demo import county as demo_county
from patrol.demo.pictures import Album, exif_of, standing_off
from patrol.domain import photo_facts, verifying
from patrol.extensions import db, writing
from patrol.models import Act, Attachment, Case, County, Due, Job, Notice, Person, Report
from tests.cast import send
from tests.conftest import START, Clock
from tests.databases import settings

# (kind, state, step, holder) of each case, however the calendar falls.
EXPECTED = {
    ("farmland_house", "open", "stop", "village"),
    ("waste", "open", "stop", "station"),
    ("earth_taking", "open", "stop", "town"),
    ("villa", "open", "stop", "county"),
    ("greenhouse_house", "open", "report", "station"),
    ("non_grain", "open", "report", "town"),
    ("non_farm", "open", "report", "county"),
    ("temporary_use", "open", "handle", "town"),
    ("basic_farmland", "open", "sign_off", "town"),
    ("felling", "open", "close", "station"),
    ("farmland_house", "closed", None, None),
    ("mining", "closed", None, None),
}
LEVELS = {
    "stop": {"village", "station", "town", "county"},
    "report": {"station", "town", "county"},
    "handle": {"station", "town", "county"},
}


@pytest.fixture(scope="module")
def app(templates, tmp_path_factory):
    """The demo, loaded once for the tests that only look at it."""
    folder = tmp_path_factory.mktemp("demo")
    with templates.copy("empty", None, folder) as url:
        app = create_app(settings(folder / "instance", url))
        app.config.update(TESTING=True, CLOCK=Clock())
        with app.app_context():
            demo_cases.load_with_county(app, START)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def cases(session) -> dict[str, Case]:
    found = session.scalars(select(Case).order_by(Case.opened_at)).unique()
    return {f"{case.kind} {case.state}": case for case in found}


def test_there_are_twelve_cases_and_each_stands_where_its_story_ends(cases):
    assert len(cases) == 12
    assert {(case.kind, case.state, case.step, case.holder) for case in cases.values()} == EXPECTED


def test_every_due_is_owed_at_every_level_it_can_have(session):
    owed = {(due.step, due.level) for due in session.scalars(select(Due).where(Due.owed))}
    assert owed == {(step, level) for step, levels in LEVELS.items() for level in levels}


def test_nothing_is_overdue_and_one_falls_due_within_the_hour(session, cases):
    assert not session.scalars(select(Due).where(Due.owed, Due.due_at <= START)).all()
    soon = cases["farmland_house open"]
    assert soon.works_going_on and START < soon.due_at < START + timedelta(hours=1)


def test_some_climbed_as_the_sweep_would_have_raised_them(cases):
    missed = {kind: [one["level"] for due in case.dues for one in due.missed] for kind, case in cases.items()}
    assert {kind: levels for kind, levels in missed.items() if levels} == {
        "waste open": ["village"],
        "non_grain open": ["station"],
        "non_farm open": ["station", "town"],
        "temporary_use open": ["station"],
        "felling open": ["village"],
    }
    for case in cases.values():
        for due in case.dues:
            for one in due.missed:
                late = datetime.fromisoformat(one["at"]) - datetime.fromisoformat(one["due_at"])
                assert timedelta(0) < late <= timedelta(seconds=15)


def test_the_stories_are_told(session, cases):
    assert cases["earth_taking open"].due("stop").outcome == "refused"
    assert cases["mining closed"].founded is False
    assert cases["villa open"].concealed == "town" and cases["greenhouse_house open"].concealed == "village"
    assert cases["felling open"].due("stop").late_arrival
    sources = Counter(report.body["source"] for report in session.scalars(select(Report)))
    assert sources == {"informant": 8, "patrol": 1, "phone": 1, "hotline": 1, "satellite": 1}
    assert [report.case_id for report in session.scalars(select(Report).where(Report.late))] == [
        cases["farmland_house closed"].id
    ]
    assert {act.outcome for act in session.scalars(select(Act))} == {"accepted"}


def test_each_case_lies_in_its_village(cases):
    areas = Counter(case.area.name for case in cases.values())
    assert areas == {
        "柳茹村委会": 4, "九里村委会": 4, "麦溪村委会": 1, "延陵村委会": 1, "宝林村委会": 1, "石城村委会": 1
    }  # fmt: skip
    assert cases["non_farm open"].number == "云阳-2026-0001"


def test_bodies_are_what_a_phone_would_send(session):
    for report in session.scalars(select(Report)):
        assert schemas.Report.parse(json.dumps(report.body).encode()) == report.body
    for act in session.scalars(select(Act)):
        assert schemas.AnyAct.parse(json.dumps(act.body).encode()) == act.body


def test_the_log_is_clean(session):
    assert verifying.verify(session) == []


def test_photos_are_held_with_their_exif_and_both_renditions(app, session):
    storage, attachments = app.extensions["storage"], session.scalars(select(Attachment)).all()
    assert len(attachments) == 22
    for one in attachments:
        assert (one.state, one.preview, one.bytes) == ("held", True, storage.size(one.sha256))
        assert 80_000 < one.bytes < 260_000
        assert all(storage.has_object(f"renditions/{size}/{one.sha256}") for size in ("thumb", "view"))
        fact = session.get(Report if one.of == "report" else Act, one.fact_id)
        facts, fix = photo_facts.read(storage.path(one.sha256)), fact.body["fix"]
        assert facts == {
            "format": "JPEG", "width": 1600, "height": 1200, "orientation": 1, "make": "Demo", "model": "Demo",
            "taken_at": one.taken_at[:19], "subsec": None, "offset": "+08:00", "findings": [],
            "gps": {"status": "ok", "lat": fix["lat"], "lon": fix["lon"], "altitude_m": fix["altitude_m"],
                    "bearing_deg": fix["heading_deg"]},
        }  # fmt: skip
    assert session.scalars(select(Job).where(Job.done_at.is_(None))).all() == []


def test_older_notices_were_seen_and_younger_ones_were_not(session):
    inspector = session.scalar(select(Person.id).where(Person.username == "inspector-yanling"))
    notices = session.scalars(select(Notice).where(Notice.person_id == inspector)).all()
    assert {notice.seen_at is None for notice in notices} == {True, False}
    assert all((notice.seen_at is None) == (START - notice.created_at <= timedelta(hours=20)) for notice in notices)


def test_everybody_is_told_that_this_is_a_demo(app):
    browser = app.test_client()
    send(browser, "POST", "/session", {"username": "informant-liuru", "password": "patrol-demo"})
    assert browser.get("/api/session").json["demo"] is True


def small_photo(_album, _scene, _near, taken_at, stood) -> bytes:
    encoded = io.BytesIO()
    Image.new("RGB", (8, 6)).save(encoded, "JPEG", exif=exif_of(taken_at, stood))
    return encoded.getvalue()


@pytest.mark.parametrize(
    "when",
    [
        "2026-02-19T03:10:00+08:00",  # in the middle of the Spring Festival, at night
        "2026-10-09T00:00:30+08:00",  # the first working day after the National Day
        "2026-11-24T18:00:05+08:00",  # seconds after a deadline, before the sweep
        "2026-11-22T21:30:00.123+08:00",  # a Sunday
        "2027-01-01T00:20:00+08:00",  # a new year
    ],
)
def test_it_is_the_same_on_any_day(empty_app, monkeypatch, when):
    monkeypatch.setattr(Album, "photo", small_photo)
    now = datetime.fromisoformat(when)
    with empty_app.app_context():
        demo_cases.load_with_county(empty_app, now)
        found = db.session.scalars(select(Case)).unique().all()
        assert {(case.kind, case.state, case.step, case.holder) for case in found} == EXPECTED
        owed = {(due.step, due.level) for due in db.session.scalars(select(Due).where(Due.owed, Due.due_at > now))}
        assert owed == {(step, level) for step, levels in LEVELS.items() for level in levels}
        assert max(case.updated_at for case in found) <= now
        assert verifying.verify(db.session) == []


def ids(app) -> dict[str, set]:
    with app.app_context():
        columns = (Case.id, Report.id, Act.id, Attachment.sha256, Notice.id)
        found = {str(column): set(db.session.scalars(select(column))) for column in columns}
        db.session.remove()
    root = app.extensions["storage"].root
    return found | {"files": {str(file.relative_to(root)) for file in root.rglob("*") if file.is_file()}}


def test_a_reset_takes_all_away_and_loads_the_same_again(empty_app, monkeypatch):
    monkeypatch.setattr(Album, "photo", small_photo)
    flask = empty_app.test_cli_runner()
    assert flask.invoke(args=["patrol", "demo"]).exit_code == 0
    first = ids(empty_app)
    assert flask.invoke(args=["patrol", "demo"]).exit_code == 2
    empty_app.extensions["storage"].put_stream(io.BytesIO(b"a photo sent meanwhile"), None, None)
    result = flask.invoke(args=["patrol", "demo", "--reset"])
    assert result.exit_code == 0, result.output
    assert ids(empty_app) == first
    assert "Clean" in flask.invoke(args=["patrol", "verify"]).output


def test_a_load_cut_off_leaves_nothing(empty_app, monkeypatch):
    monkeypatch.setattr(demo_cases, "_read_notices", lambda *_: 1 / 0)
    monkeypatch.setattr(Album, "photo", small_photo)
    with empty_app.app_context():
        with pytest.raises(ZeroDivisionError):
            demo_cases.load_with_county(empty_app, START)
        assert db.session.get(County, 1) is None


def test_phones_of_the_demo_before_learn_that_the_log_is_another(empty_app):
    with empty_app.app_context(), writing() as session:
        demo_county.load(session, START)
        epoch = session.get(County, 1).epoch
        assert epoch != demo_county._epoch(START + timedelta(seconds=1))


def test_a_photo_looks_towards_the_place():
    stood = standing_off(31.88735, 119.50687, 35, 90.0)
    assert stood.lat == 31.88735 and stood.lon < 119.50687
