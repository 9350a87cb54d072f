"""不在岗 on a person's page: entered by days, explained when odd, ended by a button; said on the case's page, too."""

from __future__ import annotations

import re

from patrol.domain import absences
from patrol.extensions import reading, writing
from tests.api.sending import a_case, done
from tests.desk.browsing import Office, words_of


def test_the_office_enters_and_ends_an_absence(app, admin, cast, clock):
    case_id = a_case(cast, "founded")
    done(cast.inspector, case_id, "assign", lead=cast.inspector.id, assistant=cast.assistant.id)
    page = f"/desk/people/{cast.inspector.id}"
    days = {"from": "2026-11-24", "to": "2026-11-26"}
    assert admin.send(f"{page}/absences", days).status_code == 302
    assert "2026-11-24—2026-11-26 不在岗 现在不在岗" in admin.text(page)
    with app.app_context():
        absences.turn(reading, writing, now=clock.now)
    said = Office(cast, "officer").text(f"/desk/cases/{case_id}")
    assert f"A岗不在岗，到 11月26日 由 {cast.assistant.name} 代办。" in said
    assert f"A岗 {cast.inspector.name} 不在岗到 11月26日，由 B岗 {cast.assistant.name} 代办" in said
    log = admin.text("/desk/log")
    assert f"记下不在岗 {cast.inspector.name}" in log and f"不在岗开始 {cast.inspector.name}" in log
    absence = re.search(r"/absences/([0-9a-f-]+)/end", admin.get(page).get_data(as_text=True))[1]
    assert admin.send(f"{page}/absences/{absence}/end").status_code == 302
    assert "现在不在岗" not in admin.text(page)
    assert "代办。" not in Office(cast, "officer").text(f"/desk/cases/{case_id}")


def test_odd_days_are_explained_and_what_was_typed_stays(admin, cast):
    page = f"/desk/people/{cast.inspector.id}"
    for days, said in (
        ({"from": "2026-11-26", "to": "2026-11-25"}, "最后一天不能早于第一天"),
        ({"from": "2026-11-20", "to": "2026-11-21"}, "这段时间已经过去了"),
        ({"from": "2026-11-26", "to": "soon"}, "日期"),
    ):
        answer = admin.send(f"{page}/absences", days)
        assert (answer.status_code, said in words_of(answer)) == (422, True), words_of(answer)
        assert 'value="2026-11-2' in answer.get_data(as_text=True)


def test_who_leads_no_cases_is_not_asked(admin, cast):
    assert "不在岗" not in admin.text(f"/desk/people/{cast.informant.id}")
    answer = admin.send(f"/desk/people/{cast.informant.id}/absences", {"from": "2026-11-26", "to": "2026-11-26"})
    assert answer.status_code == 422


def test_an_absence_of_somebody_else_is_nowhere(admin, cast):
    path = f"/desk/people/{cast.inspector.id}/absences/00000000-0000-4000-8000-000000000001/end"
    assert admin.send(path).status_code == 404
