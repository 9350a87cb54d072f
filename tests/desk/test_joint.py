"""Joint tasks in the office: how they stand on a case's page, the link on paper, and the table of authorities."""

from __future__ import annotations

import re

from patrol.domain.verifying import verify
from tests.api.sending import done, new_case
from tests.cast import COUNTY
from tests.desk.browsing import Office, words_of

POWER = {"department": "power", "instruction": "停止向现场供电", "due_at": "2026-11-25T18:00:00+08:00"}


def page(office: Office, path: str) -> str:
    return office.get(path).get_data(as_text=True)


def test_a_case_s_page_shows_its_tasks_its_listing_and_its_authority(cast, clock, office):
    case_id = new_case(cast.informant)
    done(cast.leader, case_id, "convene", tasks=[POWER])
    done(cast.officer, case_id, "list_case")
    shown = page(office, f"/desk/cases/{case_id}")
    for told in (
        "停止向现场供电",
        "请供电联合处置",
        "归口：自然资源；村民住宅归农业农村",
        "县里挂牌督办",
        "明天 18:00",
    ):
        assert told in shown, told
    clock.forward(days=2)
    assert "已超期" in page(office, f"/desk/cases/{case_id}")
    assert "挂牌督办" in page(office, "/desk/cases")


def test_the_office_prints_a_link_that_answers_and_ends_it(cast, client, office):
    case_id = new_case(cast.informant)
    [task] = done(cast.leader, case_id, "convene", tasks=[POWER])["tasks"]
    where = f"/desk/cases/{case_id}/tasks/{task['id']}/link"
    printed = office.send(where)
    assert printed.status_code == 200 and printed.headers["Cache-Control"] == "no-store"
    text = printed.get_data(as_text=True)
    assert "<svg" in text and "供电" in text
    path = re.search(r"http://localhost(/t/[\w-]+)", text)[1]
    assert client.get(path).status_code == 200
    assert office.send(where, {"do": "revoke"}).status_code == 302
    assert client.get(path).status_code == 404


def test_a_task_of_another_case_gets_no_link_by_this_one(cast, office):
    case_id, other = new_case(cast.informant), new_case(cast.neighbour)
    [task] = done(cast.leader, case_id, "convene", tasks=[POWER])["tasks"]
    assert office.send(f"/desk/cases/{other}/tasks/{task['id']}/link").status_code == 404


def test_the_administrator_changes_the_authorities_and_phones_learn_of_it(cast, session, admin):
    before = cast.leader.get("/session").json["rules"]["routing"]
    assert before["farmland_house"] == {"authority": "resources", "villager": "agriculture"}
    assert before["felling"] == {"authority": "forestry", "villager": None}
    form = {f"authority-{kind}": line["authority"] for kind, line in before.items()}
    form |= {f"villager-{kind}": line["villager"] or "" for kind, line in before.items()}
    saved = admin.send("/desk/routing", form | {"seen": "0", "do": "save", "authority-waste": "agriculture"})
    assert saved.status_code == 302
    after = cast.leader.get("/session").json["rules"]["routing"]
    assert after == before | {"waste": {"authority": "agriculture", "villager": None}}
    assert verify(session) == []
    again = admin.send("/desk/routing", form | {"seen": "0", "do": "save"})
    assert again.status_code == 409 and "别人改过" in words_of(again)
    assert admin.send("/desk/routing", {"seen": "1", "do": "default"}).status_code == 302
    assert cast.leader.get("/session").json["rules"]["routing"] == before


def test_an_authority_that_is_none_is_refused_and_an_officer_only_reads(cast, admin, office):
    assert admin.send("/desk/routing", {"seen": "0", "authority-waste": "king"}).status_code == 422
    assert office.get("/desk/routing").status_code == 200
    assert office.send("/desk/routing", {"seen": "0", "do": "default"}).status_code == 403


def test_the_office_says_which_department_somebody_is_of(cast, admin):
    where = f"/desk/people/{cast.outsider.id}"
    post = {"role": "department", "code": COUNTY, "department": "water"}
    assert admin.send(f"{where}/posts", post).status_code == 302
    assert "供水" in page(admin, where)
    assert cast.outsider.get("/session").json["posts"][0]["department"] == "water"
    assert admin.send(f"{where}/posts", post | {"department": "king"}).status_code == 422
