"""Whatever happens, in whatever order: after a sync a phone's table is what its owner may see, as it is now."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from sqlalchemy import or_, select

from patrol.api import present
from patrol.domain import feed, permissions, verifying
from patrol.extensions import reading
from patrol.models import Case
from tests.county_life import Life
from tests.domain.test_feed import Phone

USUAL, LONG = 500, 2000
# A walk on which nothing of this came about would prove little.
NEEDED = {
    "report", "joined", "merge accepted", "unmerge accepted",
    "conceal accepted", "move accepted", "handle accepted", "merge", "post given",
    "post ended", "due raised", "restore", "reset", "gone",
}  # fmt: skip
OWNERS = ("informant", "neighbour", "inspector", "leader", "officer", "other_inspector")


class Pocket(Phone):
    """A phone that its owner acts with, too: the answer brings the case along (answers.ts). Nobody acts with a phone
    on a case that is not on it."""

    def hear(self, case: dict | None) -> None:
        if case is not None and case["id"] in self.table:
            self.table[case["id"]] = case


def lasting(case: dict) -> dict:
    """Without what only the clock changes: the phone itself reckons what is overdue."""
    return {name: value for name, value in case.items() if name != "overdue"}


def as_it_is(app, member, now) -> tuple[dict[str, dict], set[str]]:
    """(the cases that this person's phone should have, as the person may see them; ids of all that may be seen)"""
    with app.app_context(), reading() as session:
        actor = member.actor(session)
        kept = or_(Case.state == "open", Case.closed_at > now - feed.KEPT, permissions.own_report(actor))
        visible = permissions.visible_to(actor)
        rows = list(session.scalars(select(Case).where(visible, kept)).unique())
        with app.test_request_context():
            shown = present.cases(session, rows, actor, now, "zh-CN", whole=True)
        seen = set(session.scalars(select(Case.id).where(visible)))
    return {case["id"]: lasting(case) for case in json.loads(json.dumps(shown))}, seen


def compare(app, phone: Pocket, now, where: str) -> None:
    should, seen = as_it_is(app, phone.member, now)
    has = {case_id: lasting(case) for case_id, case in phone.table.items()}
    assert should.keys() <= has.keys(), f"{where}: missing {should.keys() - has.keys()}"
    # What was closed a month ago stays until the table is filled anew.
    assert has.keys() <= seen, f"{where}: still there {has.keys() - seen}"
    wrong = {case_id: differing(has[case_id], case) for case_id, case in should.items() if has[case_id] != case}
    assert not wrong, f"{where}: {wrong}"


def differing(mine: dict, theirs: dict) -> dict:
    names = mine.keys() | theirs.keys()
    return {name: (mine.get(name), theirs.get(name)) for name in names if mine.get(name) != theirs.get(name)}


WALKS = [(1, USUAL), *(pytest.param(seed, LONG, marks=pytest.mark.long) for seed in range(1, 6))]


@pytest.mark.parametrize(("seed", "steps"), WALKS)
def test_after_each_sync_a_phone_has_what_its_owner_may_see(app, cast, clock, database_url, tmp_path, seed, steps):
    life = Life(app, cast, clock, database_url, tmp_path, seed)
    life.phones = {part: Pocket(cast[part]) for part in OWNERS}
    for number in range(steps):
        what = life.step(number)
        if life.chance.random() < 0.15:
            part = life.chance.choice(OWNERS)
            life.happened += synced(life.phones[part], life.chance.choice([1, 2, 5, 50]))
            compare(app, life.phones[part], clock.now, f"seed {seed}, step {number} ({what}), {part}")
    with app.app_context(), reading() as session:
        assert verifying.verify(session) == []
    assert life.happened.keys() >= NEEDED
    assert life.happened["compared"] > steps


def synced(phone: Pocket, limit: int) -> Counter:
    phone.limit = limit
    pages = phone.sync()
    gone, reset = sum(len(page["gone"]) for page in pages), sum(page["reset"] for page in pages)
    return Counter(synced=1, pages=len(pages), gone=gone, reset=reset, compared=len(phone.table))
