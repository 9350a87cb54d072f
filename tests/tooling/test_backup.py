"""Backed up, wiped and restored: what the log held is there again, and it goes on in a new epoch."""

from __future__ import annotations

import json
import shutil

import pytest

from patrol import create_app, faults
from patrol.backup import BackupProblem, files, taking
from patrol.backup.returning import stop_if_half
from patrol.config import ConfigError, read
from patrol.domain import verifying
from patrol.extensions import db, reading, writing
from patrol.storage import FolderStorage
from tests.api.sending import a_case, case_of, named, picture, send_report
from tests.cast import Cast
from tests.databases import emptied, settings


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
        other = create_app(settings(tmp_path / "other", emptied(empty_database_url)))
        other.config.update(TESTING=True, CLOCK=clock)
        with other.app_context():
            manifest = taking.put_back(other, folder, reading, writing, now=clock.now)
        return other, manifest

    yield put_back


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
    next(folder.glob("database*")).write_bytes(b"other")
    with pytest.raises(BackupProblem, match="not whole"):
        returned(folder)
    shutil.rmtree(folder)
    with pytest.raises(BackupProblem, match="no finished backup"):
        returned(folder)
    take(app, folder)
    with app.app_context(), pytest.raises(BackupProblem):
        taking.put_back(app, folder, reading, writing, now=app.config["CLOCK"]())


def test_a_backup_cut_off_leaves_the_one_before_whole(app, cast, filled, returned, tmp_path, monkeypatch):
    """Receipts say `safe` of the one before: phones may have let go of what only it holds."""
    folder, (_content, sha256, receipt) = tmp_path / "backup", filled
    first = take(app, folder)
    later = send_report(cast.informant)
    for point in ("backup.copied", "backup.named"):
        cut_at(monkeypatch, point)
        with pytest.raises(KeyboardInterrupt):
            take(app, folder)
        manifest = json.loads((folder / "manifest.json").read_text())
        assert (manifest["seq"] == first["seq"]) == (point == "backup.copied")
        assert taking._manifest(folder) == manifest
    monkeypatch.undo()
    assert cast.informant.get(f"/reports/{later['report']}").json["safe"] is False
    other, _ = returned(folder)
    assert other.extensions["storage"].exists(sha256)
    with other.app_context(), reading() as session:
        assert verifying.verify(session, [receipt, later]) == []
    with other.app_context():
        db.engine.dispose()
    take(app, folder)
    assert len(list(folder.glob("database*"))) == 1


@pytest.mark.parametrize("point", ["return.database", "return.bytes"])
def test_a_return_cut_off_lets_nothing_start_until_it_is_done_once_more(
    app, cast, filled, clock, empty_database_url, tmp_path, monkeypatch, point
):
    """A database without its bytes would say `held` of photos that are nowhere."""
    folder, (content, sha256, receipt) = tmp_path / "backup", filled
    take(app, folder)
    other = create_app(settings(tmp_path / "other", emptied(empty_database_url)))
    with other.app_context():
        cut_at(monkeypatch, point)
        with pytest.raises(KeyboardInterrupt):
            taking.put_back(other, folder, reading, writing, now=clock.now)
        monkeypatch.undo()
        for command in (["work"], ["migrate"]):
            said = other.test_cli_runner().invoke(args=["patrol", *command])
            assert (said.exit_code, said.output.count("restore")) == (2, 1)
        with pytest.raises(ConfigError, match="restore"):
            stop_if_half(other)
        taking.put_back(other, folder, reading, writing, now=clock.now)
        stop_if_half(other)
        with reading() as session:
            assert verifying.verify(session, [receipt]) == []
        assert other.extensions["storage"].size(sha256) == len(content)
        db.engine.dispose()


def test_a_return_into_a_county_in_use_leaves_no_mark(app, cast, filled, tmp_path):
    take(app, tmp_path / "backup")
    with app.app_context():
        with pytest.raises(BackupProblem):
            taking.put_back(app, tmp_path / "backup", reading, writing, now=app.config["CLOCK"]())
        stop_if_half(app)


def cut_at(monkeypatch, point: str) -> None:
    def reach(passed: str) -> None:
        if passed == point:
            raise KeyboardInterrupt

    monkeypatch.setattr(faults, "reach", reach)


def test_put_back_twice_from_one_backup_no_epoch_and_no_number_comes_again(app, cast, clock, tmp_path, database_url):
    """Between the two, phones met the first: to them the second must be another log."""
    send_report(cast.informant)
    take(app, tmp_path / "backup")
    cursors, numbers = [cast.informant.get("/changes").json["cursor"]], []
    for _ in range(3):
        clock.forward(days=1)
        with app.app_context():
            db.engine.dispose()
            taking.put_back(app, tmp_path / "backup", reading, writing, now=_wiped(app, database_url, clock))
        assert [cast.informant.get("/changes", after=one).json["reset"] for one in cursors] == [True] * len(cursors)
        numbers += [send_report(cast.informant)["case"]["number"] for _ in range(5)]
        cursors.append(cast.informant.get("/changes").json["cursor"])
    assert len(set(numbers)) == 15


def _wiped(app, url: str, clock):
    """The time at which nothing is left of database and storage."""
    emptied(url)
    shutil.rmtree(app.config["PATROL"].instance / "storage")
    app.extensions["storage"] = FolderStorage(app.config["PATROL"].instance / "storage")
    return clock.now


def test_the_keys_go_along_and_come_back_private(tmp_path):
    """Without the sealing keys a file that is still on its way could never be opened."""
    instance, other = tmp_path / "instance", tmp_path / "other"
    keys = read({"PATROL_INSTANCE": str(instance)}).sealing_keys
    files.copy_keys(instance, tmp_path / "keys")
    read({"PATROL_INSTANCE": str(other)})
    files.put_back_keys(tmp_path / "keys", other)
    assert read({"PATROL_INSTANCE": str(other)}).sealing_keys == keys
    assert (other / "sealing_keys").stat().st_mode & 0o077 == 0
