"""How a case stands for figures, event by event, and what is kept of how it stood."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from patrol.domain import standing
from patrol.domain.times import CHINA

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


@pytest.fixture
def case():
    found = SimpleNamespace(path="321181/a/v/", opened_at=MONDAY, closed_at=None, merged_into=None, dues={})
    standing.take(found, found.dues, None, MONDAY)
    return found


def changed(case, at: datetime, **fields) -> dict | None:
    before = standing.of(case)
    for name, value in fields.items():
        setattr(case, name, value)
    return standing.take(case, case.dues, before, at)


def begins(day: datetime) -> int:
    return standing.minute(standing.midnight(day))


def test_what_happens_today_leaves_nothing_of_yesterday_behind(case):
    assert changed(case, TUESDAY, closed_at=TUESDAY) is None
    assert (case.stands_min, case.closed_min) == (standing.minute(MONDAY), standing.minute(TUESDAY))


def test_what_is_taken_back_on_the_same_day_never_was(case):
    changed(case, TUESDAY, closed_at=TUESDAY)
    assert changed(case, TUESDAY + timedelta(hours=3), closed_at=None) is None
    assert case.stands_min == standing.minute(MONDAY)


def test_what_is_taken_back_on_another_day_is_kept_until_then(case):
    changed(case, TUESDAY, closed_at=TUESDAY)
    stood = changed(case, WEDNESDAY, closed_at=None)
    assert (stood["closed_min"], stood["until_min"]) == (standing.minute(TUESDAY), begins(WEDNESDAY))
    assert (case.closed_min, case.stands_min) == (None, begins(WEDNESDAY))


def test_what_was_done_yesterday_and_is_heard_of_today_counts_from_today(case):
    case.dues["stop"] = SimpleNamespace(done_at=MONDAY + timedelta(hours=1))
    stood = changed(case, TUESDAY)
    assert (stood["stop_min"], stood["until_min"]) == (None, begins(TUESDAY))
    assert case.stands_min == begins(TUESDAY)


def test_the_days_are_china_s(case):
    evening = MONDAY.replace(hour=23, minute=30)
    changed(case, evening, closed_at=evening)
    assert changed(case, MONDAY.replace(hour=23, minute=50), path="321181/b/v/") is None
    assert changed(case, TUESDAY.replace(hour=0, minute=10), path="321181/c/v/")["path"] == "321181/b/v/"


def test_what_is_merged_into_another_counts_no_more_and_again_when_it_is_taken_out(case):
    stood = changed(case, TUESDAY, merged_into="the other", closed_at=TUESDAY)
    assert (stood["closed_min"], stood["until_min"], case.stands_min) == (None, begins(TUESDAY), None)
    assert changed(case, TUESDAY) is None and case.stands_min is None
    assert changed(case, WEDNESDAY, merged_into=None, closed_at=None) is None
    assert case.stands_min == begins(WEDNESDAY)


def test_what_is_merged_on_its_first_day_was_never_counted(case):
    assert changed(case, MONDAY + timedelta(hours=2), merged_into="the other") is None
    assert case.stands_min is None
