"""Backed up, wiped and restored: what the log held is there again, and it goes on in a new epoch."""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy import text

from patrol import create_app
from patrol.backup import BackupProblem, taking
from patrol.domain import verifying
from patrol.extensions import db, reading, writing
from tests.api.sending import a_case, case_of, named, picture, send_report
from tests.cast import Cast
from tests.databases import settings


@pytest.fixture
def filled(cast):
    """A closed case, and one with a photo that is here and one that is not."""
    content, name = picture(5)
    away = named(b"not sent yet")
    a_case(cast, "closed")
    receipt = send_report(cast.informant, photos=[name, away])
    cast.informant.put(f"/photos/{name['sha256']}", content)
    return content, name["sha256"], receipt


def take(app, folder):
    with app.app_context():
        return taking.take(app, folder, reading, writing, app.config["CLOCK"])


@pytest.fixture
def returned(app, clock, tmp_path, empty_database_url):
    """Puts a backup into an instance that has nothing yet."""

    def put_back(folder):
        other = create_app(settings(tmp_path / "other", _emptied(empty_database_url)))
        other.config.update(TESTING=True, CLOCK=clock)
        with other.app_context():
            manifest = taking.put_back(other, folder, reading, writing, now=clock.now)
        return other, manifest

    yield put_back


def _emptied(url: str) -> str:
    """A restore begins with no tables at all."""
    from sqlalchemy import create_engine, make_url

    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        from pathlib import Path

        for path in Path(parsed.database).parent.glob(Path(parsed.database).name + "*"):
            path.unlink()
        return url
    engine = create_engine(parsed.set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


def test_everything_is_back_and_the_log_is_clean(app, cast, filled, returned, tmp_path):
    content, sha256, receipt = filled
    before = case_of(cast.inspector, receipt["case"]["id"])
    take(app, tmp_path / "backup")
    other, manifest = returned(tmp_path / "backup")
    with other.app_context(), reading() as session:
        assert verifying.verify(session, [receipt]) == []
        there = Cast(other, session)
    assert case_of(there.inspector, receipt["case"]["id"]) == before
    with other.extensions["storage"].open(sha256) as file:
        assert file.read() == content
    assert (other.config["PATROL"].instance / "secret_key").exists() == (
        app.config["PATROL"].instance / "secret_key"
    ).exists()
    with other.app_context():
        db.engine.dispose()


def test_no_number_is_given_twice_and_phones_are_told_to_begin_anew(app, cast, filled, returned, tmp_path):
    cursor = cast.informant.get("/changes").json["cursor"]
    take(app, tmp_path / "backup")
    lost = [send_report(cast.informant)["case"]["number"] for _ in range(20)]
    other, _ = returned(tmp_path / "backup")
    with other.app_context(), reading() as session:
        there = Cast(other, session)
    assert there.informant.get("/changes", after=cursor).json["reset"] is True
    again = [send_report(there.informant)["case"]["number"] for _ in range(20)]
    assert not set(lost) & set(again)
    with other.app_context():
        db.engine.dispose()


def test_a_second_backup_adds_only_what_is_new(app, cast, filled, tmp_path):
    first = take(app, tmp_path / "backup")
    content, name = picture(6)
    send_report(cast.informant, photos=[name])
    cast.informant.put(f"/photos/{name['sha256']}", content)
    second = take(app, tmp_path / "backup")
    assert [(one["bytes"], one["new"]) for one in (first, second)] == [(1, 1), (2, 1)]


def test_a_receipt_is_safe_once_facts_and_every_file_are_in_a_backup(app, cast, filled, clock, tmp_path):
    _content, _sha256, receipt = filled
    whole = send_report(cast.informant)
    ask = lambda one: cast.informant.get(f"/reports/{one['report']}").json["safe"]  # noqa: E731
    assert (ask(receipt), ask(whole)) == (False, False)
    clock.forward(minutes=1)
    take(app, tmp_path / "backup")
    assert (ask(receipt), ask(whole)) == (False, True)  # of the first one a photo is still on the phone
    clock.forward(minutes=1)
    assert ask(send_report(cast.informant)) is False


def test_damaged_bytes_are_said_and_make_no_backup(app, cast, filled, tmp_path):
    _content, sha256, _receipt = filled
    path = app.extensions["storage"].path(sha256)
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(BackupProblem, match=sha256):
        take(app, tmp_path / "backup")
    path.unlink()
    with pytest.raises(BackupProblem, match=sha256):
        take(app, tmp_path / "backup")
    assert not (tmp_path / "backup" / "manifest.json").exists()


def test_half_a_backup_is_none_and_nothing_is_overwritten(app, cast, filled, returned, tmp_path):
    folder = tmp_path / "backup"
    take(app, folder)
    (folder / "database").write_bytes(b"other")
    with pytest.raises(BackupProblem, match="not whole"):
        returned(folder)
    shutil.rmtree(folder)
    with pytest.raises(BackupProblem, match="no finished backup"):
        returned(folder)
    take(app, folder)
    with app.app_context(), pytest.raises(BackupProblem):
        taking.put_back(app, folder, reading, writing, now=app.config["CLOCK"]())
