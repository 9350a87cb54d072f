"""GET /changes: what a phone must learn, by an opaque cursor that tells nothing of what is hidden."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from patrol.domain import erasing, keeping_areas, people
from patrol.models import Area, County, Person
from tests.api.sending import JIULI_SITE, a_case, act, done, end_post, give_post, new_case, receive_report
from tests.cast import LIURU, YUNYANG


class Phone:
    """The local table of a phone, kept by nothing but the answers of the feed."""

    def __init__(self, member, limit: int = 50):
        self.member, self.limit = member, limit
        self.table: dict[str, dict] = {}
        self.cursor: str | None = None

    def sync(self) -> list[dict]:
        """The pages it took until nothing more was there."""
        pages = []
        while not pages or pages[-1]["more"]:
            query = {"limit": self.limit} | ({"after": self.cursor} if self.cursor else {})
            page = self.member.get("/changes", **query).json
            if page["reset"]:
                self.table = {}
            self.table |= {case["id"]: case for case in page["cases"]}
            for case_id in page["gone"]:
                self.table.pop(case_id, None)
            self.cursor = page["cursor"]
            pages.append(page)
        return pages

    def next(self) -> dict:
        (page,) = self.sync()
        return page


@pytest.fixture
def seven(cast, session):
    ids = [receive_report(session, cast.informant).case_id for _ in range(7)]
    session.commit()
    return ids


def visible(member) -> set[str]:
    return {case["id"] for case in member.get("/cases", limit=200).json["cases"]}


def test_the_first_sync_comes_in_pages_and_holds_every_case_whole(cast, seven):
    phone = Phone(cast.inspector, limit=3)
    pages = phone.sync()
    assert [len(page["cases"]) for page in pages] == [3, 3, 1]
    assert [page["reset"] for page in pages] == [False] * 3
    assert phone.table == {one: cast.inspector.get(f"/cases/{one}").json for one in seven}


def test_then_only_what_changed_comes_and_nothing_when_nothing_did(cast, seven):
    phone = Phone(cast.inspector)
    phone.sync()
    before = phone.cursor
    assert (phone.next()["cases"], phone.cursor) == ([], before)
    done(cast.leader, seven[3], "comment", note="看过")
    assert [case["id"] for case in phone.next()["cases"]] == [seven[3]]
    assert phone.next()["cases"] == []


@pytest.mark.parametrize(
    ("part", "how"),
    [
        ("neighbour", {"act": "conceal", "level": "village"}),
        ("leader", {"act": "conceal", "level": "town"}),
        ("inspector", {"act": "conceal", "level": "station"}),
        ("neighbour", {"act": "move", "place": JIULI_SITE}),
        ("inspector", {"act": "move", "place": None, "area": YUNYANG}),
        ("leader", {"act": "move", "place": None, "area": YUNYANG}),
    ],
)
def test_a_case_that_was_hidden_or_moved_away_is_gone_once(cast, seven, part, how):
    phone = Phone(cast[part])
    phone.sync()
    how = dict(how)
    assert act(cast.officer, seven[2], how.pop("act"), **how).json["outcome"] == "accepted"
    page = phone.next()
    assert (page["gone"], page["cases"]) == ([seven[2]], [])
    assert set(phone.table) == visible(cast[part]) == set(seven) - {seven[2]}
    assert phone.next()["gone"] == []


def test_what_is_gone_is_not_lost_between_pages(cast, seven):
    phone = Phone(cast.inspector, limit=2)
    phone.sync()
    act(cast.officer, seven[0], "conceal", level="station")
    for case_id in seven[1:]:
        done(cast.leader, case_id, "comment")
    act(cast.officer, seven[6], "conceal", level="station")
    assert len(phone.sync()) > 2
    assert set(phone.table) == visible(cast.inspector) == set(seven[1:6])


def test_a_case_that_comes_into_sight_comes_whole(cast, seven):
    phone = Phone(cast.next_village)
    phone.sync()
    done(cast.inspector, seven[0], "move", place=JIULI_SITE)
    assert [case["id"] for case in phone.next()["cases"]] == [seven[0]]


def test_hidden_and_shown_again_between_two_syncs_it_is_there(cast, seven):
    phone = Phone(cast.neighbour)
    phone.sync()
    for level in ("village", None):
        act(cast.officer, seven[1], "conceal", level=level)
    phone.sync()
    assert set(phone.table) == set(seven)


def test_what_is_hidden_moves_no_cursor(cast, seven):
    phone = Phone(cast.neighbour)
    phone.sync()
    before = phone.cursor
    hidden = new_case(cast.informant, conceal="village")
    for who, what in [("inspector", "stop"), ("inspector", "verify"), ("officer", "comment")]:
        done(cast[who], hidden, what)
    new_case(cast.other_informant, place=None)
    assert phone.next() == {"cases": [], "gone": [], "cursor": before, "reset": False, "more": False}


def test_a_made_up_cursor_tells_not_how_far_a_hidden_case_has_come(cast, seven):
    from patrol.domain.looking import decode_cursor, write_cursor

    phone = Phone(cast.neighbour)
    phone.sync()
    epoch, scope, *_ = decode_cursor(phone.cursor)
    act(cast.officer, seven[4], "conceal", level="village")
    for _ in range(3):
        done(cast.inspector, seven[4], "comment")
    told = [
        cast.neighbour.get("/changes", after=write_cursor([epoch, scope, seven[4], n])).json["reset"]
        for n in range(3, 8)
    ]
    assert told == [True] * 5


def test_a_change_of_posts_says_reset_and_all_comes_anew(cast, session, seven, clock):
    phone = Phone(cast.other_leader)
    phone.sync()
    give_post(session, cast.other_leader, "leader", area="321181101000")
    page = phone.next()
    assert (page["reset"], {case["id"] for case in page["cases"]}) == (True, set(seven))
    clock.forward(minutes=1)
    end_post(session, cast.other_leader)
    page = phone.next()
    assert (page["reset"], page["cases"], phone.table) == (True, [], {})
    assert phone.next()["reset"] is False


def test_a_restore_says_reset(cast, session, seven):
    phone = Phone(cast.inspector)
    phone.sync()
    session.execute(update(County).values(epoch=2))
    session.commit()
    assert (phone.next()["reset"], set(phone.table)) == (True, set(seven))


def test_closed_a_month_ago_only_one_s_own_stay_on_the_phone(cast, clock):
    old = a_case(cast, "closed")
    clock.forward(days=29)
    assert set_of(cast.inspector) == {old}
    recent = a_case(cast, "closed")
    clock.forward(days=2)
    assert set_of(cast.inspector) == set_of(cast.leader) == {recent}
    assert set_of(cast.informant) == {old, recent}
    assert cast.inspector.get(f"/cases/{old}").status_code == 200


def set_of(member) -> set[str]:
    phone = Phone(member)
    phone.sync()
    return set(phone.table)


def test_a_town_s_last_leader_goes_and_the_officer_s_phone_learns_that_it_waits_for_the_county(cast, session, clock):
    """No event of the case tells of it: whether there is a leader is asked when a case is read."""
    case_id = a_case(cast, "handled", kind="villa")
    phones = [Phone(cast[part]) for part in ("officer", "inspector", "informant")]
    for phone in phones:
        phone.sync()
    assert phones[0].table[case_id]["holder"] == "town"
    clock.forward(minutes=1)
    end_post(session, cast.leader)
    for phone in phones:
        phone.sync()
        assert phone.table[case_id] == phone.member.get(f"/cases/{case_id}").json
    assert phones[0].table[case_id]["holder"] == "county" and "sign_off" in phones[0].table[case_id]["may"]


@pytest.mark.parametrize("what", ["area", "person", "erased"])
def test_another_name_of_an_area_or_a_person_comes_to_the_phones(cast, session, clock, what):
    case_id = new_case(cast.informant)
    done(cast.officer, case_id, "assign", lead=cast.inspector.id)
    done(cast.inspector, case_id, "stop", note=f"{cast.inspector.name}到场")
    phone = Phone(cast.leader)
    phone.sync()
    before = phone.table[case_id]
    by, person = cast.admin.actor(session), session.get(Person, cast.inspector.id)
    if what == "area":
        area = session.scalar(select(Area).where(Area.code == LIURU))
        keeping_areas.change(session, area, "柳茹新村", area.code, area.from_on, by, clock.now)
    elif what == "person":
        people.rename(session, by, person.id, "欧阳清风", now=clock.now)
    else:
        erasing.erase(session, person, "本人要求", now=clock.now)
    session.commit()
    phone.sync()
    assert before != phone.table[case_id] == cast.leader.get(f"/cases/{case_id}").json
