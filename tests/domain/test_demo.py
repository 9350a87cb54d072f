"""The demo: sixty-one cases over all dues and levels, true on whatever day it is loaded."""

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
from patrol.demo.county import CAST, OTHERS
from patrol.demo.pictures import Album, exif_of, standing_off
from patrol.demo.stories import all_stories, ended
from patrol.domain import actors, photo_facts, recurring_places, verifying
from patrol.domain.backups import fresh_epoch
from patrol.domain.rules import KINDS
from patrol.extensions import db, writing
from patrol.models import Act, Attachment, Case, County, Due, Job, Notice, Person, Report
from patrol.models.people import by_username
from tests.cast import send
from tests.conftest import START, Clock
from tests.databases import settings

# (step, holder) of each case that is open, however the calendar falls; all others are closed.
EXPECTED = {
    "digging-now": ("stop", "village"),
    "rubbish-by-the-river": ("stop", "village"),
    "nobody-there-yet": ("stop", "village"),
    "dumped-at-night": ("stop", "station"),
    "second-car-of-soil": ("stop", "station"),
    "refusing-to-stop": ("stop", "town"),
    "hidden-from-the-town": ("stop", "county"),
    "sand-taken-at-night": ("stop", "county"),
    "refused-the-leader": ("stop", "county"),
    "refused-and-too-late": ("stop", "county"),
    "told-by-telephone": ("report", "station"),
    "orchard-on-rice": ("report", "station"),
    "shed-on-the-corner": ("report", "station"),
    "road-into-the-wood": ("report", "station"),
    "wall-sent-back": ("report", "station"),
    "no-place-at-all": ("report", "station"),
    "pond-nobody-reported": ("report", "town"),
    "barn-nobody-verified": ("report", "town"),
    "storey-once-more": ("report", "town"),
    "climbed-to-the-county": ("report", "county"),
    "pond-beyond-the-county": ("report", "county"),
    "trees-at-the-dyke": ("handle", "station"),
    "roof-over-the-crayfish": ("handle", "station"),
    "house-once-more": ("handle", "station"),
    "hidden-from-the-village": ("handle", "station"),
    "hidden-later": ("handle", "station"),
    "moved-to-its-village": ("handle", "station"),
    "under-supervision": ("handle", "town"),
    "pile-left-lying": ("handle", "town"),
    "pit-behind-the-kiln": ("handle", "county"),
    "gate-of-the-yard": ("handle", "county"),
    "yard-climbed-twice": ("handle", "county"),
    "hidden-from-the-station": ("handle", "county"),
    "waiting-for-a-signature": ("sign_off", "town"),
    "villa-to-be-signed": ("sign_off", "town"),
    "ready-to-close": ("close", "station"),
    "signed-to-be-closed": ("close", "station"),
    "filed-and-waiting": ("decide", "station"),
    "saplings-pulled-out": ("close", "station"),
}
# The county has nobody above it: what it misses stays there.
OVERDUE = {("refused-and-too-late", "stop"), ("pond-beyond-the-county", "report")}
# What rose by itself, whatever the day; over a weekend others rise as well.
CLIMBED = {
    "dumped-at-night": {"stop": ["village"]},
    "second-car-of-soil": {"stop": ["village"]},
    "sand-taken-at-night": {"stop": ["village", "station", "town"]},
    "refused-and-too-late": {"stop": ["town"]},
    "pond-nobody-reported": {"report": ["station"]},
    "barn-nobody-verified": {"report": ["station"]},
    "climbed-to-the-county": {"report": ["station", "town"]},
    "pond-beyond-the-county": {"report": ["station", "town"]},
    "under-supervision": {"handle": ["station"]},
    "pile-left-lying": {"handle": ["station"]},
    "yard-climbed-twice": {"handle": ["station", "town"]},
    "car-park-in-the-field": {"handle": ["station", "town"]},
    "ready-to-close": {"stop": ["village"]},
}
LEVELS = {
    "stop": {"village", "station", "town", "county"},
    "report": {"station", "town", "county"},
    "handle": {"station", "town", "county"},
    "decide": {"station"},  # nobody has had ninety days in a demo of ten weeks
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
    return told(session, START)


def told(session, now: datetime) -> dict[str, Case]:
    """The case of each story, by the story's key."""
    case_of = {report.id: report.case_id for report in session.scalars(select(Report))}
    return {story.key: session.get(Case, case_of[story.report_id]) for story in all_stories(now)}


def open_ones(cases: dict[str, Case]) -> dict[str, tuple]:
    return {key: (case.step, case.holder) for key, case in cases.items() if case.state == "open"}


def overdue(cases: dict[str, Case], now: datetime) -> set[tuple[str, str]]:
    return {(key, due.step) for key, case in cases.items() for due in case.dues if due.owed and due.due_at <= now}


def test_there_are_sixty_one_cases_and_each_stands_where_its_story_ends(session, cases):
    assert len(cases) == 61
    assert set(session.scalars(select(Case.id))) == {case.id for case in cases.values()}
    assert open_ones(cases) == EXPECTED


def test_they_are_of_every_kind_and_of_the_last_ten_weeks(cases):
    assert {case.kind for case in cases.values()} == set(KINDS)
    ages = sorted((START - case.opened_at).days for case in cases.values())
    assert (ages[0], 60 <= ages[-1] <= 80) == (0, True)
    weeks = {age // 7 for age in ages}
    assert weeks.issuperset(range(9))


def test_every_due_is_owed_at_every_level_it_can_have(session):
    owed = {(due.step, due.level) for due in session.scalars(select(Due).where(Due.owed))}
    assert owed == {(step, level) for step, levels in LEVELS.items() for level in levels}


def test_only_the_county_is_late_and_one_falls_due_within_the_hour(session, cases):
    assert overdue(cases, START) == OVERDUE
    soon = cases["digging-now"]
    assert soon.works_going_on and START < soon.due_at < START + timedelta(hours=1)


def test_some_climbed_as_the_sweep_would_have_raised_them(cases):
    for key, levels in CLIMBED.items():
        missed = {due.step: [one["level"] for one in due.missed] for due in cases[key].dues if due.missed}
        assert (key, missed) == (key, levels)
    for case in cases.values():
        for due in case.dues:
            for one in due.missed:
                late = datetime.fromisoformat(one["at"]) - datetime.fromisoformat(one["due_at"])
                assert timedelta(0) < late <= timedelta(seconds=15)


def test_the_stories_are_told(session, cases):
    assert cases["refusing-to-stop"].due("stop").outcome == "refused"
    assert cases["not-a-violation"].founded is False
    assert cases["ready-to-close"].due("stop").late_arrival
    assert {key: case.concealed for key, case in cases.items() if case.concealed} == {
        "hidden-from-the-town": "town", "hidden-from-the-village": "village", "hidden-and-closed": "town",
        "hidden-from-the-station": "station", "hidden-later": "village", "told-by-telephone": "village",
    }  # fmt: skip
    sources = Counter(report.body["source"] for report in session.scalars(select(Report)))
    assert sources == {"informant": 49, "patrol": 5, "phone": 1, "hotline": 3, "satellite": 2, "handed_over": 1}
    late = {report.case_id for report in session.scalars(select(Report).where(Report.late))}
    assert late == {cases["given-back"].id, cases["foundation-at-dusk"].id}
    acts = Counter((act.outcome, act.why) for act in session.scalars(select(Act)))
    assert {outcome: n for outcome, n in acts.items() if outcome != ("accepted", None)} == {
        ("already_done", None): 1, ("noted", "closed"): 4,
    }  # fmt: skip
    assert {case.place_by for case in cases.values()} == {"fix", "pin", "exif", "village"}
    reopened = session.scalars(select(Act.case_id).where(Act.act == "reopen")).all()
    assert reopened == [cases["house-once-more"].id]


def test_what_was_closed_came_again_at_one_place(session, cases):
    before, again = cases["second-storey"], cases["storey-once-more"]
    assert {key: case.recurs_of for key, case in cases.items() if case.recurs_of} == {"storey-once-more": before.id}
    assert (before.state, again.grave, again.due("stop").outcome) == ("closed", True, "stopped")
    assert {due.step: due.level for due in again.dues} == {"stop": "station", "report": "town", "handle": "town"}
    leader = actors.actor(by_username(session, "leader-erling"), START)
    assert recurring_places.page(session, leader, None, 5) == ([(again, [before])], None)


def test_each_case_lies_in_its_village(cases):
    for row in ended.LIST:
        village = next(one[3] for one in (*CAST, *OTHERS) if one[0] == row.who) or "321181101205"
        assert (row.key, cases[row.key].area.code) == (row.key, village)
    towns = Counter(case.area.code[:9] for case in cases.values())
    assert towns == {"321181101": 35, "321181001": 10, "321181102": 9, "321181113": 7}
    assert cases["moved-to-its-village"].area.name == "宝山村委会"
    assert cases["no-place-at-all"].lat is None
    assert cases["shed-of-the-nursery"].number == "云阳-2026-0001"


def test_bodies_are_what_a_phone_would_send(session):
    for report in session.scalars(select(Report)):
        assert schemas.Report.parse(json.dumps(report.body).encode()) == report.body
    for act in session.scalars(select(Act)):
        assert schemas.AnyAct.parse(json.dumps(act.body).encode()) == act.body


def test_the_log_is_clean(session):
    assert verifying.verify(session) == []


def test_photos_are_held_with_their_exif_and_both_renditions(app, session):
    storage, attachments = app.extensions["storage"], session.scalars(select(Attachment)).all()
    assert len(attachments) == 141
    for one in attachments:
        assert (one.state, one.preview, one.bytes) == ("held", True, storage.size(one.sha256))
        assert 80_000 < one.bytes < 260_000
        assert all(storage.has_object(f"renditions/{size}/{one.sha256}") for size in ("thumb", "view"))
        fact = session.get(Report if one.of == "report" else Act, one.fact_id)
        facts, fix = photo_facts.read(storage.path(one.sha256)), fact.body["fix"]
        assert facts == {
            "format": "JPEG", "width": 1600, "height": 1200, "orientation": 1, "make": "Demo", "model": "Demo",
            "taken_at": one.taken_at[:19], "subsec": None, "offset": "+08:00", "findings": [],
            "gps": gps_of(fix),
        }  # fmt: skip
    assert session.scalars(select(Job).where(Job.done_at.is_(None))).all() == []


def gps_of(fix: dict | None) -> dict:
    if fix is None:
        return {"status": "none", "lat": None, "lon": None, "altitude_m": None, "bearing_deg": None}
    place = {"lat": fix["lat"], "lon": fix["lon"], "altitude_m": fix["altitude_m"]}
    return {"status": "ok", **place, "bearing_deg": fix["heading_deg"]}


def test_older_notices_were_seen_and_younger_ones_were_not(session):
    inspector = session.scalar(select(Person.id).where(Person.username == "inspector-yanling"))
    notices = session.scalars(select(Notice).where(Notice.person_id == inspector)).all()
    assert {notice.seen_at is None for notice in notices} == {True, False}
    assert all((notice.seen_at is None) == (START - notice.created_at <= timedelta(hours=20)) for notice in notices)


def test_everybody_is_told_that_this_is_a_demo(app):
    browser = app.test_client()
    send(browser, "POST", "/session", {"username": "informant-liuru", "password": "patrol-demo"})
    assert browser.get("/api/session").json["demo"] is True


def small_photo(_album, _scene, _near, _otherwise, taken_at, stood) -> bytes:
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
        "2026-10-04T12:00:00+08:00",  # in the middle of the National Day
        "2026-02-28T08:55:00+08:00",  # a Saturday that is worked, a week after the Spring Festival
    ],
)
def test_it_is_the_same_on_any_day(empty_app, monkeypatch, when):
    monkeypatch.setattr(Album, "photo", small_photo)
    now = datetime.fromisoformat(when)
    with empty_app.app_context():
        demo_cases.load_with_county(empty_app, now)
        found = told(db.session, now)
        assert open_ones(found) == EXPECTED
        assert overdue(found, now) == OVERDUE
        assert max(case.updated_at for case in found.values()) <= now
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
        assert epoch != fresh_epoch(START + timedelta(seconds=1))


def test_a_photo_looks_towards_the_place():
    stood = standing_off(31.88735, 119.50687, 35, 90.0)
    assert stood.lat == 31.88735 and stood.lon < 119.50687
