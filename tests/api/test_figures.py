"""GET /figures: what each place counts, for whom, and that a day that is over keeps its figures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from patrol.domain import erasing, reorganising, verifying
from patrol.domain.reorganising_plan import Successor, Wish
from patrol.domain.times import CHINA
from patrol.models import Area, Case, FormerStanding, Person
from tests.api.sending import JIULI_SITE, a_case, act, bring, done, new_case
from tests.cast import JIULI, LIURU, YANLING, YUNYANG

AT_JIULI = {"place": {**JIULI_SITE, "by": "pin"}}
DAY = {"hours": 24}


def figures(member, **query) -> dict:
    answer = member.get("/figures", **query)
    assert answer.status_code == 200, answer.json
    return answer.json


def counted(member, **query) -> dict[str, tuple[int, int]]:
    """(open, closed) of each place where there is anything."""
    lines = figures(member, **query)["places"]
    return {one["area"]["code"]: (one["open"], one["closed"]) for one in lines if one["open"] or one["closed"]}


def told(member, **query) -> list[dict]:
    """The lines of all places where there is anything to tell."""
    lines = [one for one in figures(member, **query)["places"] if one["open"] or one["closed"]]
    return [{**one, "area": one["area"]["code"]} for one in lines]


# ---- what is counted


def test_a_leader_reads_the_villages_of_the_town_and_an_officer_the_towns(cast):
    a_case(cast), a_case(cast, "closed"), new_case(cast.next_village, **AT_JIULI)
    new_case(cast.other_informant, place=None)
    assert counted(cast.leader) == {JIULI: (1, 0), LIURU: (1, 1)}
    assert counted(cast.other_leader) == {"321181001001": (1, 0)}
    assert counted(cast.officer) == {YUNYANG: (1, 0), YANLING: (2, 1)}
    assert counted(cast.officer, town=YANLING) == counted(cast.leader)
    head = {name: figures(cast.leader)[name] for name in ("date", "by", "area")}
    assert head == {
        "date": "2026-11-24", "by": "village", "area": {"code": YANLING, "name": "延陵镇", "level": "town"}
    }  # fmt: skip


def test_the_places_stand_in_the_order_of_their_codes_those_without_a_case_too(cast):
    new_case(cast.informant)
    codes = [one["area"]["code"] for one in figures(cast.leader)["places"]]
    assert codes == sorted(codes) and len(codes) > 5


def test_all_together_is_the_sum_of_the_places(cast):
    a_case(cast), a_case(cast, "closed"), new_case(cast.next_village, **AT_JIULI)
    together = figures(cast.officer)["together"]
    assert (together["open"], together["closed"]) == (2, 1)


def test_a_median_is_of_three_cases_or_more(cast, clock):
    cases = [new_case(cast.informant) for _ in range(3)]
    for hours, case_id in zip((1, 4, 5), cases, strict=True):
        clock.forward(hours=hours)
        took = figures(cast.leader)["together"]["took"]
        assert took == {"stop": None, "report": None, "handle": None}
        done(cast.inspector, case_id, "stop", outcome="stopped")
    assert figures(cast.leader)["together"]["took"] == {"stop": 5 * 60, "report": None, "handle": None}


def test_of_an_even_number_the_median_lies_in_the_middle(cast, clock):
    cases = [new_case(cast.informant) for _ in range(4)]
    for case_id in cases:
        clock.forward(hours=1)
        done(cast.inspector, case_id, "stop", outcome="stopped")
    assert figures(cast.leader)["together"]["took"]["stop"] == 150


def test_a_case_that_lies_in_no_village_counts_for_its_town(cast):
    new_case(cast.leader, place=None)
    lines = {one["area"]["code"]: one["area"]["level"] for one in figures(cast.leader)["places"] if one["open"]}
    assert lines == {YANLING: "town"}


def test_a_year_begins_anew(cast, clock):
    a_case(cast, "closed")
    clock.forward(days=40)
    assert counted(cast.leader) == {}
    assert counted(cast.leader, date="2026-12-31") == {LIURU: (0, 1)}


# ---- the number opens the cases behind it


def test_the_lists_behind_the_numbers_are_as_long_as_they_say(cast):
    a_case(cast), a_case(cast, "closed"), new_case(cast.next_village, **AT_JIULI)
    new_case(cast.informant, conceal="town")
    for member in (cast.leader, cast.officer):
        for code, (opened, closed) in counted(member, town=YANLING).items():
            asked = {"area": code, "limit": 200}
            assert len(member.get("/cases", state="open", **asked).json["cases"]) == opened
            found = member.get("/cases", state="closed", closed_from="2026-01-01", **asked).json["cases"]
            assert len(found) == closed
    assert cast.leader.get("/cases", closed_from="2027-01-01").json["cases"] == []
    assert cast.leader.get("/cases", closed_from="yesterday").status_code == 422


# ---- for whom


@pytest.mark.parametrize("part", ["informant", "inspector", "department", "admin", "outsider"])
def test_figures_are_for_those_who_lead_or_oversee(cast, part):
    for path in ("/figures", "/figures/weeks"):
        assert cast[part].get(path).json["error"]["code"] == "not_for_you"


def test_a_leader_asks_for_no_other_town(cast):
    for path in ("/figures", "/figures/weeks"):
        for town in (YUNYANG, LIURU, "nowhere"):
            assert cast.leader.get(path, town=town).json["error"]["code"] == "area_missing"
        assert cast.officer.get(path, town=YUNYANG).status_code == 200


@pytest.mark.parametrize("day", ["2026-11-25", "1999-01-01", "2026-02-30", "today", "0001-01-01"])
def test_a_day_that_has_not_come_or_is_none_is_refused(cast, day):
    for path in ("/figures", "/figures/weeks"):
        assert cast.leader.get(path, date=day).status_code == 422


def test_what_is_concealed_counts_for_nobody_who_must_not_see_it(cast, clock):
    hidden = new_case(cast.informant, conceal="town", kind="villa")
    assert counted(cast.leader) == {}
    bring(cast, new_case(cast.informant), "closed")
    for who, what in (("officer", "stop"), ("officer", "verify"), ("officer", "report"), ("officer", "handle")):
        done(cast[who], hidden, what)
    clock.forward(days=1)
    assert counted(cast.leader) == {LIURU: (0, 1)}
    assert counted(cast.officer) == {YANLING: (1, 1)}
    weeks = cast.leader.get("/figures/weeks").json
    assert weeks["together"] == {"opened": [0] * 11 + [1], "closed": [0] * 11 + [1]}


def test_what_is_concealed_later_is_gone_from_the_days_before_as_well(cast, clock):
    case_id = new_case(cast.informant)
    clock.forward(**DAY)
    assert counted(cast.leader, date="2026-11-24") == {LIURU: (1, 0)}
    done(cast.officer, case_id, "conceal", level="town")
    assert counted(cast.leader, date="2026-11-24") == counted(cast.leader) == {}
    assert counted(cast.officer, date="2026-11-24") == {YANLING: (1, 0)}


def test_an_own_report_counts_once_wherever_it_lies(cast, session):
    new_case(cast.leader), new_case(cast.leader, conceal="village")
    assert counted(cast.leader) == {LIURU: (2, 0)}
    own = new_case(cast.leader, conceal="town")
    assert counted(cast.leader) == {LIURU: (3, 0)}
    assert cast.leader.get(f"/cases/{own}").status_code == 200


# ---- the twelve weeks


def test_the_twelve_weeks_end_with_the_day_that_is_asked_for(cast, clock):
    a_case(cast)
    clock.forward(days=7)
    new_case(cast.next_village, **AT_JIULI)
    a_case(cast, "closed")
    told = cast.leader.get("/figures/weeks").json
    assert (told["weeks"][0], told["weeks"][-1], len(told["weeks"])) == ("2026-09-09", "2026-11-25", 12)
    assert told["together"] == {"opened": [0] * 10 + [1, 2], "closed": [0] * 11 + [1]}
    places = {one["area"]["code"]: one["opened"][-2:] for one in told["places"] if any(one["opened"])}
    assert places == {JIULI: [0, 1], LIURU: [1, 1]}
    before = cast.leader.get("/figures/weeks", date="2026-11-24").json["together"]
    assert before == {"opened": [0] * 11 + [1], "closed": [0] * 12}


# ---- a day that is over


def test_a_past_day_says_what_it_said_whatever_came_after(cast, clock, session, app):
    """Opened again, returned, moved, an act that arrives late, a merged village, an erased person."""
    said, readers = {}, (cast.officer, cast.leader)

    def at_its_end() -> None:
        clock.now = clock.now.astimezone(CHINA).replace(hour=23, minute=59)
        day = clock.now.date().isoformat()
        for member in readers:
            said[member.part, day, None] = told(member)
        said["officer", day, YANLING] = told(cast.officer, town=YANLING)
        said["officer", day, YUNYANG] = told(cast.officer, town=YUNYANG)
        clock.forward(hours=10)

    cases = [a_case(cast) for _ in range(4)]
    at_its_end()
    for case_id in cases:
        bring(cast, case_id, "closed")
    at_its_end()
    done(cast.leader, cases[0], "reopen")
    late = new_case(cast.informant)
    at_its_end()
    clock.forward(days=1)
    yesterday = (clock.now - timedelta(days=1)).isoformat()
    done(cast.inspector, late, "stop", outcome="stopped", at=yesterday)
    done(cast.inspector, cases[0], "move", place=JIULI_SITE)
    at_its_end()
    for name in ("verify", "report"):
        done(cast.inspector, late, name)
    at_its_end()
    done(cast.leader, late, "return", step="report")
    at_its_end()
    liuru, sun_city = (session.scalar(select(Area).where(Area.code == code)) for code in (LIURU, "321181001001"))
    wish = Wish((liuru.id,), (Successor(sun_city.code),))
    reorganising.reorganise(session, wish, cast.admin.actor(session), clock.now)
    erasing.erase(session, session.get(Person, cast.informant.id), "期满", now=clock.now)
    session.commit()
    at_its_end()

    shown = {key: told(cast.officer, date=key[1], town=key[2] or "") for key in said if key[0] == "officer"}
    assert shown == {key: lines for key, lines in said.items() if key[0] == "officer"}
    assert sum(one["closed"] for one in said["officer", "2026-11-25", None]) == 4
    assert sum(one["closed"] for one in said["officer", "2026-11-26", None]) == 3
    # A leader's right to see what went to another town is gone, and the days before with it.
    assert counted(cast.leader, date="2026-11-25") == {LIURU: (0, 1)}
    session.rollback()
    assert verifying.verify(session) == []
    assert len(session.scalars(select(FormerStanding)).all()) > 4


def test_a_day_can_be_asked_about_while_it_lasts(cast, clock):
    a_case(cast)
    assert told(cast.leader, date="2026-11-24") == told(cast.leader)


def test_verify_names_a_standing_that_somebody_changed(cast, clock, session):
    case_id = a_case(cast, "closed")
    clock.forward(**DAY)
    done(cast.leader, case_id, "reopen")
    session.rollback()
    for statement in (
        update(Case).values(closed_min=1), update(Case).values(stands_min=1),
        update(FormerStanding).values(path="x/"),
        update(FormerStanding).values(closed_min=None),
    ):  # fmt: skip
        session.execute(statement)
        session.expire_all()
        assert [one.code for one in verifying.verify(session)] == ["case_differs"]
        session.rollback()


def test_the_same_act_twice_leaves_one_standing(cast, clock, session):
    case_id = a_case(cast, "closed")
    clock.forward(**DAY)
    for _ in range(2):
        act(cast.leader, case_id, "reopen", act_id="5b6ac9b0-5f0c-4f6e-9f57-4e2f6b1c7d10", at=clock.now.isoformat())
    assert [one.case_id for one in session.scalars(select(FormerStanding))] == [case_id]
