"""合并、拆分: areas become other areas; who sees what afterwards, and what stays as it was."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, true

from patrol.api.schemas import Report
from patrol.domain import keeping_areas, reorganising, reports, stations, verifying
from patrol.domain.errors import Conflict, Invalid
from patrol.domain.reorganising_plan import Successor, Wish
from patrol.models import Area, Case, Due, Notice, Person, Post, Station
from patrol.models.area_lists import found_in
from tests.api.sending import (
    JIULI_SITE,
    SITE,
    a_case,
    act,
    case_of,
    done,
    give_post,
    new_case,
    new_id,
    report_body,
    send_report,
)
from tests.cast import JIULI, LIURU, YANLING, YUNYANG
from tests.domain.test_feed import Phone

SUN_CITY = "321181001001"  # 太阳城社区, in the other town
EVERYBODY = (
    "informant", "neighbour", "next_village", "inspector", "assistant", "leader", "officer", "other_informant",
    "other_inspector", "other_leader",
)  # fmt: skip


def area(session, code: str) -> Area:
    session.expire_all()
    return session.scalar(select(Area).where(Area.code == code))


@pytest.fixture
def merge(cast, session, clock):
    """merge([old codes], successor …) as the administrator does it; a successor: code, or (code, name, parent)."""

    def do(olds: list[str], *successors, **choices):
        session.rollback()
        ids = tuple(area(session, code).id for code in olds)
        said = tuple(Successor(*((one,) if isinstance(one, str) else one)) for one in successors)
        plan = reorganising.reorganise(session, Wish(ids, said, **choices), cast.admin.actor(session), clock.now)
        session.commit()
        return plan

    return do


def seen_by(cast, case_id: str) -> set[str]:
    return {part for part in EVERYBODY if cast[part].get(f"/cases/{case_id}").status_code == 200}


def stored(session, case_id: str) -> Case:
    session.rollback()
    session.expire_all()
    return session.get(Case, case_id)


# ---- a village of one town goes into a village of another


@pytest.fixture
def two(cast):
    """An open and a closed case of 柳茹."""
    return a_case(cast), a_case(cast, "closed")


def test_open_and_closed_cases_go_to_the_people_of_the_new_place(cast, merge, two):
    assert [seen_by(cast, one) for one in two] == [
        {"informant", "neighbour", "inspector", "assistant", "leader", "officer"}
    ] * 2
    merge([LIURU], SUN_CITY)
    assert [seen_by(cast, one) for one in two] == [
        {"informant", "neighbour", "other_informant", "other_inspector", "other_leader", "officer"}
    ] * 2


def test_the_case_keeps_its_number_its_dues_and_where_it_was_found(cast, session, merge, two):
    def kept(case_id):
        case = stored(session, case_id)
        dues = session.scalars(select(Due).where(Due.case_id == case_id).order_by(Due.step))
        return case.number, case.found_area_id, [(due.step, due.level, due.due_at, due.done_at) for due in dues]

    before = [kept(one) for one in two]
    merge([LIURU], SUN_CITY)
    assert [kept(one) for one in two] == before
    case = case_of(cast.officer, two[0])
    assert (case["area"]["code"], case["town"]["code"], case["station"]["name"]) == (SUN_CITY, YUNYANG, "云阳所")
    assert stored(session, two[0]).path == area(session, SUN_CITY).path


def test_each_case_has_one_event_and_the_log_replays(cast, session, merge, two):
    merge([LIURU], SUN_CITY)
    last = [case_of(cast.officer, one)["timeline"][-1] for one in two]
    told = [{name: entry[name] for name in ("act", "from_area", "to_area", "role")} for entry in last]
    assert (
        told == [{"act": "reorganise", "from_area": "柳茹村委会", "to_area": "太阳城社区居委会", "role": "admin"}] * 2
    )
    session.rollback()
    assert verifying.verify(session) == []


@pytest.fixture
def phones(cast, two):
    held = {part: Phone(cast[part]) for part in EVERYBODY}
    for phone in held.values():
        phone.sync()
    return held


def test_phones_concerned_begin_anew_and_no_others(phones, merge, two):
    merge([LIURU], SUN_CITY)
    reset = {part for part, phone in phones.items() if phone.sync()[0]["reset"]}
    assert reset == set(EVERYBODY) - {"officer", "next_village"}
    holding = {part for part, phone in phones.items() if set(phone.table) == set(two)}
    assert holding == {"informant", "neighbour", "other_informant", "other_inspector", "other_leader", "officer"}
    assert all(phones[part].table == {} for part in ("inspector", "assistant", "leader", "next_village"))
    assert {part for part, phone in phones.items() if phone.sync()[0]["reset"]} == set()


def test_after_each_kind_of_change_a_phone_holds_what_its_owner_may_see(cast, phones, merge, session, clock):
    merge([LIURU], ("321181101299", "新柳村委会", YANLING))
    merge(["321181101299", JIULI], SUN_CITY)
    stations.serve(session, area(session, YUNYANG), station(session, "延陵所"), cast.admin.actor(session), clock.now)
    session.commit()
    merge([YUNYANG], YANLING)
    for part, phone in phones.items():
        phone.sync()
        assert set(phone.table) == {case["id"] for case in cast[part].get("/cases", limit=100).json["cases"]}, part
    session.rollback()
    assert verifying.verify(session) == []


def station(session, name: str) -> Station:
    return session.scalar(select(Station).where(Station.name == name))


def test_the_old_village_stays_in_the_books_with_its_last_day_and_what_it_became(session, merge, clock):
    merge([LIURU], SUN_CITY)
    old = area(session, LIURU)
    assert (old.name, old.to_on.isoformat(), old.successor_id) == (
        "柳茹村委会",
        "2026-11-24",
        area(session, SUN_CITY).id,
    )


# ---- posts, and what arrives late


def test_posts_go_on_under_the_new_name_and_the_old_ones_end(cast, session, merge, clock):
    merge([LIURU], SUN_CITY)
    posts = session.scalars(select(Post).where(Post.person_id == cast.informant.id).order_by(Post.id)).all()
    told = [(post.role, post.area.code, post.from_at, post.to_at, post.continues_id) for post in posts]
    begun = clock.now - timedelta(days=365)
    assert told == [
        ("informant", LIURU, begun, clock.now, None), ("informant", SUN_CITY, clock.now, None, posts[0].id),
    ]  # fmt: skip


@pytest.mark.parametrize("place", [{**SITE, "by": "pin"}, None])
def test_a_report_made_in_the_old_village_and_sent_days_later_lands_in_the_new_one(cast, merge, clock, place):
    body = report_body(cast.informant, place=place)
    merge([LIURU], SUN_CITY)
    clock.forward(days=3)
    assert cast.informant.put(f"/reports/{new_id()}", body).status_code == 201
    (case,) = cast.other_leader.get("/cases").json["cases"]
    assert (case["area"]["code"], case["town"]["code"]) == (SUN_CITY, YUNYANG)


def test_an_act_done_in_the_old_village_and_sent_later_still_counts(cast, merge, clock):
    case_id = a_case(cast)
    at = clock.forward(minutes=30).isoformat()
    clock.forward(minutes=5)
    merge([LIURU], SUN_CITY)
    clock.forward(hours=3)
    assert act(cast.neighbour, case_id, "stop", at=at).json["outcome"] == "accepted"


def test_what_the_old_town_s_inspector_did_before_is_kept_as_a_note(cast, merge, clock):
    case_id = a_case(cast)
    at = clock.forward(minutes=30).isoformat()
    merge([LIURU], SUN_CITY)
    clock.forward(hours=3)
    answer = act(cast.inspector, case_id, "stop", at=at).json
    assert (answer["outcome"], answer["why"], answer["case"]) == ("noted", "not_your_post", None)


def test_a_case_moved_to_the_old_code_comes_to_the_new_village(cast, merge):
    case_id = new_case(cast.next_village, place={**JIULI_SITE, "by": "pin"})
    merge([LIURU], ("321181101299", "新柳村委会", YANLING))
    assert done(cast.inspector, case_id, "move", place=None, area=LIURU)["area"]["code"] == "321181101299"


# ---- what was counted stays counted


def test_cases_opened_per_village_as_found_are_the_same_before_and_after(cast, session, merge, clock):
    a_case(cast)
    a_case(cast, "closed")
    new_case(cast.next_village, place={**JIULI_SITE, "by": "pin"})
    new_case(cast.other_informant, place=None)
    until = clock.forward(hours=1)

    def counted() -> Counter:
        session.rollback()
        return found_in(session, true(), until - timedelta(days=1), until)

    before = counted()
    assert before == Counter(
        {f"321181/{YANLING}/{LIURU}/": 2, f"321181/{YANLING}/{JIULI}/": 1, f"321181/{YUNYANG}/{SUN_CITY}/": 1}
    )
    merge([LIURU, JIULI], SUN_CITY)
    merge([YUNYANG], YANLING)
    assert counted() == before
    new_case(cast.informant)
    clock.forward(hours=1)
    session.rollback()
    assert found_in(session, true(), until, clock.now) == Counter({f"321181/{YANLING}/{SUN_CITY}/": 1})


# ---- what is hidden stays hidden


@pytest.mark.parametrize(
    ("level", "after"),
    [
        ("village", {"informant", "other_inspector", "other_leader", "officer"}),
        ("town", {"informant", "other_inspector", "officer"}),
        ("station", {"informant", "officer"}),
    ],
)
def test_a_hidden_case_is_hidden_from_the_new_people_and_from_those_it_was_hidden_from(cast, merge, level, after):
    case_id = new_case(cast.informant, conceal=level)
    merge([LIURU], SUN_CITY)
    assert seen_by(cast, case_id) == after


@pytest.mark.parametrize("level", ["village", "town", "station"])
def test_a_merge_of_towns_hides_from_both(cast, merge, level):
    case_id = new_case(cast.informant, conceal=level)
    merge([YANLING], YUNYANG)
    seen = {"village": {"other_inspector", "leader", "other_leader"}, "town": {"other_inspector"}, "station": set()}
    assert seen_by(cast, case_id) == seen[level] | {"informant", "officer"}


def test_a_second_post_opens_nothing_that_was_hidden_before_a_split(cast, session, merge):
    give_post(session, cast.neighbour, "inspector", station="延陵所")
    case_id = new_case(cast.informant, conceal="village")
    assert "neighbour" not in seen_by(cast, case_id)
    post = session.scalar(select(Post.id).where(Post.person_id == cast.neighbour.id, Post.role == "informant"))
    parts = [("321181101291", "柳村委会", YANLING), ("321181101292", "茹村委会", YANLING)]
    merge([LIURU], *parts, posts={post: 1})
    assert seen_by(cast, case_id) == {"informant", "inspector", "assistant", "leader", "officer"}
    assert stored(session, case_id).concealed_path == f"321181/{YANLING}/*"


def test_a_second_post_in_the_new_town_opens_nothing_either(cast, session, merge):
    give_post(session, cast.leader, "inspector", station="云阳所")
    case_id = new_case(cast.informant, conceal="town")
    merge([LIURU], SUN_CITY)
    assert seen_by(cast, case_id) == {"informant", "other_inspector", "officer"}
    assert stored(session, case_id).concealed_path == "321181/*"


# ---- merges within a town, splits, towns


def test_two_villages_become_a_new_one_with_both_boundaries(cast, session, merge):
    first, second = a_case(cast), new_case(cast.next_village, place={**JIULI_SITE, "by": "pin"})
    merge([LIURU, JIULI], ("321181101299", "柳里村委会", YANLING))
    new = area(session, "321181101299")
    assert [stored(session, one).area_id for one in (first, second)] == [new.id] * 2
    assert (new.synthetic, new.boundary["type"] in ("Polygon", "MultiPolygon")) == (True, True)
    # The very next report is placed by the new boundary: no index of the old ones is left.
    for site in (SITE, JIULI_SITE):
        case = case_of(cast.officer, new_case(cast.officer, place={**site, "by": "pin"}))
        assert case["area"]["code"] == "321181101299"


def test_a_part_is_split_off_and_takes_what_lies_in_it(cast, session, merge, clock):
    """The old village goes on; the new one was added with its boundary before."""
    here, there = a_case(cast), new_case(cast.informant, place={"lat": 31.885, "lon": 119.508, "by": "pin"})
    unplaced = new_case(cast.informant, place=None)
    by = cast.admin.actor(session)
    part = keeping_areas.add(session, "321181101293", "新柳村委会", "village", YANLING, None, by, clock.now)
    keeping_areas.set_boundary(session, part, square(119.507, 31.888), True, by, clock.now)
    session.commit()
    post = session.scalar(select(Post.id).where(Post.person_id == cast.neighbour.id))
    plan = merge([LIURU], LIURU, "321181101293", posts={post: 1})
    assert ([one.code for one in plan.ended], plan.boundary) == ([], "cut")
    codes = [case_of(cast.officer, one)["area"]["code"] for one in (here, there, unplaced)]
    assert codes == ["321181101293", LIURU, LIURU]
    session.expire_all()
    held = {part: [post.area.code for post in _posts(session, cast[part])] for part in ("informant", "neighbour")}
    assert held == {"informant": [LIURU], "neighbour": ["321181101293"]}
    assert area(session, LIURU).to_on is None


def _posts(session, member) -> list[Post]:
    return list(session.scalars(select(Post).where(Post.person_id == member.id, Post.to_at.is_(None))))


def square(lon: float, lat: float, half: float = 0.0015) -> dict:
    west, south, east, north = lon - half, lat - half, lon + half, lat + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_a_town_goes_into_another_with_its_villages_and_groups(cast, session, merge, clock):
    by = cast.admin.actor(session)
    keeping_areas.add(session, LIURU + "001", "第一组", "group", LIURU, None, by, clock.now)
    session.commit()
    give_post(session, cast.neighbour, "informant", area=LIURU + "001")
    case_id = new_case(cast.neighbour, place=None)
    merge([YANLING], YUNYANG)
    assert area(session, LIURU).path == f"321181/{YUNYANG}/{LIURU}/"
    assert stored(session, case_id).path == f"321181/{YUNYANG}/{LIURU}/{LIURU}001/"
    assert seen_by(cast, case_id) == {
        "informant", "neighbour", "leader", "other_leader", "other_inspector", "officer",
    }  # fmt: skip
    posts = [(post.role, post.area.code) for post in _posts(session, cast.leader)]
    assert posts == [("leader", YUNYANG)]


def test_groups_go_along_and_their_codes_follow_the_new_village(cast, session, merge, clock):
    by = cast.admin.actor(session)
    for village in (LIURU, JIULI):
        keeping_areas.add(session, village + "001", "第一组", "group", village, None, by, clock.now)
    session.commit()
    give_post(session, cast.outsider, "informant", area=LIURU + "001")
    case_id = new_case(cast.outsider, place=None)
    merge([LIURU], JIULI)
    case = case_of(cast.next_village, case_id)
    assert (case["area"]["code"], case["area"]["name"]) == (JIULI + "002", "第一组")
    assert [post["area"]["code"] for post in cast.outsider.get("/session").json["posts"]] == [JIULI + "002"]
    keeping_areas.change(session, area(session, JIULI), "九里村委会", "321181101298", None, by, clock.now)
    session.commit()
    assert case_of(cast.officer, case_id)["area"]["code"] == "321181101298002"


def test_numbers_go_on_in_a_town_that_is_named_after_an_old_one(cast, session, merge):
    assert send_report(cast.informant)["case"]["number"] == "延陵-2026-0001"
    merge([YANLING, YUNYANG], ("321181120000", "延陵镇", "321181"))
    assert send_report(cast.informant)["case"]["number"] == "延陵-2026-0002"
    assert area(session, LIURU).path.startswith("321181/321181120000/")


@pytest.mark.parametrize(
    ("olds", "successors", "code"),
    [
        ([], [SUN_CITY], "no_such_area"),
        ([LIURU], [], "no_successor"),
        ([LIURU], [LIURU], "nothing_to_reorganise"),
        ([LIURU], [SUN_CITY, SUN_CITY], "successor_twice"),
        ([LIURU, YANLING], [SUN_CITY], "levels_differ"),
        ([LIURU], [YUNYANG], "no_such_successor"),
        ([LIURU], [("321181101299", "", YANLING)], "bad_area_name"),
        ([LIURU], [("321181101299", "新村", LIURU)], "no_parent_chosen"),
        ([LIURU], [("3211811", "新村", YANLING)], "bad_area_code"),
        ([YANLING], [YUNYANG, ("321181120000", "新镇", "321181")], "town_not_split"),
        (["321181"], ["321181"], "county_stays"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_and_nothing_changes(cast, session, merge, two, olds, successors, code):
    with pytest.raises(Invalid) as refused:
        merge(olds, *successors)
    assert refused.value.code == code
    session.rollback()
    assert (area(session, LIURU).to_on, verifying.verify(session)) == (None, [])


def test_what_has_ended_cannot_be_merged_again_nor_merged_into(merge):
    merge([LIURU], SUN_CITY)
    for olds, successor, code in [([LIURU], JIULI, "no_such_area"), ([JIULI], LIURU, "no_such_successor")]:
        with pytest.raises(Invalid) as refused:
            merge(olds, successor)
        assert refused.value.code == code


# ---- stations


def test_a_town_that_goes_to_another_station_takes_its_cases_along(cast, session, two, phones, clock):
    handed = a_case(cast)
    done(cast.officer, handed, "move", place=None, station=station(session, "云阳所").id)
    session.rollback()
    town, to = area(session, YANLING), station(session, "珥陵所")
    assert stations.serve(session, town, to, cast.admin.actor(session), clock.now) is True
    session.commit()
    assert [case_of(cast.officer, one)["station"]["name"] for one in two] == ["珥陵所"] * 2
    assert case_of(cast.officer, handed)["station"]["name"] == "云阳所"
    reset = {part for part, phone in phones.items() if phone.sync()[0]["reset"]}
    assert reset == {"inspector", "assistant"}
    assert phones["inspector"].table == {} and set(phones["leader"].table) == {*two, handed}
    assert stations.serve(session, area(session, YANLING), to, cast.admin.actor(session), clock.now) is False


def test_a_station_stays_while_it_serves_a_town_or_has_people_and_hidden_cases_are_no_reason(cast, session, clock):
    by = cast.admin.actor(session)
    with pytest.raises(Conflict) as refused:
        stations.close(session, station(session, "延陵所"), by, clock.now)
    assert refused.value.code == "station_serves"
    spare = stations.add(session, "备用所", by, clock.now)
    session.commit()
    give_post(session, cast.neighbour, "inspector", station="备用所")
    with pytest.raises(Conflict) as refused:
        stations.close(session, spare, by, clock.now)
    assert refused.value.code == "people_inside"
    session.rollback()
    session.delete(session.scalar(select(Post).where(Post.station_id == spare.id)))
    session.commit()
    case_id = new_case(cast.informant, conceal="town")
    done(cast.officer, case_id, "move", place=None, station=spare.id)
    session.rollback()
    stations.close(session, session.get(Station, spare.id), by, clock.now)
    session.commit()
    assert case_of(cast.officer, case_id)["station"]["name"] == "延陵所"
    assert "备用所" not in [one["name"] for one in cast.officer.get(f"/cases/{case_id}/candidates").json["stations"]]
    assert verifying.verify(session) == []


# ---- names and codes


def test_a_new_code_and_name_move_nobody_and_every_phone_that_shows_them_begins_anew(
    cast, session, phones, two, clock
):
    by = cast.admin.actor(session)
    village = area(session, LIURU)
    path = village.path
    assert keeping_areas.change(session, village, "柳茹社区居委会", "321181101299", None, by, clock.now) is True
    session.commit()
    assert (area(session, "321181101299").path, case_of(cast.leader, two[0])["area"]["name"]) == (
        path,
        "柳茹社区居委会",
    )
    reset = {part for part, phone in phones.items() if phone.sync()[0]["reset"]}
    assert reset == {"informant", "neighbour", "inspector", "assistant", "leader", "officer"}
    assert phones["informant"].table[two[0]]["area"]["code"] == "321181101299"
    assert seen_by(cast, two[0]) == {"informant", "neighbour", "inspector", "assistant", "leader", "officer"}
    # The old code is free as a name; what is added under it lies beside, not inside.
    other = keeping_areas.add(session, LIURU, "另一个村委会", "village", YANLING, None, by, clock.now)
    assert other.path == f"321181/{YANLING}/{LIURU}-2/"
    assert keeping_areas.change(session, other, "另一个村委会", LIURU, None, by, clock.now) is False


def test_a_replaced_boundary_counts_at_once(cast, session, clock):
    assert case_of(cast.officer, new_case(cast.officer, place={**SITE, "by": "pin"}))["area"]["code"] == LIURU
    session.rollback()
    keeping_areas.set_boundary(
        session, area(session, LIURU), square(119.6, 31.9), False, cast.admin.actor(session), clock.now
    )
    session.commit()
    assert case_of(cast.officer, new_case(cast.officer, place={**SITE, "by": "pin"}))["area"]["code"] == YANLING


def test_an_area_is_closed_without_successor_only_when_nobody_and_nothing_is_in_it(cast, session, clock):
    by = cast.admin.actor(session)
    why = {code: keeping_areas.why_not_close(session, area(session, code), clock.now) for code in (
        LIURU, YANLING, "321181", "321181101001",
    )}  # fmt: skip
    assert why == {LIURU: "people_inside", YANLING: "areas_inside", "321181": "county_stays", "321181101001": None}
    keeping_areas.close(session, area(session, "321181101001"), by, clock.now)
    session.commit()
    case = case_of(cast.officer, new_case(cast.officer, place={"lat": 31.94, "lon": 119.42, "by": "pin"}))
    assert case["area"]["code"] == YANLING


# ---- between the two halves of a report


def told_of(session, case_id: str) -> list[str]:
    question = select(Person.name).join(Notice, Notice.person_id == Person.id).where(Notice.case_id == case_id)
    return sorted(session.scalars(question))


def test_a_report_made_ready_before_a_merge_is_placed_and_told_of_as_one_after_it(cast, session, merge, clock):
    facts = Report.parse(json.dumps(report_body(cast.informant)).encode())
    draft = reports.prepare(session, new_id(), facts, cast.informant.actor(session), clock.now, timedelta(0))
    merge([LIURU], SUN_CITY)
    early = reports.write(session, draft).report.case_id
    session.commit()
    late = new_case(cast.informant)
    assert stored(session, early).path == stored(session, late).path == area(session, SUN_CITY).path
    assert told_of(session, early) == told_of(session, late)
    assert "云阳所巡查员" in told_of(session, early)
    assert verifying.verify(session) == []
