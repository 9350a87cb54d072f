"""代报: one form, one case, and a caller as protected as any informant."""

from __future__ import annotations

import io
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from patrol.domain import verifying
from patrol.models import Attachment, Caller, Case, Event, Report
from tests.api.sending import act, case_of, picture, send_report
from tests.cast import LIURU, YANLING
from tests.desk.browsing import Office, fields_of, words_of

CALLER = {"name": "张建国", "phone": "13805291234"}


def form(**changed) -> dict:
    return {
        "report": str(uuid.uuid4()), "source": "phone", "at": "2026-11-24T09:30", "kind": "farmland_house",
        "area": LIURU, "where": "村口桥东边", "note": "半夜在打地基", **CALLER,
    } | changed  # fmt: skip


def take(office: Office, **changed) -> str:
    """The case that was opened."""
    answer = office.send("/desk/calls", form(**changed))
    assert answer.status_code == 302, words_of(answer)
    page = words_of(office.get(answer.location))
    assert "张建国" not in page and "13805291234" not in page
    return page


def only_case(session) -> Case:
    session.rollback()
    return session.scalars(select(Case)).unique().one()


def test_a_call_opens_a_case_in_the_village_and_its_number_is_told(office, cast, session):
    page = take(office, works="yes")
    case = only_case(session)
    assert (case.number, case.number in page, case.area.code) == ("延陵-2026-0001", True, LIURU)
    assert (case.base_level, case.works_going_on, case.station.name) == ("village", True, "延陵所")
    dues = {due.step: due.level for due in case.dues}
    assert dues == {"stop": "village", "report": "station", "handle": "station"}
    report = session.scalar(select(Report))
    assert (report.body["source"], report.body["note"]) == ("phone", "村口桥东边\n半夜在打地基")
    assert (report.at.isoformat(), report.reporter_id) == ("2026-11-24T01:30:00+00:00", cast.officer.id)
    told = [one["event"] for one in cast.informant.get("/inbox").json["notices"]]
    assert told == ["open"]
    assert verifying.verify(session) == []


@pytest.mark.parametrize(
    ("source", "conceal", "levels"),
    [
        ("hotline", "", ("village", "station")), ("handed_over", "", ("station", "station")),
        ("satellite", "", ("station", "station")), ("phone", "village", ("station", "station")),
        ("phone", "town", ("county", "county")),
    ],
)  # fmt: skip
def test_the_ladder_starts_where_the_finder_stands(office, session, source, conceal, levels):
    take(office, source=source, conceal=conceal)
    case = only_case(session)
    assert (case.due("stop").level, case.due("report").level) == levels
    assert (case.concealed, session.get(Caller, session.scalar(select(Report.id))) is not None) == (
        conceal or None, source in ("phone", "hotline"),
    )  # fmt: skip


def test_the_same_form_again_opens_nothing_and_another_content_is_said(office, session):
    sent = form()
    first, second = (office.send("/desk/calls", sent) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    for changed in ({"note": "另一件事"}, {"phone": "13900000000"}):
        answer = office.send("/desk/calls", sent | changed)
        assert answer.status_code == 409 and "已经收过了" in words_of(answer)
        assert fields_of(answer.get_data(as_text=True))["phone"] == [changed.get("phone", CALLER["phone"])]
    assert only_case(session).n == 1


def test_the_same_form_twice_at_once_opens_one_case(cast, session):
    offices = [Office(cast, "officer") for _ in range(2)]
    offices[1].http = cast.officer.another_browser()
    sent = form()
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda office: office.send("/desk/calls", sent).status_code, offices))
    assert answers == [302, 302]
    assert only_case(session).n == 1


def test_photos_are_held_at_once_and_what_is_none_is_said(office, session):
    photo, name = picture()
    files = {"photos": (io.BytesIO(photo), "IMG_1.jpg")}
    assert office.send("/desk/calls", form() | files).status_code == 302
    attachment = session.scalar(select(Attachment))
    assert (attachment.sha256, attachment.state) == (name["sha256"], "held")
    answer = office.send("/desk/calls", form() | {"photos": (io.BytesIO(b"no photo"), "letter.doc")})
    assert answer.status_code == 422 and "letter.doc: 这个文件不是照片" in words_of(answer)
    assert verifying.verify(session) == [] and only_case(session)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"source": ""}, "选一种来源"), ({"source": "informant"}, "选一种来源"), ({"kind": ""}, "选一个种类"),
        ({"area": ""}, "选一个村"), ({"area": "321181"}, "选一个村"), ({"area": "999999999999"}, "选一个村"),
        ({"at": "2026-11-24T10:01"}, "已经过去"), ({"at": ""}, "已经过去"), ({"lat": "31.9"}, "两个都填"),
        ({"lat": "91", "lon": "119.5"}, "两个都填"), ({"where": "", "note": ""}, "至少写一样"),
        ({"phone": "abc"}, "只填数字"), ({"conceal": "county"}, "选一个"), ({"where": "x" * 201}, "最多 200 字"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(office, session, changed, said):
    answer = office.send("/desk/calls", form(**changed))
    assert answer.status_code == 422 and said in words_of(answer)
    kept = fields_of(answer.get_data(as_text=True))
    if "phone" not in changed:
        assert kept["phone"] == [CALLER["phone"]]
    session.rollback()
    assert session.scalars(select(Case)).first() is None


def test_coordinates_of_another_village_are_a_finding_and_the_chosen_one_counts(office, cast, session):
    take(office, lat="31.91", lon="119.466")
    case = only_case(session)
    assert (case.area.code, round(case.lat, 2)) == (LIURU, 31.91)
    assert case_of(cast.inspector, case.id)["timeline"][0]["findings"] == ["area_differs"]
    session.delete(session.get(Caller, session.scalar(select(Report.id))))
    session.rollback()
    take(office, area=YANLING)


def test_the_caller_s_name_comes_only_on_asking_with_a_reason_and_never_elsewhere(office, cast, session):
    take(office)
    case_id = only_case(session).id
    for member in (cast.inspector, cast.leader, cast.officer, cast.informant):
        for path in ("/changes", "/cases", f"/cases/{case_id}", "/inbox"):
            said = member.get(path).get_data(as_text=True)
            assert "张建国" not in said and "13805291234" not in said
    for path in ("/desk/cases", f"/desk/cases/{case_id}"):
        assert "13805291234" not in office.get(path).get_data(as_text=True)
    file = office.send("/desk/cases/export?state=any", {"as": "csv"})
    assert "张建国" not in file.get_data(as_text=True)
    for event in session.scalars(select(Event)):
        assert "张建国" not in event.content
    assert cast.leader.post(f"/cases/{case_id}/reporter", {"reason": "回访"}).status_code == 403
    answer = cast.inspector.post(f"/cases/{case_id}/reporter", {"reason": "回访"}).json["reporters"]
    assert [(one["name"], one["phone"]) for one in answer] == [("张建国", "13805291234")]


def test_who_left_no_name_has_none(office, cast, session):
    take(office, name="", phone="")
    answer = cast.inspector.post(f"/cases/{only_case(session).id}/reporter", {"reason": "回访"}).json["reporters"]
    assert [(one["name"], one["phone"]) for one in answer] == [("没留姓名", None)]


def test_an_erase_takes_the_caller_away_also_from_what_was_written_down(office, cast, session, app):
    take(office, note="张建国说半夜在打地基，回电 13805291234")
    case = only_case(session)
    act(cast.inspector, case.id, "comment", note="已回电张建国")
    run = app.test_cli_runner().invoke(args=["patrol", "erase-caller", case.number, "--reason", "本人要求"])
    assert (run.exit_code, run.output) == (0, "Erased; 2 events held it.\n")
    session.rollback()
    caller = session.scalar(select(Caller))
    assert (caller.name, caller.phone) == (None, None)
    for event in session.scalars(select(Event)):
        assert "张建国" not in (event.content or event.redacted)
    assert "13805291234" not in session.scalar(select(Report.body))["note"]
    assert verifying.verify(session) == []
    missing = app.test_cli_runner().invoke(args=["patrol", "erase-caller", "延陵-2026-9999", "--reason", "x"])
    assert missing.exit_code == 2


def test_erasing_a_person_finds_the_calls_that_person_made(office, cast, session, app):
    person = cast.neighbour
    take(office, name=person.name, phone="")
    app.test_cli_runner().invoke(args=["patrol", "erase", person.username, "--reason", "离任"])
    session.rollback()
    assert session.scalar(select(Caller)).name is None


def test_a_source_of_the_office_is_not_an_informant_s(cast):
    for source in ("phone", "hotline", "satellite", "handed_over"):
        answer = cast.informant.put(f"/reports/{uuid.uuid4()}", report_of(cast, source))
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "source_not_yours")
    assert send_report(cast.inspector, source="phone")["case"]["number"] == "延陵-2026-0001"


def report_of(cast, source: str) -> dict:
    return {"kind": "waste", "captured_at": "2026-11-24T10:00:00+08:00", "source": source}
