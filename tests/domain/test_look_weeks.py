"""Once a week officers hear how often names were looked at: of the cases each one sees, and only if there were."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from patrol.domain import look_weeks
from patrol.domain.look_weeks import Week
from patrol.extensions import reading, writing
from patrol.models import Notice
from tests.api.sending import give_post, new_case
from tests.cast import YANLING
from tests.desk.browsing import Office

NEXT_MONDAY = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)  # 08:00 in China


@pytest.fixture
def turn(app):
    def once(now: datetime) -> int:
        with app.app_context():
            return look_weeks.sweep(writing, reading, now=now)

    return once


def ask(cast, case_id: str, times: int = 1, part: str = "inspector") -> None:
    for _ in range(times):
        assert cast[part].post(f"/cases/{case_id}/reporter", {"reason": "回访"}).status_code == 200


def told(member) -> list[str]:
    return [one["text"] for one in member.get("/inbox").json["notices"] if one["event"] == look_weeks.EVENT]


SENTENCE = "上周（11-23 到 11-29）有 {} 次查看举报人姓名"


def test_on_monday_at_eight_officers_are_told_of_the_week_before(cast, turn, clock):
    ask(cast, new_case(cast.informant), 3)
    assert turn(NEXT_MONDAY - timedelta(seconds=1)) == 0
    assert turn(NEXT_MONDAY) == 1
    clock.now = NEXT_MONDAY
    assert told(cast.officer) == [SENTENCE.format(3)]
    [notice] = [one for one in cast.officer.get("/inbox").json["notices"] if one["event"] == look_weeks.EVENT]
    assert notice["link"] == "/desk/log/looks?week=2026-W48"
    assert told(cast.inspector) == told(cast.leader) == told(cast.admin) == []


def test_it_is_told_once_however_many_workers_and_turns_there_are(cast, turn, session):
    ask(cast, new_case(cast.informant))
    assert [turn(NEXT_MONDAY + timedelta(hours=hours)) for hours in (0, 1, 30, 24 * 6)] == [1, 0, 0, 0]
    assert session.query(Notice).filter_by(event=look_weeks.EVENT).count() == 1


def test_a_week_without_any_is_not_spoken_of(cast, turn):
    new_case(cast.informant)
    assert turn(NEXT_MONDAY) == 0


def test_originals_and_voices_are_no_names(cast, turn, session, clock):
    from tests.api.sending import picture, send_report

    content, name = picture()
    send_report(cast.informant, photos=[name])
    cast.informant.put(f"/photos/{name['sha256']}", content)
    assert cast.inspector.get(f"/photos/{name['sha256']}", size="original").status_code == 200
    assert turn(NEXT_MONDAY) == 0


def test_what_is_hidden_from_an_officer_who_also_leads_the_town_is_not_counted(cast, turn, session, clock):
    ask(cast, new_case(cast.informant, conceal="town"), 2)
    give_post(session, cast.officer, "leader", area=YANLING)
    assert turn(NEXT_MONDAY) == 0
    clock.now = NEXT_MONDAY
    assert told(cast.officer) == []


def test_hidden_after_it_was_told_it_counts_no_more(cast, turn, session, clock):
    open_one = new_case(cast.informant)
    ask(cast, open_one)
    ask(cast, new_case(cast.informant, conceal="town"), 2)
    assert turn(NEXT_MONDAY) == 1
    clock.now = NEXT_MONDAY
    assert told(cast.officer) == [SENTENCE.format(3)]
    give_post(session, cast.officer, "leader", area=YANLING)
    assert told(cast.officer) == [SENTENCE.format(1)]


def test_the_list_shows_that_week_alone_and_then_all(cast, clock):
    first = new_case(cast.informant)
    ask(cast, first)
    clock.forward(days=7)
    ask(cast, new_case(cast.informant), part="officer")
    office = Office(cast, "officer")
    week = office.text("/desk/log/looks", week="2026-W48")
    assert "延陵-2026-0001" in week and "延陵-2026-0002" not in week and "看全部" in week
    both = office.text("/desk/log/looks")
    assert "延陵-2026-0001" in both and "延陵-2026-0002" in both and "看全部" not in both
    assert office.get("/desk/log/looks", week="2026-W99").status_code == 422


@pytest.mark.parametrize(
    ("now", "name", "monday"),
    [
        (datetime(2026, 11, 30, 0, 0, tzinfo=UTC), "2026-W48", date(2026, 11, 23)),
        (datetime(2026, 11, 29, 23, 59, tzinfo=UTC), "2026-W47", date(2026, 11, 16)),
        (datetime(2027, 1, 4, 3, 0, tzinfo=UTC), "2026-W53", date(2026, 12, 28)),
    ],
)
def test_weeks_begin_on_monday_in_china_also_over_the_new_year(now, name, monday):
    week = Week.before(now)
    assert (week.name, week.monday, Week.named(name)) == (name, monday, week)
    assert week.span == (
        datetime(monday.year, monday.month, monday.day, tzinfo=UTC) - timedelta(hours=8),
        datetime(monday.year, monday.month, monday.day, tzinfo=UTC) + timedelta(days=7, hours=-8),
    )
