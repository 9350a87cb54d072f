"""The pictures of the manual: name, who, where, and what is done there first. A new picture is one line.

`ring` names what the picture is about: a red frame is drawn around it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.e2e.steps import press, report, says, see, see_sheet, tap, write

from .steps import (
    Step,
    add,
    by_link,
    card,
    case,
    choose,
    desk_case,
    kept,
    let_go,
    of_no_machine,
    offline,
    photograph,
    photograph_scene,
    scrolled_to,
    undo_is_over,
)

PHONE, DESK, DESK_ON_PHONE = "phone", "desk", "desk-on-phone"


@dataclass(frozen=True)
class Picture:
    name: str
    who: str | None
    route: str
    steps: tuple[Step, ...] = ()
    ring: str | None = None
    on: str = PHONE


def phone(name: str, who: str | None, route: str, *steps: Step, ring: str | None = None) -> Picture:
    return Picture(name, who, route, steps, ring)


def desk(name: str, who: str | None, route: str, *steps: Step, ring: str | None = None) -> Picture:
    return Picture(name, who, route, steps, ring, DESK)


def desk_on_phone(name: str, who: str, route: str, *steps: Step) -> Picture:
    return Picture(name, who, route, steps, None, DESK_ON_PHONE)


LIURU, INSPECTOR, LEADER, ADMIN = "informant-liuru", "inspector-yanling", "leader-yanling", "admin"
ROWS = see("main a.row img.thumb")
SEND = ".dock .main, .dock .btn.main"

PICTURES = (
    # 信息员
    phone("card", None, "", card("informant-liuru")),
    phone("home", LIURU, "#/home", ROWS, ring="label.capture"),
    phone("kind", LIURU, "#/home", photograph, ring="label.tile:has(input[value=farmland_house])"),
    phone("send", LIURU, "#/home", photograph, choose("farmland_house"), ring=SEND),
    phone("states", LIURU, "#/home", ROWS, kept, let_go(2), photograph, add("house", near=True), add("stacks"),
          choose("farmland_house"), press("capture.send"), undo_is_over, says("report.state.arriving", done=2, all=3),
          offline, photograph_scene("heap"), choose("waste"), press("capture.send"), undo_is_over,
          says("report.state.phone"), ROWS),
    phone("conceal", LIURU, "#/home", photograph, press("capture.conceal"), see_sheet),
    phone("report", LIURU, "#/home", ROWS, report("given-back"), see(".photos img")),
    phone("stopped", LIURU, "#/home", ROWS, report("digging-now"), see(".photos img"), press("report.stopped_them"),
          see_sheet),
    phone("outbox", LIURU, "#/home", ROWS, offline, photograph, choose("waste"), press("capture.send"),
          undo_is_over, tap("a[href='#/outbox']"), see(".lines")),
    phone("move-in", LIURU, "#/me", tap(".lines button.line"), see(".big-code"), of_no_machine),
    # 巡查员
    phone("cases", INSPECTOR, "#/cases", ROWS),
    phone("case", INSPECTOR, "#/cases", ROWS, case("dumped-at-night"), see(".photos img")),
    phone("verify", INSPECTOR, "#/cases", ROWS, case("orchard-on-rice"), press("act.verify"), see_sheet,
          tap("dialog label.pick")),
    phone("handle", INSPECTOR, "#/cases", ROWS, case("house-once-more"), press("act.handle"), see_sheet,
          tap("dialog label.pick")),
    phone("more", INSPECTOR, "#/cases", ROWS, case("trees-at-the-dyke"), press("case.more"), see_sheet),
    phone("navigate", INSPECTOR, "#/cases", ROWS, case("dumped-at-night"), press("case.navigate"), see_sheet),
    phone("search", INSPECTOR, "#/cases", ROWS, press("cases.search"), write("input[type=search]", "柳茹"), ROWS),
    phone("map", INSPECTOR, "#/map", see(".mark")),
    # 镇领导
    phone("today", LEADER, "#/today", see("a.number"), ROWS),
    phone("figures", LEADER, "#/figures", see("tr.took")),
    phone("weeks", LEADER, "#/figures", see(".multiples"), scrolled_to("svg.weeks")),
    phone("climbed", LEADER, "#/today", ROWS, case("pond-nobody-reported"), see(".photos img")),
    phone("supervise", LEADER, "#/today", ROWS, case("pond-nobody-reported"), press("act.supervise"), see_sheet),
    phone("sign-off", LEADER, "#/today", ROWS, case("waiting-for-a-signature"), press("act.sign_off"), see_sheet),
    phone("convene", LEADER, "#/today", ROWS, case("pond-nobody-reported"), press("case.more"), press("act.convene"),
          see_sheet, tap("dialog label.pick")),
    phone("joint", LEADER, "#/today", ROWS, case("house-once-more"), see("section.task"),
          lambda hand: hand.page.locator("section.task").first.scroll_into_view_if_needed()),
    desk("today-wide", LEADER, "/app/#/today", see("a.number"), ROWS),
    phone("recurring", "leader-erling", "#/figures/recurring", see(".lines a")),
    phone("today-county", "officer", "#/today", see("a.number"), ROWS),
    # 联动单位
    phone("tasks", "power-yanling", "#/tasks", see("section.task")),
    desk("tasks-wide", "power-yanling", "/app/#/tasks", see("section.task")),
    phone("answer", "power-yanling", "#/tasks", see("section.task"), press("task.done"), see_sheet),
    phone("by-link", LEADER, "#/today", ROWS, case("house-once-more"), by_link),
    # 办公室
    desk("desk-areas", ADMIN, "/desk/areas", see("h1")),
    desk("desk-people", ADMIN, "/desk/people", see("h1")),
    desk("desk-cards", ADMIN, "/desk/cards", see("h1")),
    desk("desk-village", ADMIN, "/desk/cards/321181101208", see("h1")),
    desk("desk-settings", ADMIN, "/desk/settings", see("h1")),
    desk("desk-calendar", ADMIN, "/desk/calendar", see("h1")),
    desk("desk-cases", "officer", "/desk/cases", see("table")),
    desk("desk-convene", "officer", "/desk/cases", desk_case("house-once-more", "/convening")),
    desk("desk-tasks", "officer", "/desk/tasks", see("table")),
    desk_on_phone("desk-cases-phone", "officer", "/desk/cases", see("main a[href*='/desk/cases/']")),
    desk_on_phone("desk-tasks-phone", "officer", "/desk/tasks", see("h1")),
    desk("desk-figures", "officer", "/desk/figures", see("table")),
    desk("desk-calls", "officer", "/desk/calls", see("h1")),
    desk("desk-log", "officer", "/desk/log", see("h1")),
)  # fmt: skip
