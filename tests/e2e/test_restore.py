"""The server's disk dies a day after the backup: the copy and what the phones hold make it whole again."""

from __future__ import annotations

import re
import shutil
from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.e2e.files import drawn, sha256
from tests.e2e.hand import PATIENCE, Hand, words
from tests.serving import wait_until

PEOPLE = ("informant-liuru", "informant-jiuli", "informant-shicheng", "inspector-yanling")
EACH = 5
LONG = 90


@pytest.fixture
def photos(tmp_path):
    """photos() → another photo each time, small enough that twenty go quickly."""
    made = []

    def another():
        made.append(drawn(tmp_path / f"IMG_{len(made):04}.jpg", seed=200 + len(made), width=320))
        return made[-1]

    return another


def report_each(hands: dict, photos, n: int) -> list:
    """Everybody reports n times; the photos they took."""
    taken = []
    for phone in hands.values():
        for _ in range(n):
            taken.append(photos())
            phone.open("#/home")
            Hand(phone.page).report(taken[-1])
            # The line that says so may still be the one of the report before.
            expect(phone.page).to_have_url(re.compile("/app/#/$"), timeout=PATIENCE)
    return taken


def numbers(books) -> dict[str, str]:
    return dict(books.rows("SELECT reports.id, number FROM reports JOIN cases ON cases.id = case_id"))


def held(books, photos: list) -> bool:
    here = {row[0] for row in books.rows("SELECT sha256 FROM attachments WHERE state = 'held'")}
    return here >= {sha256(photo) for photo in photos}


def test_backed_up_wiped_and_restored_all_twenty_later_reports_are_back(phones, product, books, photos, tmp_path):
    hands = {username: phones(username) for username in PEOPLE}
    for username, phone in hands.items():
        phone.sign_in(username)
    before = report_each(hands, photos, 1)
    wait_until(lambda: held(books, before), LONG)
    backed_up = numbers(books)
    books.command("backup", str(tmp_path / "backup"))
    later = report_each(hands, photos, EACH)
    wait_until(lambda: held(books, later), LONG)
    lost = {report: number for report, number in numbers(books).items() if report not in backed_up}
    assert len(lost) == len(PEOPLE) * EACH == 20

    hands[PEOPLE[0]].switch_off()
    product.stop()
    shutil.rmtree(product.instance)
    books.command("restore", str(tmp_path / "backup"))
    assert numbers(books) == backed_up
    assert not any(books.held(sha256(photo)).exists() for photo in later)

    product.start()
    hands[PEOPLE[0]].switch_on()
    for phone in hands.values():
        phone.open("#/outbox")
    wait_until(lambda: set(numbers(books)) == {*backed_up, *lost} and held(books, later), LONG)
    assert [books.held(sha256(photo)).read_bytes() for photo in before + later] == [
        photo.read_bytes() for photo in before + later
    ]
    after = numbers(books)
    assert {report: after[report] for report in backed_up} == backed_up
    assert not {after[report] for report in lost} & {*lost.values(), *backed_up.values()}
    assert set(Counter(row[0] for row in books.rows("SELECT number FROM cases")).values()) == {1}
    assert books.command("verify").startswith("Clean: ")
    for phone in hands.values():
        expect(phone.page.get_by_text(words("outbox.none"))).to_be_visible(timeout=PATIENCE)
