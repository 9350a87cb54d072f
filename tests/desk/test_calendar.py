"""工作日历, and what becomes of provisional deadlines when the year is published."""

from __future__ import annotations

from datetime import UTC, date, datetime

import holidays
import pytest

from patrol import work
from patrol.domain import deadlines, verifying
from patrol.domain.recounting import recount
from patrol.extensions import writing
from patrol.models import Case
from tests.api.sending import case_of, new_case
from tests.desk.browsing import Office


@pytest.fixture
def december(clock):
    """So late that fifteen working days reach into 2027, whose make-up days this test has not published yet."""
    clock.now = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
    return clock


@pytest.fixture
def published(monkeypatch):
    """2027 as an upgrade would bring it: the Saturday 9 January is worked."""

    def publish() -> None:
        calendar = holidays.China(years=2027)
        calendar.weekend_workdays.add(date(2027, 1, 9))
        before = deadlines._calendar
        monkeypatch.setattr(deadlines, "_calendar", lambda year: calendar if year == 2027 else before(year))
        deadlines.is_working_day.cache_clear()

    yield publish
    deadlines.is_working_day.cache_clear()


def test_the_year_shows_holidays_and_make_up_workdays_as_published(office):
    page = office.get("/desk/calendar", year="2026").get_data(as_text=True)
    assert page.count('class="work"') == 6 and 'title="国庆节"' in page
    # 22 weekdays, five of them off from the 1st to the 7th, and Saturday the 10th is worked.
    assert "10月 18 个工作日" in office.text("/desk/calendar", year="2026")
    for wrong in ("1999", "2028", "x", "20260"):
        assert office.get("/desk/calendar", year=wrong).status_code == 422


def test_an_unpublished_year_is_warned_about_from_october_on(office, cast, clock):
    assert "2027 年的放假安排还没有放进来" in office.text("/desk/calendar")
    assert "升级" in Office(cast, "admin").text("/desk/calendar")
    clock.now = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
    assert "还没有放进来" not in office.text("/desk/calendar")
    assert "还没有放进来" in office.text("/desk/calendar", year="2027")


def test_provisional_deadlines_are_listed_for_who_has_cases(office, cast, december, session):
    new_case(cast.informant)
    assert "现在没有暂算的期限" not in office.text("/desk/calendar")
    number = session.query(Case).one().number
    assert f"{number} 占用耕地建房 处置 2027年1月12日 18:00" in office.text("/desk/calendar")
    assert number not in Office(cast, "admin").text("/desk/calendar")


def test_once_published_they_are_counted_anew_with_an_event_and_only_once(
    app, office, cast, december, session, published
):
    case_id = new_case(cast.informant)
    with app.app_context():
        assert recount(writing, now=december.now) == 0
        published()
        work.recount_once(app)
        assert recount(writing, now=december.now) == 0
    case = case_of(cast.inspector, case_id)
    due = next(due for due in case["dues"] if due["step"] == "handle")
    assert (due["due_at"], due["provisional"]) == ("2027-01-11T10:00:00.000Z", False)
    assert (case["timeline"][-1]["act"], case["timeline"][-1]["by"]) == ("recount", "系统")
    assert "放假安排公布了，处置的期限重算" in office.text(f"/desk/cases/{case_id}")
    assert "现在没有暂算的期限" in office.text("/desk/calendar")
    assert verifying.verify(session) == []


def test_what_would_have_passed_by_then_stays_as_people_were_told(app, cast, december, published):
    case_id = new_case(cast.informant)
    december.now = datetime(2027, 1, 11, 12, 0, tzinfo=UTC)  # after the new deadline, before the old one
    published()
    with app.app_context():
        assert recount(writing, now=december.now) == 1
    due = next(due for due in case_of(cast.inspector, case_id)["dues"] if due["step"] == "handle")
    assert (due["due_at"], due["provisional"]) == ("2027-01-12T10:00:00.000Z", False)
