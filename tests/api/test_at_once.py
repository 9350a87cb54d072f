"""The same thing from eight threads at once, on real files and real locks."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from patrol.domain import verifying
from patrol.models import Act, Case, Event, Report
from tests.api.sending import a_case, act_body, new_id, picture, report_body, send_report
from tests.cast import send
from tests.domain.test_feed import Phone

THREADS = 8


def at_once(browsers: list, path: str, bodies: list, method: str = "PUT") -> list:
    gate = threading.Barrier(len(browsers))

    def one(browser, body):
        gate.wait()
        return send(browser, method, path() if callable(path) else path, body)

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(one, browsers, bodies))


def browsers_of(member, count: int = THREADS) -> list:
    """The same sign-in in as many clients, as a phone's own retries have it."""
    cookie = member.http.get_cookie("patrol")
    browsers = [member.app.test_client() for _ in range(count)]
    for browser in browsers:
        browser.set_cookie("patrol", cookie.value)
    return browsers


def test_the_same_report_eight_times_at_once_is_one_case(cast, session):
    body, report_id = report_body(cast.informant, photos=[picture()[1]]), new_id()
    answers = at_once(browsers_of(cast.informant), f"/reports/{report_id}", [body] * THREADS)
    assert Counter(one.status_code for one in answers) == {201: 1, 200: THREADS - 1}
    assert len({one.get_data() for one in answers}) == 1
    assert [session.scalar(select(func.count()).select_from(table)) for table in (Case, Report, Event)] == [1, 1, 1]
    assert verifying.verify(session) == []


def test_eight_reports_at_once_are_eight_cases_with_eight_numbers(cast, session):
    body = report_body(cast.informant)
    answers = at_once(browsers_of(cast.informant), lambda: f"/reports/{new_id()}", [body] * THREADS)
    assert [one.status_code for one in answers] == [201] * THREADS
    numbers = sorted(one.json["case"]["number"] for one in answers)
    assert numbers == [f"延陵-2026-{number:04}" for number in range(1, THREADS + 1)]
    assert verifying.verify(session) == []


def test_the_same_act_at_once_is_one_event(cast, session):
    case_id, act_id = a_case(cast), new_id()
    body = act_body(cast.inspector, "stop")
    answers = at_once(browsers_of(cast.inspector), f"/cases/{case_id}/acts/{act_id}", [body] * THREADS)
    assert Counter(one.status_code for one in answers) == {201: 1, 200: THREADS - 1}
    assert {one.json["outcome"] for one in answers} == {"accepted"}
    assert session.scalar(select(func.count()).select_from(Event)) == 2


def test_the_same_step_by_many_at_once_is_done_once_and_kept_of_all(cast, session):
    case_id = a_case(cast)
    members = [cast[part] for part in ("informant", "neighbour", "inspector", "assistant", "leader", "officer")]
    bodies = [act_body(member, "stop", note=member.part) for member in members]
    answers = at_once([member.http for member in members], lambda: f"/cases/{case_id}/acts/{new_id()}", bodies)
    assert Counter(one.json["outcome"] for one in answers) == {"accepted": 1, "already_done": 5}
    assert session.scalar(select(func.count()).select_from(Event)) == 7
    assert verifying.verify(session) == []


def test_six_people_who_want_six_things_of_one_case_at_once_are_all_heard(cast, session):
    """One conceals it from the others, one moves it, one sends it back: whoever comes later is noted, never lost."""
    case_id = a_case(cast, "reported")
    parts = ("informant", "neighbour", "inspector", "assistant", "leader", "officer")
    phones = [Phone(cast[part]) for part in parts]
    for phone in phones:
        phone.sync()
    wanted = ("comment", "stop", "handle", "move", "return", "conceal")
    bodies = [act_body(cast[part], act) for part, act in zip(parts, wanted, strict=True)]
    bodies[-1]["level"] = "station"
    answers = at_once([cast[part].http for part in parts], lambda: f"/cases/{case_id}/acts/{new_id()}", bodies)
    assert {one.status_code for one in answers} == {201}
    assert {one.json["outcome"] for one in answers} <= {"accepted", "already_done", "noted"}
    landed = session.scalars(select(Act.act).where(Act.id.in_([one.json["act"] for one in answers])))
    assert sorted(landed) == sorted(wanted)
    assert verifying.verify(session) == []
    for phone in phones:
        phone.sync()
        shown = phone.member.get(f"/cases/{case_id}")
        assert phone.table.get(case_id) == (shown.json if shown.status_code == 200 else None)


def test_the_same_photo_at_once_is_held_once(cast, session):
    content, name = picture()
    receipt = send_report(cast.informant, photos=[name])
    answers = at_once(browsers_of(cast.informant, 4), f"/photos/{name['sha256']}", [content] * 4)
    assert {one.status_code for one in answers} <= {200, 503} and 200 in {one.status_code for one in answers}
    held = cast.informant.get(f"/reports/{receipt['report']}").json["photos"]
    assert held == {name["sha256"]: "held"}
    assert verifying.verify(session) == []
