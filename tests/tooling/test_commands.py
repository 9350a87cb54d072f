"""A county without the demo, from nothing to a villager's first report, by the commands of the README."""

from __future__ import annotations

import io
import json
import os
import re

import pytest

from patrol import create_app
from tests.cast import send
from tests.databases import settings

TOWN = ["area", "add", "--code", "321181101000", "--name", "延陵镇", "--level", "town", "--parent", "321181"]
PERSON = ["person", "add", "--name", "x", "--phone", "13912345678"]
VILLAGE = ["area", "add", "--code", "321181101208", "--name", "柳茹村委会", "--level", "village"]


@pytest.fixture
def patrol(empty_app):
    """Runs a command; its answer, after checking how it ended."""
    runner = empty_app.test_cli_runner()

    def run(*arguments: str, ends: int = 0) -> str:
        result = runner.invoke(args=["patrol", *arguments])
        assert result.exit_code == ends, result.output
        return result.output

    return run


@pytest.fixture
def browser(empty_app):
    return empty_app.test_client()


@pytest.fixture
def founded(patrol):
    patrol("admin", "--username", "boss", "--name", "管理员", "--county-code", "321181", "--county-name", "丹阳市",
           "--password", "a long password")  # fmt: skip
    patrol(*TOWN, "--station", "延陵所")
    patrol(*VILLAGE, "--parent", "321181101000")
    return patrol


def test_from_nothing_to_the_first_report(founded, browser):
    told = founded("person", "add", "--name", "信息员甲", "--phone", "13812345678", "--role", "informant",
                   "--area", "321181101208")  # fmt: skip
    person_id = told.partition("id ")[2].partition(".")[0]
    link = founded("card", person_id, "--url", "https://patrol.example.cn").strip().splitlines()[-1]
    assert link.startswith("https://patrol.example.cn/app/#/card/")
    token = link.rpartition("/")[2]
    session = send(browser, "POST", f"/enrolments/{token}/redemption", {"last4": "5678"}).json
    assert (session["demo"], session["posts"][0]["area"]["name"]) == (False, "柳茹村委会")
    report = {"kind": "waste", "captured_at": "2026-11-24T09:00:00+08:00"}
    receipt = send(browser, "PUT", "/reports/0190c7e0-0000-4000-8000-000000000001", report)
    assert receipt.json["case"]["number"] == "延陵-2026-0001"
    assert founded("verify").startswith("Clean: ")


def test_a_demo_password_is_none_for_a_real_county(founded, browser):
    answer = send(browser, "POST", "/session", {"username": "boss", "password": "patrol-demo"})
    assert answer.status_code == 403
    assert send(browser, "POST", "/session", {"username": "boss", "password": "a long password"}).status_code == 200


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["person", "add", "--name", "x", "--phone", "13912345678", "--role", "inspector"],
            "An inspector needs a station, or the code of a town.",
        ),
        ([*VILLAGE, "--parent", "321181"], "There is no such area, or not of that level."),
        ([*VILLAGE, "--parent", "321181101000"], "This code is there already."),
        (["card", "nobody"], "There is no such person."),
        (["demo"], "This county is real; the demo is only loaded into an empty instance."),
        (["tick", "--now", "yesterday"], "--now takes a time such as 2026-11-24T18:00:00+08:00."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(founded, arguments, sentence):
    assert founded(*arguments, ends=2).strip() == sentence


def test_without_a_county_nobody_is_added(patrol):
    told = patrol(
        "person", "add", "--name", "x", "--phone", "13912345678", "--role", "officer", "--area", "321181", ends=2
    )
    assert told.startswith("There is no county yet")


def test_the_openapi_document_names_every_route(empty_app, browser):
    document = json.loads(browser.get("/api/openapi.json").get_data())
    rules = [rule for rule in empty_app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    assert len(document["paths"]) == len({rule.rule for rule in rules})
    assert "Report" in document["components"]["schemas"]


def test_migrate_makes_the_newest_schema_and_is_at_peace_with_it(tmp_path):
    app = create_app(settings(tmp_path / "instance", f"sqlite:///{tmp_path / 'new.db'}"))
    runner = app.test_cli_runner()
    for _ in range(2):
        assert runner.invoke(args=["patrol", "migrate"]).output == "The database has the newest schema.\n"
    result = runner.invoke(args=["patrol", "verify"])
    assert (result.exit_code, result.output) == (2, "There is no county yet, so there is nothing to verify.\n")


def test_migrate_says_in_one_sentence_that_there_is_no_database(tmp_path):
    app = create_app(settings(tmp_path / "instance", "postgresql://nobody@127.0.0.1:1/nothing"))
    result = app.test_cli_runner().invoke(args=["patrol", "migrate"])
    assert (result.exit_code, result.output) == (2, "The database of PATROL_DATABASE_URL cannot be reached.\n")


def test_the_storage_is_told_and_swept_by_a_command(founded, empty_app, clock):
    storage = empty_app.extensions["storage"]
    left = storage.put_stream(io.BytesIO(b"left by a killed process"), None, None)[0]
    told = founded("storage")
    assert re.search(r"^originals +0 bytes$", told, re.M) and re.search(r"^free .* used\. ", told, re.M)
    old = clock.now.timestamp() - 3 * 24 * 3600
    os.utime(storage.path(left), (old, old))
    assert founded("storage", "--sweep").startswith("1 files that no row names were taken away (24 bytes).")
    assert not storage.exists(left)
    assert founded("storage", "--sweep").startswith("0 files")
