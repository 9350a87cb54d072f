"""Bytes that no row names are swept, and never from under somebody who is about to name them."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest

from patrol import create_app, work
from patrol.domain import photos, sweeping
from patrol.extensions import db, reading, writing
from patrol.models import Blob, StorageWalk
from patrol.naming import alone
from tests import cast as casting
from tests.api.sending import named, picture, send_report
from tests.api.test_uploads import begin
from tests.conftest import START, Clock
from tests.databases import settings
from tests.desk.browsing import Office
from tests.desk.test_calls import form
from tests.s3_server import KEYS, s3_server

LEFT = b"left by a killed process"


@pytest.fixture(scope="module")
def bucket(tmp_path_factory):
    with s3_server(tmp_path_factory.mktemp("s3")) as given:
        yield given


@pytest.fixture(params=["folder", "bucket"])
def kept_in(request, database_url, tmp_path, monkeypatch):
    """(app, cast) with its bytes in a folder or in a bucket."""
    more = {}
    if request.param == "bucket":
        more = request.getfixturevalue("bucket")
        for name, value in KEYS.items():
            monkeypatch.setenv(name, value)
        more = more | {"PATROL_STORAGE": more["PATROL_STORAGE"].replace("/county", f"/{tmp_path.name}")}
    app, clock = create_app(settings(tmp_path / "instance", database_url, **more)), Clock()
    app.config.update(TESTING=True, CLOCK=clock)
    with app.app_context():
        with reading() as session:
            cast = casting.Cast(app, session)
        yield app, cast
        db.engine.dispose()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def later(storage, name: str):
    """Three days after the bytes were stored, by the clock of whoever stored them."""
    kept = next(one for one in storage.originals(name[:2]) if one.name == name)
    return kept.at + timedelta(days=3)


def put(storage, content: bytes) -> str:
    return storage.put_stream(io.BytesIO(content), sha256(content), None)[0]


def sweep(storage, now) -> tuple[int, int]:
    return sweeping.whole(writing, reading, alone, storage, now=now)


def test_what_no_row_names_goes_after_two_days_and_nothing_else(kept_in):
    app, cast = kept_in
    storage = app.extensions["storage"]
    content, name = picture(1)
    send_report(cast.informant, photos=[name])
    assert cast.informant.put(f"/photos/{name['sha256']}", content).status_code == 200
    left = put(storage, LEFT)
    for key in (f"renditions/thumb/{left}", f"thumbnails/{cast.informant.id}/{left}", f"uploads/{left[:36]}/0"):
        storage.put_object(key, b"small")
    storage.put_object(f"renditions/view/{name['sha256']}", b"made here")
    storage.put_object(f"thumbnails/{cast.informant.id}/{name['sha256']}", b"sent ahead")
    now = later(storage, left)
    assert sweep(storage, now - timedelta(days=2)) == (0, 0)
    assert sweep(storage, now) == (4, len(LEFT) + 3 * len(b"small"))
    assert (storage.exists(left), storage.exists(name["sha256"])) == (False, True)
    kept = [one.name for folder in ("renditions", "thumbnails", "uploads") for one in storage.objects(folder)]
    assert kept == [f"renditions/view/{name['sha256']}", f"thumbnails/{cast.informant.id}/{name['sha256']}"]
    with reading() as session:
        walk = session.query(StorageWalk).order_by(StorageWalk.id.desc()).first()
    assert (walk.found["originals"], walk.swept) == ([1, len(content)], [4, len(LEFT) + 3 * len(b"small")])


def test_a_thumbnail_goes_once_the_server_s_own_picture_is_there(app, cast, session):
    storage = app.extensions["storage"]
    content, name = picture(2)
    send_report(cast.informant, photos=[name])
    assert cast.informant.put(f"/photos/{name['sha256']}/thumbnail", content).status_code == 200
    key = f"thumbnails/{cast.informant.id}/{name['sha256']}"
    with app.app_context():
        now = next(storage.objects("thumbnails")).at + timedelta(days=3)
        assert sweep(storage, now) == (0, 0) and storage.has_object(key)
        cast.informant.put(f"/photos/{name['sha256']}", content)
        while work.one_job(app, "the test's worker"):
            pass
        assert sweep(storage, now)[0] == 1 and not storage.has_object(key)
    assert cast.informant.get(f"/photos/{name['sha256']}", size="thumb").status_code == 200


def test_the_worker_walks_a_slice_at_a_time_once_a_day_and_two_workers_never_the_same(app, clock):
    storage = app.extensions["storage"]
    with app.app_context():
        put(storage, LEFT)
        walked = sum(iter(lambda: sweeping.turn(writing, reading, alone, storage, now=clock.now), False))
        assert walked == len(sweeping.SLICES)
        clock.forward(hours=23)
        assert sweeping.turn(writing, reading, alone, storage, now=clock.now) is False
        clock.forward(hours=1)
        first = sweeping._claim(writing, clock.now)
        assert (first[1], sweeping._claim(writing, clock.now)) == (0, None)
        clock.forward(minutes=11)  # the other one is gone: its lease ends
        assert sweeping._claim(writing, clock.now) == first


# The race: somebody sends bytes that a killed process left behind, while the sweep comes for them.


@contextmanager
def between_storing_and_naming(monkeypatch, storage, do):
    """Whoever has stored bytes does this first, once, before naming them."""
    stored, done = storage.adopt, []

    def adopting(file, name):
        stored(file, name)
        if not done:
            done.append(do())

    monkeypatch.setattr(storage, "adopt", adopting)
    yield done


@pytest.mark.parametrize("how", ["whole", "in pieces"])
def test_bytes_swept_between_storing_and_naming_are_stored_again(kept_in, monkeypatch, how):
    app, cast = kept_in
    storage = app.extensions["storage"]
    content = picture(3)[0] + bytes(200_000)
    name = named(content)
    send_report(cast.informant, photos=[name])
    now, part = later(storage, put(storage, content)), name["sha256"][:2]
    with between_storing_and_naming(monkeypatch, storage, lambda: aside(app, storage, now, part)) as swept:
        if how == "whole":
            answer = cast.informant.put(f"/photos/{name['sha256']}", content)
        else:
            answer = begin(cast.informant, content, name["sha256"], content)
    assert (answer.status_code, swept) == (200 if how == "whole" else 201, [(1, len(content))])
    with storage.open(name["sha256"]) as file:
        assert file.read() == content
    assert aside(app, storage, now, part) == (0, 0)


def aside(app, storage, now, part: str) -> tuple[int, int]:
    """A sweep as another process would make it: with a connection of its own, in the middle of a request."""
    made = []

    def work():
        with app.app_context():
            made.append(tuple(sweeping.walk_slice(reading, alone, storage, part, now=now)[1]))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    return made[0]


def test_bytes_that_somebody_is_naming_are_passed_over(kept_in, monkeypatch):
    """The other order: the row is being written when the sweep has already found that none names the bytes."""
    app, cast = kept_in
    storage = app.extensions["storage"]
    content, name = picture(4)
    send_report(cast.informant, photos=[name])
    now = later(storage, put(storage, content))
    hold, swept = photos.hold, []

    def holding(*given, **more):
        hold(*given, **more)
        swept.append(aside(app, storage, now, name["sha256"][:2]))

    monkeypatch.setattr(photos, "hold", holding)
    assert cast.informant.put(f"/photos/{name['sha256']}", content).status_code == 200
    assert swept == [(0, 0)] and storage.exists(name["sha256"])
    with reading() as session:
        assert session.get(Blob, name["sha256"]).bytes == len(content)


def test_a_call_s_photos_are_stored_again_too(app, cast, monkeypatch):
    storage = app.extensions["storage"]
    content, name = picture(5)
    office = Office(cast, "officer")
    with app.app_context():
        now = later(storage, put(storage, content))
    with between_storing_and_naming(
        monkeypatch, storage, lambda: aside(app, storage, now, name["sha256"][:2])
    ) as swept:
        answer = office.send("/desk/calls", form(photos=(io.BytesIO(content), "a.jpg")))
    assert (answer.status_code, swept) == (302, [(1, len(content))])
    assert storage.exists(name["sha256"])


def test_old_times_are_told_by_the_file(app):
    storage = app.extensions["storage"]
    left = put(storage, LEFT)
    os.utime(storage.path(left), (START.timestamp(), START.timestamp()))
    assert [(one.name, one.bytes, one.at) for one in storage.originals(left[:2])] == [(left, len(LEFT), START)]
