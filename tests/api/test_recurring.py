"""GET /recurring: where what was closed came again, how often, and the cases behind each line."""

from __future__ import annotations

import pytest

from patrol.domain import reorganising
from patrol.domain.reorganising_plan import Successor, Wish
from patrol.models import Area
from patrol.models.areas import by_code
from tests.api.sending import JIULI_SITE, SITE, a_case, case_of, done, new_case
from tests.cast import JIULI, LIURU, YANLING, YUNYANG

SUN_CITY = "321181001001"
AT_SITE = {"place": {**SITE, "by": "pin"}}
AT_JIULI = {"place": {**JIULI_SITE, "by": "pin"}}


@pytest.fixture
def come_again(cast, clock):
    """So many cases, one after the other at one place; their ids, the last one first."""

    def come(times: int, by: str = "informant", **more) -> list[str]:
        ids = [new_case(cast[by], **more)]
        for _ in range(times - 1):
            for act in ("stop", "verify", "report", "handle"):
                done(cast.inspector, ids[0], act)
            if case_of(cast.inspector, ids[0])["grave"]:
                done(cast.leader, ids[0], "sign_off")
            done(cast.inspector, ids[0], "close")
            clock.forward(minutes=1)
            ids.insert(0, new_case(cast[by], **more))
        return ids

    return come


def lines(member, **query) -> list[tuple[str, str, int, str]]:
    """(village, kind, how often, the last case) of each place."""
    answer = member.get("/recurring", **query)
    assert answer.status_code == 200, answer.json
    return [(one["area"]["code"], one["kind"], one["times"], one["last"]["id"]) for one in answer.json["places"]]


def behind(member, case_id: str) -> list[str]:
    answer = member.get(f"/recurring/{case_id}")
    assert answer.status_code == 200, answer.json
    return [one["id"] for one in answer.json["cases"]]


def test_each_place_is_one_line_and_opens_the_cases_behind_it(cast, come_again):
    house = come_again(3)
    pile = come_again(2, "next_village", kind="waste", **AT_JIULI)
    a_case(cast, "closed", kind="non_grain")
    told = [(JIULI, "waste", 2, pile[0]), (LIURU, "farmland_house", 3, house[0])]
    for part in ("leader", "inspector", "officer"):
        assert lines(cast[part]) == told
        for _village, _kind, times, last in told:
            assert len(behind(cast[part], last)) == times
    assert behind(cast.leader, house[0]) == house
    [first, _second] = cast.officer.get("/recurring").json["places"]
    case = case_of(cast.officer, pile[0])
    assert first == {
        "area": {"code": JIULI, "name": "九里村委会", "level": "village"},
        "town": {"code": YANLING, "name": "延陵镇"},
        "kind": "waste", "times": 2,
        "last": {"id": pile[0], "number": case["number"], "state": "open", "opened_at": case["opened_at"]},
    }  # fmt: skip


def test_of_what_did_not_come_again_or_was_none_nothing_is_listed(cast, come_again):
    again = come_again(2)
    done(cast.inspector, again[0], "verify", founded=False, reason="看错了")
    new_case(cast.next_village, **AT_JIULI)
    assert lines(cast.officer) == []


def test_pages_follow_each_other_and_towns_are_told_apart(cast, come_again):
    house, pile = come_again(2), come_again(2, kind="waste")
    first = cast.leader.get("/recurring", limit=1).json
    assert [one["last"]["id"] for one in first["places"]] == [pile[0]]
    assert lines(cast.leader, limit=1, cursor=first["cursor"]) == [(LIURU, "farmland_house", 2, house[0])]
    assert cast.leader.get("/recurring").json["cursor"] is None
    assert len(lines(cast.officer, town=YANLING)) == 2
    assert lines(cast.officer, town=YUNYANG) == lines(cast.other_leader) == []
    for town in (LIURU, "nowhere"):
        assert cast.officer.get("/recurring", town=town).json["error"]["code"] == "area_missing"
    for bad in ({"cursor": "x"}, {"limit": 0}, {"limit": "many"}):
        assert cast.leader.get("/recurring", **bad).status_code == 422


# ---- for whom


@pytest.mark.parametrize("part", ["informant", "department", "admin", "outsider"])
def test_it_is_for_those_who_inspect_lead_or_oversee(cast, part, come_again):
    house = come_again(2)
    for path in ("/recurring", f"/recurring/{house[0]}"):
        assert cast[part].get(path).json["error"]["code"] == "not_for_you"


def test_another_town_sees_nothing_of_it(cast, come_again):
    house = come_again(2)
    for part in ("other_leader", "other_inspector"):
        assert lines(cast[part]) == []
        assert cast[part].get(f"/recurring/{house[0]}").json["error"]["code"] == "case_missing"
        assert cast[part].get("/recurring", town=YANLING).json["places"] == []


@pytest.mark.parametrize(("hidden", "left"), [(0, [1, 2]), (2, [0, 1])], ids=["the last", "the first"])
def test_of_a_case_that_is_concealed_since_neither_line_nor_number_tells(cast, come_again, hidden, left):
    house = come_again(3)
    done(cast.officer, house[hidden], "conceal", level="town")
    assert lines(cast.leader) == [(LIURU, "farmland_house", 2, house[left[0]])]
    assert behind(cast.leader, house[left[0]]) == [house[one] for one in left]
    assert cast.leader.get(f"/recurring/{house[hidden]}").json["error"]["code"] == "case_missing"
    assert lines(cast.inspector) == lines(cast.officer) == [(LIURU, "farmland_house", 3, house[0])]


def test_where_the_reader_sees_but_one_case_the_place_does_not_recur(cast, come_again):
    house = come_again(3)
    done(cast.officer, house[1], "conceal", level="town")
    assert lines(cast.leader) == []
    assert behind(cast.leader, house[0]) == [house[0]]
    assert lines(cast.officer) == [(LIURU, "farmland_house", 3, house[0])]


def test_a_case_born_hidden_shows_nobody_a_place_who_must_not_see_it(cast, clock):
    a_case(cast, "closed")
    clock.forward(minutes=1)
    hidden = new_case(cast.informant, conceal="station")
    assert lines(cast.leader) == lines(cast.inspector) == []
    assert lines(cast.officer) == [(LIURU, "farmland_house", 2, hidden)]


def test_a_place_lies_where_its_last_case_lies_today(cast, come_again, session, clock):
    house = come_again(2)
    liuru: Area = by_code(session, LIURU)
    wish = Wish((liuru.id,), (Successor(SUN_CITY),))
    reorganising.reorganise(session, wish, cast.admin.actor(session), clock.now)
    session.commit()
    assert lines(cast.officer, town=YUNYANG) == [(SUN_CITY, "farmland_house", 2, house[0])]
    assert lines(cast.leader) == []


def test_nothing_of_the_answer_names_anybody_or_says_what_and_from_where_was_sent(cast, come_again):
    house = come_again(2, note="屋后那块", fix={"lat": 31.8771234, "lon": 119.5, "accuracy_m": 8.0})
    for path in ("/recurring", f"/recurring/{house[0]}"):
        said = cast.officer.get(path).get_data(as_text=True)
        for word in (cast.informant.name, cast.informant.id, "屋后那块", "31.8771234"):
            assert word not in said, (path, word)
