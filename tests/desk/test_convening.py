"""The office asks departments, takes tasks back, and sees all of them in one list."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module

import pytest

from patrol.domain.verifying import verify
from patrol.models import Post
from tests.api.sending import a_case, bring, case_of, done, new_case, new_id, now_of, picture
from tests.cast import YANLING, YUNYANG
from tests.desk.browsing import Office, fields_of, words_of

DUE = "2026-11-26T12:00"


def form_of(office: Office, case_id: str) -> str:
    return office.get(f"/desk/cases/{case_id}/convening").get_data(as_text=True)


def convene(office: Office, case_id: str, *departments: str, **more):
    form = {"act": new_id(), "due": DUE, "department": list(departments)} | more
    return office.send(f"/desk/cases/{case_id}/convening", form)


def asked(member, case_id: str, department: str = "power", due_at: str = f"{DUE}:00+08:00") -> dict:
    task = {"department": department, "instruction": f"请{department}办", "due_at": due_at}
    return done(member, case_id, "convene", tasks=[task])["tasks"][-1]


def answer(cast, task: dict) -> None:
    body = {"act": "answer", "task": task["id"], "outcome": "done", "at": now_of(cast.department), "note": "已断电"}
    assert cast.department.put(f"/tasks/{task['id']}/acts/{new_id()}", body).json["outcome"] == "accepted"


def tasks_listed(office: Office, query: str = "") -> list[str]:
    """The instructions, in the order of the list."""
    page = office.get(f"/desk/tasks{query}").get_data(as_text=True)
    return re.findall(r'<td class="why">([^<]*)', page)


def test_an_officer_asks_departments_as_a_leader_does_in_the_app(cast, session, office):
    case_id = new_case(cast.informant)
    sent = convene(office, case_id, "power", "water", **{"what-power": "今天断电", "place": "yes"})
    assert (sent.status_code, sent.location) == (302, f"/desk/cases/{case_id}#tasks")
    seen = case_of(cast.leader, case_id)
    assert sorted((one["department"], one["instruction"], one["due_at"], one["level"]) for one in seen["tasks"]) == [
        ("power", "今天断电", "2026-11-26T04:00:00.000Z", "county"),
        ("water", "请停止向现场供水，办好回复。", "2026-11-26T04:00:00.000Z", "county"),
    ]
    assert (seen["timeline"][-1]["act"], seen["timeline"][-1]["role"]) == ("convene", "officer")
    assert [one["place"] for one in cast.department.get("/tasks").json["tasks"]] == [{"lat": 31.888, "lon": 119.507}]
    assert "已发给：供电、供水" in office.text(f"/desk/cases/{case_id}")
    assert verify(session) == []


def test_the_form_has_the_usual_deadline_and_ticks_nobody_but_whom_the_law_names(cast, office):
    plain, house = new_case(cast.informant, kind="waste"), new_case(cast.informant, kind="farmland_house")
    fields = fields_of(form_of(office, plain))
    assert (fields["due"], "department" in fields, "place" in fields) == (["2026-11-25T18:00"], False, False)
    assert fields_of(form_of(office, house))["department"] == ["agriculture"]
    convene(office, house, "agriculture")
    again = form_of(office, house)
    assert "请过，等回复" in again and "department" not in fields_of(again)


def test_only_photos_of_the_case_that_were_ticked_go_along(cast, office):
    content, named = picture()
    case_id = new_case(cast.informant, photos=[named])
    cast.informant.put(f"/photos/{named['sha256']}/thumbnail", content)
    assert named["sha256"] in form_of(office, case_id)
    convene(office, case_id, "power", photo=[named["sha256"], "f" * 64])
    assert [one["photos"] for one in cast.department.get("/tasks").json["tasks"]] == [[named["sha256"]]]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"department": []}, "至少一个单位"), ({"department": ["king"]}, "至少一个单位"),
        ({"due": "2026-11-23T12:00"}, "在现在以后"), ({"due": "9999-12-31T12:00"}, "在现在以后"),
        ({"due": "tomorrow"}, "在现在以后"), ({"what-power": "很" * 1001}, "1000 字"),
        ({"photo": ["x"]}, "最多勾 4 张"), ({"photo": ["a" * 64] * 5}, "最多勾 4 张"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_written_stays(cast, office, form, said):
    case_id = new_case(cast.informant)
    wrong = convene(office, case_id, **({"department": ["power"], "what-water": "请停水"} | form))
    assert wrong.status_code == 422 and said in words_of(wrong)
    assert "请停水" in wrong.get_data(as_text=True)
    assert case_of(cast.officer, case_id)["tasks"] == []


def test_the_same_form_twice_asks_once(cast, clock, office):
    case_id, act_id = new_case(cast.informant), new_id()
    for said in ("已发给：供电", "只算第一次的"):
        assert convene(office, case_id, "power", act=act_id).status_code == 302
        assert said in office.text(f"/desk/cases/{case_id}")
        clock.forward(seconds=1)
    assert len(case_of(cast.officer, case_id)["tasks"]) == 1


def test_a_closed_case_asks_nobody_and_the_village_is_not_asked_where_it_is_hidden(cast, office):
    closed, hidden = a_case(cast, "closed"), new_case(cast.next_village, conceal="village")
    assert "请单位联合处置" not in office.text(f"/desk/cases/{closed}")
    refused = office.get(f"/desk/cases/{closed}/convening")
    assert refused.status_code == 403 and "不再请单位" in words_of(refused)
    assert 'value="village"' not in form_of(office, hidden)
    assert convene(office, hidden, "village").status_code == 422
    assert case_of(cast.officer, hidden)["tasks"] == []


def test_a_task_is_taken_back_once_and_one_that_was_answered_is_not(cast, session, office):
    case_id = new_case(cast.informant)
    task, other = asked(cast.leader, case_id), asked(cast.leader, case_id, "water")
    answer(cast, task)
    for one, said in ((other, "任务已撤回"), (other, "已经有结果"), (task, "已经有结果")):
        assert office.send(f"/desk/cases/{case_id}/tasks/{one['id']}/withdrawal").status_code == 302
        assert said in office.text(f"/desk/cases/{case_id}")
    states = {one["department"]: one["state"] for one in case_of(cast.leader, case_id)["tasks"]}
    assert states == {"power": "done", "water": "withdrawn"}
    assert verify(session) == []


def test_an_answer_that_does_not_do_is_returned_once_with_why_and_until_when(cast, clock, session, office):
    case_id = new_case(cast.informant)
    task = asked(cast.leader, case_id)
    way, form = (
        f"/desk/cases/{case_id}/tasks/{task['id']}/return",
        {"act": new_id(), "due": DUE, "reason": "还有灯亮着"},
    )
    assert "退回重办" not in office.text(f"/desk/cases/{case_id}")
    assert office.get(way).status_code == 302 and "还没有回复" in office.text(f"/desk/cases/{case_id}")
    answer(cast, task)
    assert "退回重办" in office.text(f"/desk/cases/{case_id}")
    page = office.get(way)
    assert "已断电" in words_of(page) and fields_of(page.get_data(as_text=True))["due"] == ["2026-11-25T18:00"]
    for wrong, said in (
        ({"reason": " "}, "为什么要重办"),
        ({"reason": "很" * 4001}, "为什么要重办"),
        ({"due": "2026-11-23T12:00"}, "在现在以后"),
        ({"due": "soon"}, "在现在以后"),
    ):
        refused = office.send(way, form | wrong)
        assert refused.status_code == 422 and said in words_of(refused)
        assert (form | wrong)["reason"].strip() in refused.get_data(as_text=True)
    for said in ("已退回，等他们再办", "只算第一次的"):
        assert office.send(way, form).status_code == 302
        assert said in office.text(f"/desk/cases/{case_id}")
        clock.forward(seconds=1)
    [again] = case_of(cast.leader, case_id)["tasks"]
    assert (again["state"], again["note"], again["due_at"]) == ("open", None, "2026-11-26T04:00:00.000Z")
    assert [one["act"] for one in case_of(cast.leader, case_id)["timeline"]][-1] == "return_task"
    assert verify(session) == []


def test_nobody_returns_a_task_of_a_closed_case_or_of_another_one(cast, office):
    case_id, other = new_case(cast.informant), new_case(cast.neighbour)
    task = asked(cast.leader, case_id)
    answer(cast, task)
    form = {"act": new_id(), "due": DUE, "reason": "还有灯亮着"}
    assert office.send(f"/desk/cases/{other}/tasks/{task['id']}/return", form).status_code == 404
    bring(cast, case_id, "closed")
    assert office.send(f"/desk/cases/{case_id}/tasks/{task['id']}/return", form).status_code == 403
    assert office.get(f"/desk/cases/{case_id}/tasks/{task['id']}/return").status_code == 403
    assert [one["state"] for one in case_of(cast.leader, case_id)["tasks"]] == ["done"]


def test_a_task_of_another_case_is_not_taken_back_by_this_one(cast, office):
    case_id, other = new_case(cast.informant), new_case(cast.neighbour)
    task = asked(cast.leader, other)
    assert office.send(f"/desk/cases/{case_id}/tasks/{task['id']}/withdrawal").status_code == 404
    assert [one["state"] for one in case_of(cast.leader, other)["tasks"]] == ["open"]


def test_a_department_without_an_account_is_given_a_link(cast, office):
    case_id = new_case(cast.informant)
    asked(cast.leader, case_id)
    assert "没有账号" not in office.text(f"/desk/cases/{case_id}")
    task = asked(cast.leader, case_id, "water")
    assert office.text(f"/desk/cases/{case_id}").count("没有账号") == 1
    office.send(f"/desk/cases/{case_id}/tasks/{task['id']}/link")
    shown = office.text(f"/desk/cases/{case_id}")
    assert "没有账号" not in shown and "已给链接" in shown


def test_the_list_shows_what_is_open_late_and_answered_with_counts(cast, clock, office):
    case_id, other = new_case(cast.informant), new_case(cast.other_informant, place=None)
    answered = asked(cast.leader, case_id)
    asked(cast.leader, case_id, "water", "2026-11-25T12:00:00+08:00")
    asked(cast.officer, other, "police")
    answer(cast, answered)
    clock.forward(days=1, hours=3)
    assert tasks_listed(office) == ["请water办", "请police办"]
    assert tasks_listed(office, "?state=late") == ["请water办"]
    assert tasks_listed(office, "?state=answered") == ["请power办"]
    shown = office.text("/desk/tasks")
    assert "等回复 2 件" in shown and "已超期 1 件" in shown and "延陵-2026-0001" in shown
    assert "已断电" in office.text("/desk/tasks?state=answered")


def test_the_list_is_narrowed_by_department_and_town_and_says_when_it_is_empty(cast, office):
    asked(cast.leader, new_case(cast.informant))
    asked(cast.officer, new_case(cast.other_informant, place=None), "police")
    assert tasks_listed(office, "?department=police") == tasks_listed(office, f"?town={YUNYANG}") == ["请police办"]
    narrowed = office.text(f"/desk/tasks?town={YANLING}&department=police")
    assert "等回复 0 件" in narrowed and "没有等回复的任务" in narrowed and "清掉筛选" in narrowed
    for query in ("state=lost", "department=king", "town=321181101208", "town=x", "cursor=x"):
        assert office.get(f"/desk/tasks?{query}").status_code == 422, query


@pytest.mark.parametrize("state", ["open", "answered"])
def test_a_page_goes_on_where_the_one_before_ended(cast, clock, office, monkeypatch, state):
    monkeypatch.setattr(import_module("patrol.desk.tasks"), "AT_ONCE", 2)
    case_id = new_case(cast.informant)
    tasks = [asked(cast.leader, case_id, "power", f"2026-11-26T1{number % 2}:00:00+08:00") for number in range(5)]
    if state == "answered":
        for task in tasks:
            answer(cast, task)
            clock.forward(seconds=20)
    seen, query = [], f"?state={state}"
    while query:
        page = office.get(f"/desk/tasks{query}").get_data(as_text=True)
        seen.append(len(re.findall(r'<td class="why">', page)))
        query = (re.findall(r'rel="next" href="/desk/tasks(\?[^"]*)"', page) or [""])[0].replace("&amp;", "&")
    assert seen == [2, 2, 1]


def test_the_list_shows_no_task_of_a_case_that_its_reader_may_not_see(cast, clock, session, office):
    """An officer who also has a post in the village sees nothing of what is hidden from there."""
    hidden, open_one = new_case(cast.informant, conceal="village"), new_case(cast.neighbour)
    asked(cast.officer, hidden)
    task = asked(cast.officer, open_one, "water")
    assert sorted(tasks_listed(office)) == ["请power办", "请water办"]
    village = session.query(Post).filter_by(person_id=cast.neighbour.id).one().area_id
    since = clock.now - timedelta(days=1)
    session.add(Post(person_id=cast.officer.id, role="informant", area_id=village, from_at=since))
    session.commit()
    assert tasks_listed(office) == ["请water办"]
    assert "等回复 1 件" in office.text("/desk/tasks")
    assert office.get(f"/desk/cases/{hidden}/convening").status_code == 404
    assert convene(office, hidden, "water").status_code == 404
    assert "请power办" not in office.text(f"/desk/cases/{open_one}") and task["department"] == "water"
    numbers = re.findall(r"延陵-2026-\d+|丹阳-2026-\d+", office.text("/desk/cases?tasks=open"))
    assert numbers == [case_of(cast.leader, open_one)["number"]]


def test_cases_are_narrowed_to_those_listed_and_those_with_tasks(cast, clock, office):
    plain, listed, late = new_case(cast.informant), new_case(cast.neighbour), new_case(cast.next_village)
    done(cast.officer, listed, "list_case")
    asked(cast.leader, late, due_at="2026-11-24T18:00:00+08:00")
    asked(cast.leader, plain)
    clock.forward(days=1)
    numbers = {name: case_of(cast.officer, one)["number"] for name, one in
               (("plain", plain), ("listed", listed), ("late", late))}  # fmt: skip
    found = {
        query: {name for name, number in numbers.items() if number in office.text(f"/desk/cases?{query}")}
        for query in ("listed=yes", "tasks=open", "tasks=late", "listed=yes&tasks=open")
    }
    assert found == {
        "listed=yes": {"listed"}, "tasks=open": {"plain", "late"}, "tasks=late": {"late"},
        "listed=yes&tasks=open": set(),
    }  # fmt: skip
    assert office.get("/desk/cases?tasks=lost").status_code == 422
