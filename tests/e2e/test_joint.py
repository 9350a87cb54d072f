"""联合处置: the town asks, a department without an account answers by link, and who is late climbs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD
from tests.e2e.access import check_page
from tests.e2e.hand import PATIENCE, words
from tests.e2e.phones import DESK
from tests.e2e.steps import press, see_sheet
from tests.e2e.telephone import call

POLICE = "police-danyang"


@pytest.fixture
def leader(phones):
    phone = phones("leader")
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.sign_in("leader-yanling")
    return phone


def convene(phone, case: str, *departments: str) -> None:
    """As a leader does: ··· → 联合处置 → who → until when → 发给这些单位."""
    page = phone.open(f"#/case/{case}")
    expect(page.locator("section.chain")).to_be_visible(timeout=PATIENCE)
    press("case.more")(phone)
    press("act.convene")(phone)
    see_sheet(phone)
    sheet = page.locator("dialog[open]")
    for one in departments:
        sheet.locator("label.pick", has_text=words(f"department.{one}")).first.tap()
    sheet.locator("label.pick", has_text="18:00").nth(1).tap()
    press("act.convene.do")(phone)
    expect(page.locator("section.task")).to_have_count(len(departments), timeout=PATIENCE)


def link_of(phone) -> str:
    """A new link for the only task, as the sheet shows it."""
    press("task.link")(phone)
    see_sheet(phone)
    phone.page.locator("dialog[open] .btn.main").tap()
    expect(phone.page.locator("dialog[open] svg.qr")).to_be_visible(timeout=PATIENCE)
    link = phone.page.locator("dialog[open] textarea").input_value()
    phone.page.locator("dialog[open] .sheet-head button").tap()
    return link


def reply(page: Page, outcome: str, note: str = "", *, thanked: bool = True) -> None:
    """Two taps: what became of it, and 回复."""
    page.locator("label.big", has_text=words(f"task.{outcome}")).tap()
    if note:
        page.locator("textarea").fill(note)
    page.get_by_role("button", name=words("task.answer")).tap(no_wait_after=not thanked)
    if thanked:
        expect(page.get_by_text(words("by_link.thanks"))).to_be_visible(timeout=PATIENCE)


def test_a_department_without_account_or_script_answers_by_link_and_the_leader_s_open_case_shows_it(
    product, phones, leader, pictures
):
    case = call(product, "informant-liuru")
    convene(leader, case, "power")
    link = link_of(leader)
    leader.listens()
    asked = len(leader.asked)
    stranger = phones("stranger", java_script_enabled=False)
    stranger.page.goto(link)
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text(words("act.convene.usual.power"))
    stranger.page.locator("input[type=file]").set_input_files(pictures())
    sent: list[float] = []
    stranger.page.on("request", lambda one: one.method == "POST" and sent.append(monotonic()))
    reply(stranger.page, "done", "已断电", thanked=False)
    task = leader.page.locator("section.task")
    expect(task).to_contain_text("已断电", timeout=PATIENCE)
    print(f"\nseen by the leader {monotonic() - sent[0]:.2f} s after the answer was sent")
    expect(task).to_contain_text(words("task.state.done"))
    # It was told to look, and did not come by by itself.
    assert "/api/session" not in leader.asked[asked:]
    expect(leader.page.locator("ol.time")).to_contain_text(words("case.via_link"))
    stranger.page.goto(link)
    expect(stranger.page.locator("form")).to_have_count(0)
    expect(stranger.page.get_by_text("已断电")).to_be_visible()
    expect(stranger.page.get_by_text(words("by_link.once"))).to_be_visible()


def test_a_form_that_stood_open_when_the_task_was_answered_is_told_so_and_changes_nothing(
    product, phones, leader, books
):
    case = call(product, "informant-liuru")
    convene(leader, case, "power")
    link = link_of(leader)
    first, second = phones("first", java_script_enabled=False), phones("second", java_script_enabled=False)
    for one in (first, second):
        one.page.goto(link)
    reply(first.page, "done", "已断电")
    reply(second.page, "cannot", "变压器不归我们", thanked=False)
    expect(second.page.get_by_text(words("by_link.only_first"))).to_be_visible(timeout=PATIENCE)
    expect(second.page.get_by_text("已断电")).to_be_visible()
    assert books.rows("SELECT state, note FROM tasks WHERE case_id = ?", case) == [("done", "已断电")]


def test_a_late_task_is_red_and_climbs_from_the_town_to_the_county(product, phones, books, leader):
    case = call(product, "informant-liuru")
    convene(leader, case, "power")
    [(due_at,)] = books.rows("SELECT due_at FROM tasks WHERE case_id = ?", case)
    late = datetime.fromisoformat(due_at).replace(tzinfo=UTC) + timedelta(minutes=1)
    books.command("tick", "--now", late.isoformat())
    assert books.rows("SELECT level FROM tasks WHERE case_id = ?", case) == [("county",)]
    told = words("case.story.task_late", department=words("department.power"), level="县里")
    expect(leader.page.locator("ol.time")).to_contain_text(told, timeout=PATIENCE)
    officer = phones("officer")
    officer.sign_in("officer")
    page = officer.open("#/inbox")
    expect(page.locator("main")).to_contain_text("联合处置任务超期", timeout=PATIENCE)


def test_a_department_with_an_account_answers_offline_and_it_goes_when_there_is_a_network(
    product, books, phones, leader
):
    department(books)
    phone = phones("department")
    page = phone.sign_in(POLICE)
    phone.listens()
    case = call(product, "informant-liuru")
    convene(leader, case, "police")
    expect(page.locator("section.task")).to_have_count(1, timeout=PATIENCE)
    phone.wait_until_quiet()
    phone.offline()
    press("task.done")(phone)
    see_sheet(phone)
    press("task.answer")(phone)
    expect(page.locator("section.task")).to_contain_text(words("case.pending.phone"), timeout=PATIENCE)
    assert books.rows("SELECT state FROM tasks WHERE case_id = ?", case) == [("open",)]
    phone.offline(False)
    expect(page.locator("section.task")).to_contain_text(words("task.state.done"), timeout=PATIENCE)
    expect(leader.page.locator("section.task")).to_contain_text(words("task.state.done"), timeout=PATIENCE)
    assert books.rows("SELECT state, via FROM tasks WHERE case_id = ?", case) == [("done", None)]


def department(books) -> None:
    books.command(
        "person", "add", "--name", "派出所", "--phone", "13900000099", "--role", "department", "--area", "321181",
        "--department", "police", "--username", POLICE, "--password", "patrol-demo",
    )  # fmt: skip


def test_the_page_of_a_link_can_be_read_and_hit_by_anybody(product, phones, leader):
    case = call(product, "informant-liuru")
    convene(leader, case, "power")
    link = link_of(leader)
    stranger = phones("stranger")
    stranger.page.goto(link)
    assert check_page(stranger.page) == []
    reply(stranger.page, "cannot", "变压器不归我们")
    assert check_page(stranger.page) == []
    stranger.page.goto(re.sub(r"/t/.*", "/t/nothing", link))
    assert check_page(stranger.page) == []


def test_the_office_asks_a_department_prints_its_link_and_finds_the_answer_in_its_list(product, phones):
    case = call(product, "informant-liuru")
    desk = phones("desk", **DESK).page
    desk.goto("/desk/sign-in")
    desk.fill("[name=username]", "officer")
    desk.fill("[name=password]", PASSWORD)
    desk.click("button.main")
    desk.goto(f"/desk/cases/{case}")
    desk.get_by_role("link", name=words("convene.ask")).click()
    assert check_page(desk, desk=True) == []
    desk.locator("input[value=water]").check()
    desk.get_by_label(words("act.convene.what", department=words("department.water"))).fill("关上工地的水")
    desk.get_by_role("button", name=words("act.convene.do")).click()
    expect(desk.get_by_text(words("convene.alone"))).to_be_visible(timeout=PATIENCE)
    assert check_page(desk, desk=True) == []
    desk.get_by_role("button", name=words("task.link"), exact=True).click()
    expect(desk.locator(".qr svg")).to_be_visible(timeout=PATIENCE)
    stranger = phones("stranger", java_script_enabled=False)
    stranger.page.goto(desk.locator("textarea").input_value())
    reply(stranger.page, "done", "已关")
    desk.goto("/desk/tasks")
    assert check_page(desk, desk=True) == []
    desk.get_by_role("link", name=words("tasklist.state.answered")).click()
    expect(desk.locator("tbody tr")).to_have_count(1, timeout=PATIENCE)
    expect(desk.locator("tbody tr")).to_contain_text("关上工地的水")
    expect(desk.locator("tbody tr")).to_contain_text("已关")
