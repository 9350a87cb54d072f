"""日志 in the office: a check by the worker with its progress, the county's events in words, looks at names."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from patrol import work
from patrol.domain import checking, verifying
from patrol.models import Area, Check, Event, Look, Post
from tests.api.sending import a_case, new_case
from tests.cast import YANLING
from tests.conftest import START
from tests.desk.browsing import Office, words_of


@pytest.fixture
def worker(app):
    def works() -> None:
        with app.app_context():
            while work.one_job(app, "the test's worker"):
                pass

    return works


def test_a_check_runs_in_the_worker_and_its_result_is_kept(office, cast, worker, session):
    a_case(cast, "closed")
    assert "还没有查过" in office.text("/desk/log")
    assert office.send("/desk/log/checks").status_code == 302
    assert office.send("/desk/log/checks").status_code == 302  # asked twice it is one
    answer = office.get("/desk/log")
    assert answer.headers["Refresh"] == "2" and "正在查" in words_of(answer)
    assert "<progress" in answer.get_data(as_text=True)
    worker()
    answer = office.get("/desk/log")
    assert "Refresh" not in answer.headers and "都对得上" in words_of(answer)
    check = session.scalars(select(Check)).one()
    events = session.query(Event).count()
    assert (check.events, check.found, check.steps_done, check.steps) == (events, 0, 2 * events, 2 * events)
    assert f"查了 {events} 条" in words_of(answer)


def test_progress_is_told_while_it_walks_and_a_check_cut_off_begins_anew(app, office, cast, session, monkeypatch):
    monkeypatch.setattr(verifying, "BATCH", 2)
    for _ in range(7):
        new_case(cast.informant)
    office.send("/desk/log/checks")
    check_id = session.scalar(select(Check.id))
    session.rollback()
    told = []

    def seldom() -> bool:
        session.rollback()
        told.append(session.get(Check, check_id, populate_existing=True).steps_done)
        session.rollback()
        if len(told) == 3:
            raise KeyboardInterrupt  # the worker is killed
        return True

    from patrol.extensions import snapshot, writing

    with app.app_context():
        with pytest.raises(KeyboardInterrupt):
            checking.run(writing, snapshot, check_id, clock=app.config["CLOCK"], seldom=seldom)
        assert told[0] == 0 and told[1] == 2
        checking.run(writing, snapshot, check_id, clock=app.config["CLOCK"], seldom=lambda: True)
    check = session.get(Check, check_id, populate_existing=True)
    assert (check.found, check.steps_done == check.steps) == (0, True)


def test_what_is_wrong_is_said_in_words_to_who_sees_all_and_counted_for_others(office, cast, worker, session):
    case_id = a_case(cast)
    session.execute(update(Event).where(Event.case_id == case_id, Event.n == 1).values(content='{"forged": 1}'))
    session.commit()
    office.send("/desk/log/checks")
    worker()
    said = office.text("/desk/log")
    assert "有 3 处不对" in said and "记录的内容被改过" in said and case_id in said
    admins = Office(cast, "admin").text("/desk/log")
    assert "有 3 处不对" in admins and case_id not in admins and "延陵-2026" not in admins


def test_the_county_s_events_are_told_in_words_by_pages(office, cast, session, monkeypatch):
    new_case(cast.informant)
    office.send("/desk/cases/export?state=any", {"as": "csv"})
    said = office.text("/desk/log")
    assert "县局人员 导出了案件表 CSV，1 件" in said
    admins = Office(cast, "admin").text("/desk/log")
    assert "导出了案件表" in admins and "1 件" not in admins
    assert office.get("/desk/log", cursor="x").status_code == 422


def test_the_number_of_events_is_for_those_from_whom_nothing_is_hidden(office, cast, session):
    assert "末尾的指纹" in office.text("/desk/log")
    assert "末尾的指纹" not in Office(cast, "admin").text("/desk/log")
    town = session.scalar(select(Area.id).where(Area.code == YANLING))
    session.add(Post(person_id=cast.officer.id, role="leader", area_id=town, from_at=START - timedelta(days=9)))
    session.commit()
    assert "末尾的指纹" not in office.text("/desk/log")


def test_looks_at_names_are_listed_with_reason_of_the_cases_one_may_see(office, cast, session):
    open_one, hidden = new_case(cast.informant), new_case(cast.informant, conceal="town")
    cast.inspector.post(f"/cases/{open_one}/reporter", {"reason": "电话回访"})
    cast.officer.post(f"/cases/{hidden}/reporter", {"reason": "核实来源"})
    said = office.text("/desk/log/looks")
    assert "延陵所巡查员" in said and "电话回访" in said and "核实来源" in said
    assert session.query(Look).count() == 2
    session.rollback()
    admins = Office(cast, "admin").text("/desk/log/looks")
    assert "归县局人员看" in admins and "电话回访" not in admins
    town = session.scalar(select(Area.id).where(Area.code == YANLING))
    session.add(Post(person_id=cast.officer.id, role="leader", area_id=town, from_at=START - timedelta(days=9)))
    session.commit()
    said = office.text("/desk/log/looks")
    assert "电话回访" in said and "核实来源" not in said
