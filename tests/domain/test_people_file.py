"""A list of people is read, checked row by row, and taken over: nothing half-done, nothing guessed, nothing twice."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select

from patrol.domain import people, verifying, waiting
from patrol.domain.errors import Conflict, Invalid, Missing
from patrol.domain.people_file import reading, staging
from patrol.domain.waiting import PEOPLE
from patrol.extensions import reading as look
from patrol.extensions import writing
from patrol.models import Event, Person, Post, WaitingFile
from tests.cast import COUNTY, JIULI, LIURU, YANLING
from tests.domain import sheets

GOOD = ("张小明", "13912345678", LIURU, "信息员")


@pytest.fixture
def admin(cast, session):
    actor = cast.admin.actor(session)
    session.rollback()
    return actor


def staged(session, admin, clock, data: bytes):
    one = PEOPLE.keep(session, admin, data, now=clock(), sheet=reading.read(data))
    session.commit()
    return one


def plan(session, admin, clock, *rows: tuple, **more):
    return staging.plan_of(session, staged(session, admin, clock, sheets.xlsx(*rows, **more)), clock())


def take(session, admin, clock, data: bytes) -> dict:
    one = staged(session, admin, clock, data)
    digest = staging.plan_of(session, one, clock()).digest()
    counts = staging.confirm(session, admin, one.id, digest, now=clock())
    session.commit()
    return counts


def why(plan) -> list[str]:
    return [code for row in plan.rows for code, _ in row.why]


def test_the_good_ones_come_in_with_an_event_each_and_the_same_list_again_changes_nothing(session, admin, clock):
    data = sheets.xlsx(GOOD, ("李四", 13912345679, int(JIULI), "信息员"), ("王五", "13912345680", YANLING, "巡查员"))
    assert take(session, admin, clock, data) == {"wrong": 0, "new": 3, "changed": 0, "unchanged": 0}
    made = session.scalars(select(Person).where(Person.phone.startswith("139123456")).order_by(Person.phone)).all()
    assert [(one.name, one.posts[0].role, one.password_hash) for one in made] == [
        ("张小明", "informant", None), ("李四", "informant", None), ("王五", "inspector", None),
    ]  # fmt: skip
    events = session.scalar(select(func.count(Event.seq)))
    clock.forward(days=1)
    assert take(session, admin, clock, data) == {"wrong": 0, "new": 0, "changed": 0, "unchanged": 3}
    assert session.scalar(select(func.count(Event.seq))) == events == 4
    assert session.scalar(select(func.count(Post.id)).where(Post.person_id.in_([one.id for one in made]))) == 3
    assert verifying.verify(session) == []


def test_headings_stand_in_any_order_below_a_title_and_other_columns_are_said(session, admin, clock):
    rows = (
        ("备注", "联系电话", "角色", "姓 名", "行政区划代码", "岗位"),
        ("x", "13912345678", "信息员", "张小明", LIURU, "会计"),
    )
    told = reading.read(sheets.xlsx(*rows, headings=("丹阳市信息员名单",)))
    assert told["ignored"] == ["备注", "岗位"]
    assert [{name: row[name] for name in reading.FIELDS} for row in told["rows"]] == [
        {"name": "张小明", "phone": "13912345678", "code": LIURU, "role": "信息员", "station": ""}
    ]
    english = sheets.csv(("Li", "13912345678", LIURU, "informant"), headings=("Name", "Phone", "Area code", "Role"))
    assert reading.read(english)["rows"][0]["code"] == LIURU


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", ","), ("utf-16", "\t")]
)
def test_a_csv_is_read_in_the_encodings_that_offices_have(encoding, delimiter):
    told = reading.read(sheets.csv(GOOD, encoding=encoding, delimiter=delimiter))
    assert (told["rows"][0]["name"], told["rows"][0]["number"]) == ("张小明", 2)


@pytest.mark.parametrize(
    "phone",
    [
        "139 1234 5678", "139-1234-5678", "+8613912345678", "8613912345678", "13912345678.0",
        "１３９１２３４５６７８", "\u200b13912345678\ufeff",
    ],
)  # fmt: skip
def test_a_number_is_understood_as_people_write_it(session, admin, clock, phone):
    [row] = plan(session, admin, clock, ("张小明", phone, LIURU, "信息员")).rows
    assert (row.state, row.phone) == ("new", "13912345678")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("张", "1391234567", LIURU, "信息员"), "phone_not_11"),
        (("张", "1.39E+10", LIURU, "信息员"), "phone_rounded"),
        (("张", "", LIURU, "信息员"), "phone_missing"), (("", "13912345678", LIURU, "信息员"), "name_missing"),
        (("13912345678", "13912345678", LIURU, "信息员"), "name_odd"),
        (("张", "13912345678", "999999999999", "信息员"), "code_unknown"),
        (("张", "13912345678", "柳茹村委会", "信息员"), "code_is_name"),
        (("张", "13912345678", "321181101", "信息员"), "code_short"),
        (("张", "13912345678", "3.21E+11", "信息员"), "code_rounded"),
        (("张", "13912345678", "", "信息员"), "code_missing"),
        (("张", "13912345678", LIURU, "村长"), "role_unknown"), (("张", "13912345678", LIURU, ""), "role_missing"),
        (("张", "13912345678", LIURU, "镇领导"), "level_wrong"),
        (("张", "13912345678", COUNTY, "管理员"), "role_by_hand"),
        (("张", "13912345678", COUNTY, "县局人员"), "role_by_hand"),
        (("张", "13800000008", LIURU, "信息员"), "phone_of_other"),
        (("张", datetime(2026, 1, 2), LIURU, "信息员"), "cell_date"),
        (("张", "=1+1", LIURU, "信息员"), "cell_formula"),
        (("张", "#N/A", LIURU, "信息员"), "cell_error"),
    ],
)  # fmt: skip
def test_every_wrong_row_says_what_is_wrong(session, admin, clock, row, problem):
    [checked] = plan(session, admin, clock, row).rows
    assert (checked.state, [code for code, _ in checked.why], checked.number) == ("wrong", [problem], 2)


def test_merged_cells_are_wrong_where_they_hide_a_value(session, admin, clock):
    def merged(sheet, _book):
        sheet.merge_range(1, 2, 2, 2, LIURU)

    rows = (("张一", "13912345678", "", "信息员"), ("张二", "13912345679", "", "信息员"))
    told = plan(session, admin, clock, *rows, then=merged)
    assert [(row.state, [code for code, _ in row.why]) for row in told.rows] == [
        ("new", []),
        ("wrong", ["cell_merged"]),
    ]


def test_one_number_for_two_names_is_wrong_in_both_rows(session, admin, clock):
    told = plan(
        session,
        admin,
        clock,
        GOOD,
        ("李四", "13912345678", LIURU, "信息员"),
        ("王五", "13912345679", LIURU, "信息员"),
    )
    assert [(row.state, row.why) for row in told.rows] == [
        ("wrong", [("phone_twice", {"row": 3, "name": "李四"})]),
        ("wrong", [("phone_twice", {"row": 2, "name": "张小明"})]), ("new", []),
    ]  # fmt: skip


def test_a_namesake_with_another_number_is_another_person(session, admin, clock):
    told = plan(session, admin, clock, ("柳茹村信息员", "13912345678", LIURU, "信息员"))
    assert [row.state for row in told.rows] == ["new"]


def test_somebody_known_gets_one_post_more_and_the_same_row_twice_is_once(session, admin, clock, cast):
    rows = (
        ("柳茹村信息员", "13800000008", JIULI, "信息员"),
        ("柳茹村信息员", "13800000008", LIURU, "信息员"),
        GOOD,
        GOOD,
    )
    counts = take(session, admin, clock, sheets.xlsx(*rows, ("张小明", "13912345678", JIULI, "信息员")))
    assert counts == {"wrong": 0, "new": 1, "changed": 2, "unchanged": 2}
    assert session.scalar(select(func.count(Post.id)).where(Post.person_id == cast.informant.id)) == 2


def test_who_had_left_comes_back(session, admin, clock, cast):
    people.close(session, admin, cast.informant.id, now=clock())
    session.commit()
    clock.forward(days=1)
    data = sheets.xlsx(("柳茹村信息员", "13800000008", LIURU, "信息员"))
    assert take(session, admin, clock, data)["changed"] == 1
    assert session.get(Person, cast.informant.id, populate_existing=True).closed_at is None
    assert take(session, admin, clock, data)["unchanged"] == 1


def test_the_wrong_rows_wait_to_be_given_back_and_the_good_are_taken_once(session, admin, clock):
    data = sheets.xlsx(GOOD, ("李四", "1", LIURU, "信息员"))
    one = staged(session, admin, clock, data)
    digest = staging.plan_of(session, one, clock()).digest()
    assert staging.confirm(session, admin, one.id, digest, now=clock())["new"] == 1
    session.commit()
    assert [row.name for row in staging.plan_of(session, one, clock()).rows] == ["李四"]
    with pytest.raises(Conflict) as twice:
        staging.confirm(session, admin, one.id, digest, now=clock())
    assert twice.value.code == "import_taken"


def test_what_changed_since_the_check_is_looked_at_again(session, admin, clock):
    from patrol.domain.seats import Gazetteer

    one = staged(session, admin, clock, sheets.xlsx(GOOD))
    digest = staging.plan_of(session, one, clock()).digest()
    people.add(session, admin, "别人", "13912345678", Gazetteer(session).seat("informant", LIURU), now=clock())
    session.commit()
    with pytest.raises(Conflict) as moved:
        staging.confirm(session, admin, one.id, digest, now=clock())
    assert moved.value.code == "import_moved"


def test_a_list_waits_for_its_owner_alone_and_for_an_hour(app, session, admin, clock, cast):
    one = staged(session, admin, clock, sheets.xlsx(GOOD))
    with pytest.raises(Missing):
        PEOPLE.find(session, cast.officer.actor(session), one.id, clock())
    session.rollback()
    clock.forward(hours=1)
    with pytest.raises(Missing):
        PEOPLE.find(session, admin, one.id, clock())
    session.rollback()
    with app.app_context():
        waiting.sweep(writing, look, now=clock())
    assert session.scalar(select(func.count(WaitingFile.id))) == 0


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (lambda: b"", "sheet_empty"), (lambda: b"\xff\xd8\xff\xe0 a photo" + bytes(range(256)) * 20, "sheet_unknown"),
        (lambda: b"PK\x03\x04 not really", "sheet_broken"), (lambda: sheets.xlsx(GOOD)[:-200], "sheet_broken"),
        (sheets.bomb, "sheet_bomb"),
        (sheets.huge_range, "sheet_bomb"), (sheets.with_macros, "sheet_macros"), (sheets.locked, "sheet_password"),
        (lambda: sheets.many_rows(100_000), "sheet_too_big"),
        (lambda: sheets.many_rows(10_001), "sheet_too_many_rows"),
        (lambda: sheets.csv(GOOD).replace("张".encode(), b"\x00"), "sheet_nul"),
        (lambda: b"<html><table><tr><td>x", "sheet_unknown"),
        (lambda: b"%PDF-1.7 hello", "sheet_unknown"), (lambda: sheets.xlsx(), "sheet_without_rows"),
        (lambda: sheets.xlsx(GOOD, headings=("甲", "乙", "丙", "丁")), "headings_missing"),
        (lambda: sheets.xlsx(GOOD, headings=("姓名", "手机号", "手机号", "角色")), "heading_twice"),
        (lambda: b"x" * (11 << 20), "sheet_too_big"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_ends_as_one_sentence(data, problem):
    with pytest.raises(Invalid) as refused:
        reading.read(data())
    assert refused.value.code == problem


def test_a_department_is_known_by_the_name_of_which_one_it_is(session, admin, clock):
    rows = (("赵一", "13912345671", YANLING, "派出所"), ("钱二", "13912345672", COUNTY, "供电"))
    assert take(session, admin, clock, sheets.xlsx(*rows)) == {"wrong": 0, "new": 2, "changed": 0, "unchanged": 0}
    made = session.scalars(select(Post).join(Person).where(Person.name.in_(["赵一", "钱二"])).order_by(Post.id)).all()
    assert [(post.role, post.department) for post in made] == [("department", "police"), ("department", "power")]
    assert take(session, admin, clock, sheets.xlsx(*rows))["unchanged"] == 2
