"""The office takes in sealed files: looked at first, taken once, and nobody's name on the way."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import BytesIO

import pytest

from patrol.config import ConfigError, read
from patrol.domain.sealed import staging
from patrol.extensions import reading, writing
from tests.api.sending import act_body, picture, send_report
from tests.cast import LIURU
from tests.databases import SEALING
from tests.desk.browsing import Office, words_of
from tests.sealing import PhoneFile
from tests.serving import ROOT


@pytest.fixture(params=["officer", "admin"])
def office(cast, request) -> Office:
    return Office(cast, request.param)


@pytest.fixture
def phone(cast) -> PhoneFile:
    phone = PhoneFile(cast.informant)
    report = phone.report(picture(1)[0], picture(2)[0])
    phone.report(picture(3)[0], kind="waste")
    phone.act({"report": report}, act_body(cast.informant, "stop"))
    return phone


def bring(office: Office, content: bytes):
    return office.send("/desk/sealed", {"file": (BytesIO(content), "patrol-未发送-20261126-1405.sealed")})


def rows(page: str) -> list[str]:
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip()
        for row in re.findall(r"<tr><td.*?</tr>", page, re.S)
    ]


def test_a_file_is_looked_at_and_taken_and_says_what_became_of_each_thing(cast, office, phone):
    send_report(cast.informant, phone.report())
    answer = bring(office, phone.sealed())
    checked = office.text(answer.location)
    assert "4 件、3 张照片，来自一位信息员的手机。" in checked and "其中 1 件早就有了。" in checked
    assert cast.officer.get("/cases").json["cases"][0]["number"] == "延陵-2026-0001"
    page = office.get(office.send(f"{answer.location}/confirmation").location).get_data(as_text=True)
    assert rows(page) == ["1 上报 2/2 收下了", "2 上报 1/1 收下了", "3 记制止 — 收下了", "4 上报 — 早就有了"]
    again = office.send(f"{answer.location}/confirmation")
    page = office.get(again.location).get_data(as_text=True)
    assert [row.split()[-1] for row in rows(page)] == ["早就有了"] * 4
    cases = cast.informant.get("/cases").json["cases"]
    assert len(cases) == 3
    if "officer" in {post["role"] for post in office.http.get("/api/session").json["posts"]}:
        brought = {one["number"]: "由密封文件带来" in office.text(f"/desk/cases/{one['id']}") for one in cases}
        assert brought == {"延陵-2026-0001": False, "延陵-2026-0002": True, "延陵-2026-0003": True}


def test_no_page_of_it_names_the_informant_or_where_it_was(cast, office, phone):
    phone.report(note="沟边", conceal="station")
    answer = bring(office, phone.sealed())
    office.send(f"{answer.location}/confirmation")
    for path in ("/desk/sealed", answer.location, "/desk/log"):
        page = office.text(path)
        told = (cast.informant.name, cast.informant.id, "柳茹", "堆放", "占用耕地", "沟边", "丹阳-2026", "延陵-2026")
        assert [(path, one) for one in told if one in page] == []


def test_what_waits_is_for_the_one_who_brought_it_and_for_an_hour(app, cast, phone, clock):
    mine, other = Office(cast, "officer"), Office(cast, "admin")
    answer = bring(mine, phone.sealed())
    for path, ask in ((answer.location, other.get), (f"{answer.location}/confirmation", other.send)):
        assert ask(path).status_code == 404
    clock.forward(minutes=59)
    assert mine.get(answer.location).status_code == 200
    storage = app.extensions["storage"]
    key = f"sealed/{answer.location.rpartition('/')[2]}/file"
    assert storage.has_object(key)
    clock.forward(minutes=2)
    assert mine.get(answer.location).status_code == 404
    with app.app_context():
        staging.sweep(writing, reading, storage, now=clock.now)
    assert not storage.has_object(key)


def test_what_is_not_taken_leaves_nothing(app, cast, phone):
    office = Office(cast, "officer")
    answer = bring(office, phone.sealed())
    assert office.send(f"{answer.location}/removal").status_code == 302
    assert office.get(answer.location).status_code == 404
    assert not app.extensions["storage"].has_object(f"sealed/{answer.location.rpartition('/')[2]}/file")
    assert cast.informant.get("/cases").json["cases"] == []


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda phone: b"", "这不是“导出未发送”的文件。"),
        (lambda phone: phone.sealed()[:-7], "文件坏了或者没传完整。"),
        (lambda phone: phone.sealed(secret=b"guessed"), "证明不了这个文件出自谁的手机，没有收。"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why_on_the_same_page(cast, office, phone, make, words):
    answer = bring(office, make(phone))
    assert answer.status_code == 422 and words in words_of(answer)
    assert office.send("/desk/sealed").status_code == 422


def test_a_stranger_s_two_gigabytes_are_not_read(app, monkeypatch):
    from patrol.desk import gate

    browser = app.test_client()
    browser.get("/desk/sign-in")
    monkeypatch.setattr(gate, "BODY_MOST", 1000)
    answer = browser.post("/desk/sealed", data={"file": (BytesIO(b"." * 5000), "a.sealed")})
    assert answer.status_code == 413


# ---- the keys, and the command


def flask(*words: str, **environment: str) -> subprocess.CompletedProcess:
    command, env = [sys.executable, "-m", "flask", "--app", "patrol", "patrol", *words], {**os.environ, **environment}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_takes_a_file_in_and_tells_of_each_thing(app, cast, phone, database_url, tmp_path):
    file = tmp_path / "brought.sealed"
    phone.report(source="hotline")
    file.write_bytes(phone.sealed())
    given = {"PATROL_INSTANCE": str(tmp_path / "instance"), "PATROL_DATABASE_URL": database_url,
             "PATROL_SECRET_KEY": "a secret for tests alone", "PATROL_SEALING_KEY": SEALING}  # fmt: skip
    done = flask("import-sealed", str(file), **given)
    told = [f"{row['type']} {row['id']}" for row in phone.items]
    assert done.stdout.splitlines() == [
        f"new      {told[0]}: 2 of 2 files", f"new      {told[1]}: 1 of 1 files", f"new      {told[2]}: 0 of 0 files",
        f"refused  {told[3]}: 0 of 0 files (source_not_yours)",
    ], done.stderr  # fmt: skip
    phone.report()
    file.write_bytes(phone.sealed()[:-3])
    done = flask("import-sealed", str(file), **given)
    assert (done.returncode, done.stdout) == (2, "") and "not whole" in done.stderr
    assert len(cast.informant.get("/cases").json["cases"]) == 2
    file.write_bytes(b"nothing of ours")
    done = flask("import-sealed", str(file), **given)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "This is not a file that the app exported.\n")


def test_a_new_key_stands_before_the_older_ones_which_go_on_opening(tmp_path):
    before = read({"PATROL_INSTANCE": str(tmp_path)}).sealing_keys
    done = flask("new-sealing-key", PATROL_INSTANCE=str(tmp_path))
    assert done.returncode == 0, done.stderr
    after = read({"PATROL_INSTANCE": str(tmp_path)}).sealing_keys
    assert len(after) == 2 and after[1:] == before
    assert (tmp_path / "sealing_keys").stat().st_mode & 0o077 == 0


def test_several_machines_are_given_their_keys_and_do_not_make_one_each(tmp_path):
    given = {"PATROL_INSTANCE": str(tmp_path), "PATROL_SECRET_KEY": "a secret for tests alone"}
    shared = given | {"PATROL_DATABASE_URL": "postgresql://patrol@127.0.0.1/patrol"}
    with pytest.raises(ConfigError, match="^PATROL_SEALING_KEY must be set when"):
        read(shared)
    assert not (tmp_path / "sealing_keys").exists()
    two = read(shared | {"PATROL_SEALING_KEY": f"{SEALING.upper()}, {'5' * 64}"}).sealing_keys
    assert two == (SEALING, "5" * 64)
    for bad in ("", "7" * 63, "g" * 64, "0" * 64, "f" * 64, f"{SEALING},short"):
        with pytest.raises(ConfigError, match="^PATROL_SEALING_KEY must be 64 hex digits"):
            read(given | {"PATROL_SEALING_KEY": bad})


# ---- phones that somebody should ring


def test_the_officer_sees_which_village_to_ring_and_an_administrator_no_phones(cast, clock):
    cast.informant.http.get("/api/changes", headers={"X-Unsent": "2; for=7200"})
    clock.forward(hours=30)
    page = Office(cast, "officer").text("/desk/sealed")
    assert "柳茹村" in page and "那时有 2 件没发完" in page and cast.informant.name not in page
    assert "久未联系" not in Office(cast, "admin").text("/desk/sealed")
    assert LIURU not in page
