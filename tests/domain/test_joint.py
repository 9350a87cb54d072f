"""联合处置: departments are asked, answer, are late; each sees its own task and nothing of the case."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from patrol.domain import concerning
from patrol.domain.erasing import erase
from patrol.domain.sweep import sweep
from patrol.domain.verifying import verify
from patrol.extensions import writing
from patrol.models import Area, Person, Post, Task
from tests.api.sending import a_case, act, case_of, done, new_case, new_id, now_of, picture
from tests.cast import COUNTY, YANLING
from tests.desk.browsing import Office
from tests.sealing import PhoneFile

DUE = "2026-11-25T18:00:00+08:00"
POWER = {"department": "power", "instruction": "停止向现场供电", "due_at": DUE}
WATER = {"department": "water", "instruction": "停止供水", "due_at": DUE}


def convened(cast, case_id: str, *tasks: dict, by: str = "leader") -> list[dict]:
    return done(cast[by], case_id, "convene", tasks=list(tasks or [POWER]))["tasks"]


def answer(member, task_id: str, outcome: str = "done", act_id: str | None = None, **more):
    body = {"act": "answer", "task": task_id, "outcome": outcome, "at": now_of(member)} | more
    return member.put(f"/tasks/{task_id}/acts/{act_id or new_id()}", body)


def cards(cast) -> list[dict]:
    return cast.department.get("/tasks").json["tasks"]


def told(member) -> list[str]:
    return [one["event"] for one in member.get("/inbox").json["notices"]]


def swept(app, clock) -> int:
    with app.app_context():
        return sweep(writing, now=clock.now)


def test_a_department_sees_its_task_and_nothing_else_of_the_case(cast):
    case_id = new_case(cast.informant, note="老张家在挖", kind="villa")
    power, _water = convened(cast, case_id, POWER, WATER)
    [card] = cards(cast)
    assert card == {
        "id": power["id"], "department": "power", "instruction": "停止向现场供电", "state": "open",
        "due_at": "2026-11-25T10:00:00.000Z", "asked_at": "2026-11-24T02:00:00.000Z",
        "answered_at": None, "note": None, "via": None, "photos": [], "kind": "villa", "area": "柳茹村委会",
        "town": "延陵镇", "place": None, "may": ["answer"],
    }  # fmt: skip
    changes = cast.department.get("/changes").json
    assert (changes["cases"], changes["tasks"]) == ([], [card])
    assert cast.department.get(f"/cases/{case_id}").status_code == 404
    assert cast.department.get("/cases").json["cases"] == []


def test_place_and_photos_go_only_to_the_department_they_were_ticked_for(cast):
    content, named = picture()
    case_id = new_case(cast.informant, photos=[named])
    cast.informant.put(f"/photos/{named['sha256']}/thumbnail", content)
    elsewhere = "f" * 64
    shown = {"with_place": True, "photos": [named["sha256"], elsewhere]}
    _water, power = convened(cast, case_id, WATER, POWER | shown)
    [card] = cards(cast)
    assert (card["place"], card["photos"]) == ({"lat": 31.888, "lon": 119.507}, [named["sha256"]])
    path = f"/tasks/{power['id']}/photos"
    assert cast.department.get(f"{path}/{named['sha256']}").status_code == 200
    assert cast.department.get(f"{path}/{elsewhere}").status_code == 404
    assert cast.department.get(f"/photos/{named['sha256']}", size="thumb").status_code == 404


def test_the_reporter_is_told_nothing_of_what_departments_are_asked(cast):
    case_id = new_case(cast.informant)
    convened(cast, case_id)
    seen = case_of(cast.informant, case_id)
    assert seen["tasks"] == [] and [entry["act"] for entry in seen["timeline"]] == ["open"]


@pytest.mark.parametrize(("outcome", "state", "event"), [("done", "done", "answer"), ("cannot", "refused", "cannot")])
def test_the_answer_stands_in_the_case_and_is_told_to_who_asked(cast, session, outcome, state, event):
    case_id = new_case(cast.informant)
    [task] = convened(cast, case_id)
    landed = answer(cast.department, task["id"], outcome, note="已断电")
    assert (landed.status_code, landed.json["outcome"], landed.json["case"]) == (201, "accepted", None)
    seen = case_of(cast.leader, case_id)
    assert [(one["state"], one["note"]) for one in seen["tasks"]] == [(state, "已断电")]
    entry = seen["timeline"][-1]
    assert (entry["act"], entry["department"], entry["outcome"], entry["by"], entry["role"]) == (
        "answer", "power", outcome, "供电所", "department",
    )  # fmt: skip
    assert event in told(cast.leader)
    assert verify(session) == []


def test_the_same_answer_again_changes_nothing_and_another_one_is_a_note(cast):
    [task] = convened(cast, new_case(cast.informant))
    act_id = new_id()
    at = now_of(cast.department)
    first = answer(cast.department, task["id"], act_id=act_id, at=at)
    again = answer(cast.department, task["id"], act_id=act_id, at=at)
    assert (first.status_code, again.status_code) == (201, 200)
    other = answer(cast.department, task["id"], "cannot", note="变压器不归我们")
    assert (other.json["outcome"], other.json["why"]) == ("noted", "no_open_task")
    assert [one["state"] for one in cards(cast)] == ["done"]


def test_a_department_answers_its_own_task_and_no_other_s(cast):
    case_id = new_case(cast.informant)
    [water] = convened(cast, case_id, WATER)
    assert answer(cast.department, water["id"]).status_code == 404
    convened(cast, case_id, POWER)
    assert answer(cast.department, water["id"]).status_code == 404
    crossed = act(cast.department, case_id, "answer", task=water["id"])
    assert (crossed.json["outcome"], crossed.json["why"]) == ("noted", "no_such_task")


def test_what_is_none_of_a_department_s_business_stays_so_while_it_has_a_task(cast):
    case_id = new_case(cast.informant)
    convened(cast, case_id)
    for name in ("stop", "conceal", "convene", "close"):
        assert act(cast.department, case_id, name).status_code == 403, name


def test_a_late_task_rises_once_and_both_levels_and_the_department_hear_of_it(cast, app, clock, session):
    case_id = new_case(cast.informant)
    convened(cast, case_id)
    for member in (cast.leader, cast.officer, cast.department):
        assert "task_late" not in told(member)
    clock.forward(days=1, hours=9)
    swept(app, clock)
    assert swept(app, clock) == 0
    seen = case_of(cast.leader, case_id)
    assert [(one["level"], one["state"]) for one in seen["tasks"]] == [("county", "open")]
    late = [entry for entry in seen["timeline"] if entry["act"] == "task_late"]
    assert [(one["from_level"], one["level"], one["department"], one["role"]) for one in late] == [
        ("town", "county", "power", "system")
    ]
    for member in (cast.leader, cast.officer, cast.department):
        assert told(member).count("task_late") == 1, member.part
    assert verify(session) == []


def test_a_late_answer_still_counts_and_is_heard_where_the_task_has_risen_to(cast, app, clock):
    case_id = new_case(cast.informant)
    [task] = convened(cast, case_id)
    clock.forward(days=2)
    swept(app, clock)
    clock.forward(minutes=5)
    assert answer(cast.department, task["id"]).json["outcome"] == "accepted"
    assert told(cast.officer)[0] == told(cast.leader)[0] == "answer"


def test_a_task_returned_is_owed_anew_at_the_level_it_came_from(cast, app, clock, session):
    case_id = new_case(cast.informant)
    [task] = convened(cast, case_id)
    clock.forward(days=2)
    swept(app, clock)
    answer(cast.department, task["id"])
    again = done(
        cast.leader, case_id, "return_task", task=task["id"], reason="还在用电", due_at="2026-11-30T18:00+08:00"
    )
    [task] = again["tasks"]
    assert (task["state"], task["level"], task["note"]) == ("open", "town", None)
    assert [one["state"] for one in cards(cast)] == ["open"] and "return_task" in told(cast.department)
    assert verify(session) == []


def test_a_no_is_accepted_by_withdrawing_the_task(cast, session):
    case_id = new_case(cast.informant)
    [task] = convened(cast, case_id)
    answer(cast.department, task["id"], "cannot", note="变压器不归我们")
    [task] = done(cast.leader, case_id, "withdraw", task=task["id"])["tasks"]
    assert (task["state"], task["note"]) == ("withdrawn", "变压器不归我们")
    assert act(cast.leader, case_id, "withdraw", task=task["id"]).json["why"] == "task_over"
    assert verify(session) == []


def test_a_task_withdrawn_or_of_a_closed_case_needs_no_answer_and_is_never_late(cast, app, clock, session):
    first, second = new_case(cast.informant), a_case(cast, "handled")
    [gone] = convened(cast, first)
    convened(cast, second)
    done(cast.leader, first, "withdraw", task=gone["id"])
    done(cast.inspector, second, "close")
    clock.forward(days=2)
    with app.app_context():
        sweep(writing, now=clock.now)
    assert [one["state"] for one in cards(cast)] == ["withdrawn", "withdrawn"]
    assert "task_late" not in told(cast.leader)
    assert answer(cast.department, gone["id"]).json["why"] == "no_open_task"
    assert verify(session) == []


@pytest.mark.parametrize("level", ["village", "town", "station"])
def test_a_department_under_the_level_a_case_is_hidden_from_learns_nothing(cast, session, level):
    post = session.query(Post).filter_by(person_id=cast.department.id).one()
    post.area_id = session.scalar(select(Area.id).where(Area.code == YANLING))
    session.commit()
    case_id = new_case(cast.informant, conceal=level)
    [task] = convened(cast, case_id, by="officer")
    hidden = level != "village"
    assert [one["id"] for one in cards(cast)] == ([] if hidden else [task["id"]])
    assert answer(cast.department, task["id"]).status_code == (404 if hidden else 201)
    assert told(cast.department) == ([] if hidden else ["convene"])


def test_a_department_of_the_county_is_under_no_town(cast):
    case_id = new_case(cast.informant, conceal="station")
    [task] = convened(cast, case_id, by="officer")
    assert [one["id"] for one in cards(cast)] == [task["id"]]


def test_a_case_hidden_from_the_village_gives_it_no_task(cast):
    case_id = new_case(cast.informant, conceal="village")
    noted = act(cast.leader, case_id, "convene", tasks=[POWER | {"department": "village"}])
    assert (noted.json["outcome"], noted.json["why"]) == ("noted", "hidden_from_village")


def test_only_a_leader_or_an_officer_convenes(cast):
    case_id = new_case(cast.informant)
    statuses = {
        part: act(cast[part], case_id, "convene").status_code for part in ("informant", "inspector", "officer")
    }
    assert statuses == {"informant": 403, "inspector": 403, "officer": 201}


def test_a_deadline_that_is_over_when_it_arrives_becomes_the_usual_one(cast):
    case_id = new_case(cast.informant)
    [task] = convened(cast, case_id, POWER | {"due_at": "2026-11-23T18:00:00+08:00"})
    assert task["due_at"] == "2026-11-25T10:00:00.000Z"


def test_the_county_lists_a_case_and_takes_it_off_again(cast, clock, session):
    case_id = new_case(cast.informant)
    clock.forward(minutes=5)
    assert act(cast.leader, case_id, "list_case").status_code == 403
    listed = done(cast.officer, case_id, "list_case")
    assert listed["listing"] == {"until": "2026-11-30T10:00:00.000Z"}
    row = next(one for one in cast.leader.get("/changes", form="list").json["cases"])
    assert row["listing"] == listed["listing"]
    assert told(cast.leader)[0] == told(cast.inspector)[0] == "list_case"
    assert done(cast.officer, case_id, "unlist")["listing"] is None
    assert act(cast.officer, case_id, "unlist").json["outcome"] == "already_done"
    assert verify(session) == []


def test_an_erased_name_goes_out_of_tasks_too_and_the_log_still_holds(cast, session, clock):
    case_id = new_case(cast.informant)
    [task] = convened(cast, case_id, POWER | {"instruction": "先找柳茹村信息员了解"})
    answer(cast.department, task["id"], note="柳茹村信息员不在")
    person = session.get(Person, cast.informant.id)
    assert person.name == "柳茹村信息员"
    erase(session, person, "离任", now=clock.now)
    session.commit()
    kept = session.get(Task, task["id"])
    assert (kept.instruction, kept.note) == ("先找＊＊了解", "＊＊不在")
    assert verify(session) == []


def test_verify_names_a_task_that_was_changed_behind_the_log(cast, session):
    [task] = convened(cast, new_case(cast.informant))
    session.get(Task, task["id"]).state = "done"
    session.commit()
    assert [str(one) for one in verify(session)] == [f"case_differs: 延陵-2026-0001 (task {task['id']}.state)"]


def test_a_department_s_open_app_is_woken_by_its_task_and_by_nothing_else_of_the_case(cast, session):
    case_id = new_case(cast.informant)
    convened(cast, case_id)
    done(cast.inspector, case_id, "verify", founded=True)
    numbers = {entry["act"]: entry["n"] for entry in case_of(cast.leader, case_id)["timeline"]}
    woken = {
        name: concerning.persons(session, [cast.department.actor(session)], [happened(case_id, n)], 0)
        for name, n in numbers.items()
    }
    assert woken == {"open": set(), "convene": {cast.department.id}, "verify": set()}


def happened(case_id: str, n: int) -> SimpleNamespace:
    return SimpleNamespace(case_id=case_id, n=n)


def test_an_answer_in_a_sealed_file_lands_like_one_over_the_network(cast):
    case_id = new_case(cast.informant)
    [task] = convened(cast, case_id)
    file = PhoneFile(cast.department)
    body = {"act": "answer", "task": task["id"], "outcome": "done", "at": now_of(cast.department)}
    file.act({"task": task["id"]}, body)
    office = Office(cast, "officer")
    check = office.send("/desk/sealed", {"file": (BytesIO(file.sealed()), "a.patrol")})
    assert office.send(f"{check.location}/confirmation").status_code == 302
    assert [one["state"] for one in case_of(cast.leader, case_id)["tasks"]] == ["done"]


def test_a_department_without_a_name_of_its_own_has_no_tasks(cast, session):
    session.query(Post).filter_by(person_id=cast.department.id).update({"department": None})
    session.commit()
    convened(cast, new_case(cast.informant))
    assert cards(cast) == [] and cast.department.get("/session").json["posts"][0]["area"]["code"] == COUNTY
