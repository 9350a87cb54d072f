"""Scope first: who sees which case, whole or in brief."""

from __future__ import annotations

from datetime import timedelta

import pytest

from patrol.domain import permissions
from tests.api.sending import act, case_of, end_post, give_post, new_case, send_report
from tests.cast import COUNTY, LIURU, USERNAMES, YANLING

BRIEF = {"id", "brief", "kind", "state", "step", "area", "town", "place", "updated_at", "may"}


def lists(cast, case_id: str) -> dict[str, str]:
    """part → whole, brief or nothing; the list, the case and the changes must say the same."""
    told = {}
    for part in USERNAMES:
        member = cast[part]
        listed = [one for one in member.get("/cases").json["cases"] if one["id"] == case_id]
        synced = [one for one in member.get("/changes").json["cases"] if one["id"] == case_id]
        answer = member.get(f"/cases/{case_id}")
        kinds = {"brief" if one.get("brief") else "whole" for one in (*listed, *synced)}
        assert len(listed) == len(synced) == (answer.status_code == 200), part
        if answer.status_code == 200:
            kinds.add("brief" if answer.json.get("brief") else "whole")
            assert len(kinds) == 1, part
            told[part] = kinds.pop()
    return told


STAFF = {"inspector": "whole", "assistant": "whole", "leader": "whole", "officer": "whole"}


def test_everybody_of_the_place_sees_it_the_village_in_brief_the_reporter_whole(cast):
    case_id = new_case(cast.informant)
    assert lists(cast, case_id) == STAFF | {"informant": "whole", "neighbour": "brief"}


def test_another_town_s_case_is_that_town_s(cast):
    case_id = new_case(cast.other_informant, place=None)
    people = {"other_informant": "whole", "other_inspector": "whole", "other_leader": "whole", "officer": "whole"}
    assert lists(cast, case_id) == people


def test_a_case_of_the_county_itself_is_the_officer_s_alone(cast):
    assert lists(cast, new_case(cast.officer, place=None)) == {"officer": "whole"}


def test_a_brief_case_says_kind_place_and_step_and_nothing_else(cast):
    receipt = send_report(cast.informant, note="机密说明")
    case = cast.neighbour.get(f"/cases/{receipt['case']['id']}").json
    assert set(case) == BRIEF
    assert (case["kind"], case["step"], case["may"]) == ("farmland_house", "stop", ["stop", "comment"])
    text = cast.neighbour.get("/changes").get_data(as_text=True) + cast.neighbour.get("/inbox").get_data(as_text=True)
    for secret in (receipt["case"]["number"], receipt["report"], "机密说明", "due_at", "holder"):
        assert secret not in text


@pytest.mark.parametrize("query", [{"q": "0001"}, {"holder": "village"}, {"overdue": "false"}, {"overdue": "true"}])
def test_no_filter_answers_what_a_brief_case_does_not_say(cast, query):
    new_case(cast.informant)
    mine = new_case(cast.neighbour, works_going_on=False)
    found = [one["id"] for one in cast.neighbour.get("/cases", **query).json["cases"]]
    assert found in ([], [mine])
    assert len(cast.neighbour.get("/cases", step="stop").json["cases"]) == 2


def test_a_group_s_informant_sees_the_whole_village(cast, session):
    from sqlalchemy import select

    from patrol.models import Area

    village = session.scalar(select(Area).where(Area.code == LIURU))
    session.add(Area(code=LIURU + "001", name="一组", level="group", path=f"{village.path}{LIURU}001/"))
    session.commit()
    give_post(session, cast.outsider, "informant", area=LIURU + "001")
    assert cast.outsider.get(f"/cases/{new_case(cast.informant)}").json["brief"] is True


def test_several_posts_add_up_and_ended_ones_count_no_more(cast, session, clock):
    case_id = new_case(cast.informant)
    give_post(session, cast.other_leader, "leader", area=YANLING)
    assert cast.other_leader.get(f"/cases/{case_id}").status_code == 200
    clock.forward(minutes=1)
    end_post(session, cast.other_leader)
    assert cast.other_leader.get(f"/cases/{case_id}").status_code == 404
    assert cast.other_leader.get("/cases").json["cases"] == []


def test_a_post_of_tomorrow_shows_nothing_today(cast, session, clock):
    case_id = new_case(cast.informant)
    give_post(session, cast.outsider, "officer", area=COUNTY, at=clock() + timedelta(days=1))
    assert cast.outsider.get(f"/cases/{case_id}").status_code == 404
    clock.forward(days=1)
    assert cast.outsider.get(f"/cases/{case_id}").status_code == 200


def test_an_area_s_code_that_begins_another_s_is_not_inside_it(cast, session):
    from sqlalchemy import select

    from patrol.models import Area

    town = session.scalar(select(Area).where(Area.code == YANLING))
    look_alike = town.path.rstrip("/")[:-3] + "/"
    session.add(Area(code=YANLING[:-3], name="短码镇", level="town", path=look_alike))
    session.commit()
    give_post(session, cast.outsider, "leader", area=YANLING[:-3])
    assert cast.outsider.get(f"/cases/{new_case(cast.informant)}").status_code == 404


def test_the_reporter_keeps_the_own_report_after_the_case_moved_and_was_hidden(cast):
    case_id = new_case(cast.informant)
    act(cast.officer, case_id, "move", place=None, area="321181001000")
    act(cast.officer, case_id, "conceal", level="station")
    case = case_of(cast.informant, case_id)
    assert (case["reports"][0]["mine"], case["may"], case["concealed"]) == (True, ["comment"], None)


@pytest.mark.parametrize(
    ("path", "level", "hidden"),
    [
        ("321181/321181101000/321181101208/", "village", "321181/321181101000/321181101208/"),
        ("321181/321181101000/321181101208/", "town", "321181/321181101000/"),
        ("321181/321181101000/321181101208/", "station", "*"),
        ("321181/321181101000/", "village", "321181/321181101000/*"),
        ("321181/", "town", "321181/*"),
        ("321181/321181101000/", None, None),
    ],
)
def test_what_a_concealment_hides(path, level, hidden):
    assert permissions.concealed_path(path, level) == hidden


def test_a_case_of_a_whole_town_hidden_from_the_village_is_hidden_from_all_its_villages(cast):
    case_id = new_case(cast.inspector, place=None, conceal="village")
    assert lists(cast, case_id) == STAFF
