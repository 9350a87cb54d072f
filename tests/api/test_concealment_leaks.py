"""With concealed cases beside it, a reader gets byte for byte the same answers as without them."""

from __future__ import annotations

import random
import secrets
import uuid as uuids

import pytest
from sqlalchemy.orm import Session

from patrol import create_app
from patrol.extensions import db
from patrol.models.areas import by_code
from tests import cast as casting
from tests.conftest import START, Clock
from tests.databases import settings
from tests.leaks import Story, answers, play, questions, uuid

REALLY_RANDOM = uuids.uuid4
HIDDEN = ("hidden", "hidden-too")
READERS = {
    "village": ("neighbour", "next_village", "department", "outsider", "admin", "other_inspector"),
    "town": ("neighbour", "leader", "next_village", "other_leader", "admin"),
    "station": ("neighbour", "leader", "inspector", "assistant", "next_village", "other_inspector"),
}
CASES = [(level, reader) for level, readers in READERS.items() for reader in readers]


@pytest.fixture
def instances(templates, tmp_path, monkeypatch):
    """Two instances of one county, drawing the same random ids, each with a clock of its own."""
    opened = []

    def open_one(name: str, hidden: str | None) -> Story:
        monkeypatch.setattr(secrets, "randbelow", lambda _most: 123456)
        monkeypatch.setattr(secrets, "token_urlsafe", lambda *_size: "the same token")
        folder = tmp_path / name
        folder.mkdir()
        copy = templates.copy("county", lambda session: casting.settle(session, START), folder)
        app, clock = create_app(settings(folder / "instance", copy.__enter__())), Clock()
        app.config.update(TESTING=True, CLOCK=clock)
        opened.append((app, copy))
        draw = random.Random(7)
        monkeypatch.setattr(uuids, "uuid4", lambda: uuids.UUID(int=draw.getrandbits(128), version=4))
        with app.app_context(), Session(db.engine) as session:
            cast = casting.Cast(app, session)
            areas = tuple(by_code(session, code).id for code in (casting.LIURU, casting.YANLING))
        story = Story(app, cast, clock, areas=areas)
        play(story, hidden)
        monkeypatch.setattr(uuids, "uuid4", REALLY_RANDOM)
        return story

    yield open_one
    for app, copy in opened:
        with app.app_context():
            db.engine.dispose()
        copy.__exit__(None, None, None)


@pytest.mark.parametrize("level", READERS)
def test_what_is_hidden_from_a_reader_changes_no_byte_of_any_answer(instances, level):
    plain, beside = instances("plain", None), instances("beside", level)
    hidden_ids = {name: beside.cases.pop(name) for name in HIDDEN}
    for name in HIDDEN:
        beside.photos.pop(name)
    assert plain.cases == beside.cases
    for reader in READERS[level]:
        asked = questions(plain, hidden_ids)
        theirs, ours = answers(plain, reader, asked), answers(beside, reader, asked)
        for one, other in zip(theirs, ours, strict=True):
            assert one == other, (level, reader, one[0])


@pytest.mark.parametrize("level", READERS)
def test_what_is_hidden_from_a_reader_says_no_word_to_an_open_app(instances, level):
    plain, beside = instances("plain", None), instances("beside", level)
    for reader in READERS[level]:
        assert (reader, beside.heard(reader)) == (reader, plain.heard(reader))
    for reader in {"officer", "informant"}:
        assert len(beside.heard(reader)) > len(plain.heard(reader)) > 0, reader


def test_those_who_may_see_the_hidden_case_do_see_it(instances):
    """Else the comparison above would compare nothing."""
    story = instances("beside", "village")
    for part in ("inspector", "leader", "officer", "informant"):
        listed = [case["id"] for case in story.cast[part].get("/cases").json["cases"]]
        assert story.cases["hidden"] in listed, part


def test_every_route_of_the_url_map_is_asked(instances):
    story = instances("plain", None)
    adapter = story.app.url_map.bind("localhost")
    asked = questions(story, {name: uuid(name) for name in HIDDEN})
    reached = {
        (method, adapter.match(path.partition("?")[0], method=method, return_rule=True)[0].rule)
        for method, path, _body in asked
    }
    routes = {
        (method, rule.rule)
        for rule in story.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routes - reached == set()
