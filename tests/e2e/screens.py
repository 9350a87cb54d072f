"""Every screen and state of the app as a table: who opens it, where, what is done there. A new screen is one line.

test_access.py checks every line: with SHOTS=folder it keeps a picture of each, with SCREENS=map it does those of that
name alone. Pages of the office are no lines here: their own tests call `check_page(page, desk=True)`.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from patrol.demo.story import FACTS
from tests.e2e.hand import EN, PATIENCE, Hand, words

API, REPORTS = re.compile("/api/"), re.compile("/api/reports/")


@dataclass
class Scene:
    """What a step may use: the phone, a photo, and where the demo's stories ended up."""

    phone: object
    picture: Path
    case_of: Callable[[str], str]

    @property
    def page(self) -> Page:
        return self.phone.page


Step = Callable[[Scene], None]


@dataclass(frozen=True)
class Screen:
    who: str
    name: str
    route: str = ""
    steps: tuple[Step, ...] = ()


def screen(who: str, name: str, route: str = "", *steps: Step) -> Screen:
    return Screen(who, name, route, steps)


# ---- what can be done on a screen


def press(key: str, **values: object) -> Step:
    """Tap the button or link with these words of the catalogue."""

    def step(scene: Scene) -> None:
        name = words(key, **values).replace("\u200b", "")
        page = scene.page.get_by_role("dialog") if scene.page.locator("dialog[open]").count() else scene.page
        found: Locator = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
        found.or_(page.locator("label:visible, summary:visible", has_text=name)).first.tap(timeout=PATIENCE)

    return step


def tap(selector: str) -> Step:
    return lambda scene: scene.page.locator(selector).first.tap(timeout=PATIENCE)


def see(selector: str) -> Step:
    return lambda scene: expect(scene.page.locator(selector).first).to_be_visible(timeout=PATIENCE)


def type_in(selector: str, text: str) -> Step:
    return lambda scene: scene.page.locator(selector).first.fill(text)


def go(route: str) -> Step:
    """To another screen without a network's help."""
    return lambda scene: scene.page.evaluate("route => { location.hash = route; }", route)


def search(text: str) -> tuple[Step, ...]:
    return press("cases.search"), type_in("input[type=search]", text)


def case(story: str) -> Step:
    """The page of the case that came of one of the demo's stories."""

    def step(scene: Scene) -> None:
        scene.page.evaluate("id => { location.hash = `#/case/${id}`; }", scene.case_of(story))
        expect(scene.page.locator("section.chain, .row.top-gap").first).to_be_visible(timeout=PATIENCE)

    return step


def report(story: str) -> Step:
    def step(scene: Scene) -> None:
        scene.page.evaluate("id => { location.hash = `#/report/${id}`; }", report_of(story))
        expect(scene.page.locator("ol.time")).to_be_visible(timeout=PATIENCE)

    return step


def report_of(story: str) -> str:
    return str(uuid.uuid5(FACTS, story))


def sheet(story: str, act: str) -> tuple[Step, ...]:
    """An act's sheet, wherever it is offered: in the dock or behind ···."""

    def step(scene: Scene) -> None:
        dock = scene.page.locator("main ~ .dock")
        button = dock.get_by_role("button", name=re.compile(f"{_either(act)}"))
        if button.count() == 0:
            press("case.more")(scene)
            button = scene.page.get_by_role("dialog").get_by_role("button", name=re.compile(_either(act)))
        button.first.tap(timeout=PATIENCE)
        expect(scene.page.locator("dialog[open] .sheet-body > *").first).to_be_visible(timeout=PATIENCE)

    return (case(story), step)


def _either(act: str) -> str:
    keys = (f"act.{act}", f"act.{act}.short", f"act.{act}.again")
    known = []
    for key in keys:
        try:
            known.append(re.escape(words(key)))
        except KeyError:
            continue
    return f"^(?:{'|'.join(known)})$"


def photograph(scene: Scene) -> None:
    Hand(scene.page).begin(scene.picture)


def offline(scene: Scene) -> None:
    # An answer that was on its way would say once more that there is a network.
    scene.page.wait_for_load_state("networkidle")
    scene.phone.offline()
    expect(
        scene.page.get_by_text(words("net.offline")).or_(scene.page.get_by_text(words("net.phrase_offline"))).first
    ).to_be_visible(timeout=PATIENCE)


def unwell(scene: Scene) -> None:
    """A proxy says that the server behind it is gone."""
    scene.page.route(
        API, lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>", content_type="text/html")
    )
    scene.page.evaluate("dispatchEvent(new Event('online'))")
    expect(scene.page.get_by_text(words("net.unwell")).first).to_be_visible(timeout=PATIENCE)


def cut_off(scene: Scene) -> None:
    """As `offline`, where the screen has no place to say so."""
    scene.phone.offline()


def refusing(scene: Scene) -> None:
    """From now on the server takes no report."""
    body = '{"error":{"code":"invalid","message":"内容不对。","fields":{}}}'
    refused = {"status": 422, "body": body, "content_type": "application/json"}
    scene.page.route(REPORTS, lambda route: route.fulfill(**refused))


def in_english(scene: Scene) -> None:
    scene.page.locator("label.pick", has_text="English").tap()
    expect(scene.page.get_by_text(EN["me.display.dark"], exact=True)).to_be_visible(timeout=PATIENCE)


# ---- the table

NOBODY, NEWCOMER, INFORMANT, INSPECTOR = "nobody", "informant-new", "informant-liuru", "inspector-yanling"
LEADER, OFFICER, DEPARTMENT, NEIGHBOUR = "leader-yanling", "officer", "department-power", "neighbour-liuru"
DIGGING, REFUSED, HIDDEN, PHONED, POND = (
    "digging-now", "refusing-to-stop", "hidden-from-the-town", "told-by-telephone", "pond-nobody-reported",
)  # fmt: skip
CLIMBED, SUPERVISED, UNSIGNED, READY, CLOSED = (
    "climbed-to-the-county", "under-supervision", "waiting-for-a-signature", "ready-to-close", "given-back",
)  # fmt: skip
OPEN, ROWS = see("dialog[open]"), see("a.row")
STRANGER = (type_in("input[name=username]", "nobody"), type_in("input[name=password]", "x"))
TRIED = (tap("button[type=submit]"), see("[role=alert]:not(:empty)"))
OUTBOX = (go("#/outbox"), see(".lines"))
SENT = (photograph, tap("label.tile"), press("capture.send"), see(".toast"))
NOWHERE = "#/case/00000000-0000-4000-8000-000000000000"

SCREENS = [
    screen(NOBODY, "sign-in", "#/signin"),
    screen(NOBODY, "sign-in-wrong", "#/signin", *STRANGER, *TRIED),
    screen(NOBODY, "sign-in-offline", "#/signin", *STRANGER, cut_off, *TRIED),
    screen(NOBODY, "transfer", "#/transfer"),
    screen(NOBODY, "card-unknown", "#/card/none", see("main p")),
    screen(NEWCOMER, "home-empty", "#/home", see(".empty")),
    screen(NEWCOMER, "village-empty", "#/village", see(".empty")),
    screen(NEWCOMER, "inbox-empty", "#/inbox", see(".empty")),
    screen(NEWCOMER, "outbox-empty", "#/outbox"),
    screen(INFORMANT, "home", "#/home", ROWS),
    screen(INFORMANT, "home-offline", "#/home", ROWS, offline),
    screen(INFORMANT, "home-unwell", "#/home", ROWS, unwell),
    screen(INFORMANT, "capture", "#/home", photograph),
    screen(INFORMANT, "capture-more-kinds", "#/home", photograph, tap("details.more summary")),
    screen(INFORMANT, "capture-chosen", "#/home", photograph, tap("label.tile")),
    screen(INFORMANT, "capture-offline", "#/home", photograph, cut_off),
    screen(INFORMANT, "capture-conceal", "#/home", photograph, press("capture.conceal"), OPEN),
    screen(INFORMANT, "capture-look", "#/home", photograph, press("capture.look", n=1), OPEN),
    screen(INFORMANT, "place", "#/home", photograph, press("place.move"), see(".pin-map")),
    screen(INFORMANT, "home-begun", "#/home", ROWS),
    screen(INFORMANT, "sent-undo", "#/home", *SENT, see(".toast")),
    screen(INFORMANT, "outbox-offline", "#/home", cut_off, *SENT, *OUTBOX),
    screen(INFORMANT, "outbox-refused", "#/home", refusing, *SENT, see(".state.stuck"), *OUTBOX),
    screen(INFORMANT, "report", "", report(DIGGING)),
    screen(INFORMANT, "report-closed", "", report(CLOSED)),
    screen(INFORMANT, "report-stop", "", report(DIGGING), press("report.stopped_them"), OPEN),
    screen(INFORMANT, "report-photo", "", report(DIGGING), tap(".photos button"), OPEN),
    screen(INFORMANT, "report-refused-sight", "#/report/none", see(".empty")),
    screen(INFORMANT, "village", "#/village", ROWS),
    screen(NEIGHBOUR, "village", "#/village", ROWS),
    screen(NEIGHBOUR, "village-case", "#/village", ROWS, case(DIGGING)),
    screen(NEIGHBOUR, "village-case-stop", "#/village", case(DIGGING), press("village.stopped_them"), OPEN),
    screen(INFORMANT, "inbox", "#/inbox", ROWS),
    screen(INFORMANT, "me", "#/me", see(".lines p")),
    screen(INFORMANT, "me-offline", "#/me", offline),
    screen(INFORMANT, "me-english", "#/me", in_english),
    screen(INFORMANT, "me-transfer", "#/me", tap(".lines button.line"), see(".big-code")),
    screen(INFORMANT, "outbox", "#/outbox"),
    screen(INFORMANT, "case-refused-sight", NOWHERE, see(".empty")),
    screen(INSPECTOR, "cases", "#/cases", ROWS),
    screen(INSPECTOR, "cases-all", "#/cases?list=all", ROWS),
    screen(INSPECTOR, "cases-closed", "#/cases?list=closed", ROWS),
    screen(INSPECTOR, "cases-search", "#/cases", *search("柳茹"), ROWS),
    screen(INSPECTOR, "cases-search-none", "#/cases", *search("没有的"), see(".empty")),
    screen(INSPECTOR, "cases-offline", "#/cases", ROWS, offline),
    screen(INSPECTOR, "cases-unwell", "#/cases", ROWS, unwell),
    screen(INSPECTOR, "case", "", case(DIGGING)),
    screen(INSPECTOR, "case-pond", "", case(POND)),
    screen(INSPECTOR, "case-closed", "", case(CLOSED)),
    screen(INSPECTOR, "case-offline", "", case(DIGGING), offline),
    screen(INSPECTOR, "case-clock", "", case(DIGGING), tap("button.chip"), OPEN),
    screen(INSPECTOR, "case-more", "", case(DIGGING), press("case.more"), OPEN),
    screen(INSPECTOR, "case-photo", "", case(DIGGING), tap(".photos button"), OPEN),
    screen(INSPECTOR, "case-navigate", "", case(DIGGING), press("case.navigate"), OPEN),
    screen(INSPECTOR, "case-not-here", NOWHERE, cut_off, see(".empty")),
    screen(INSPECTOR, "case-refused-sight", NOWHERE, see(".empty")),
    screen(INSPECTOR, "act-stop", "", *sheet(DIGGING, "stop")),
    screen(INSPECTOR, "act-verify", "", *sheet(DIGGING, "verify")),
    screen(INSPECTOR, "act-verify-founded", "", *sheet(DIGGING, "verify"), tap("dialog label.pick")),
    screen(INSPECTOR, "act-verify-unfounded", "", *sheet(DIGGING, "verify"), tap("dialog label.pick + label.pick")),
    screen(INSPECTOR, "act-report", "", *sheet(POND, "report")),
    screen(INSPECTOR, "act-handle", "", *sheet(SUPERVISED, "handle")),
    screen(INSPECTOR, "act-close", "", *sheet(READY, "close")),
    screen(INSPECTOR, "act-reopen", "", *sheet(CLOSED, "reopen")),
    screen(INSPECTOR, "act-comment", "", *sheet(DIGGING, "comment")),
    screen(INSPECTOR, "act-assign", "", *sheet(DIGGING, "assign"), see("dialog select, dialog label.pick")),
    screen(INSPECTOR, "act-assign-offline", "", case(DIGGING), offline, *sheet(DIGGING, "assign")),
    screen(INSPECTOR, "act-move", "", *sheet(DIGGING, "move"), see("dialog select")),
    screen(INSPECTOR, "act-conceal", "", *sheet(DIGGING, "conceal")),
    screen(INSPECTOR, "act-look", "", *sheet(DIGGING, "look")),
    screen(INSPECTOR, "map", "#/map", see(".mark")),
    screen(INSPECTOR, "map-offline", "#/map", see(".mark"), offline),
    screen(INSPECTOR, "map-none", "#/map?list=new&area=321181101999", see(".on-map")),
    screen(INSPECTOR, "map-closed", "#/map?list=closed", see(".mark")),
    screen(INSPECTOR, "map-case", "#/map?list=closed", see(".mark"), tap(".mark"), see("dialog[open], .mark")),
    screen(INSPECTOR, "map-me", "#/map", see(".mark"), press("map.find_me"), see(".me")),
    screen(INSPECTOR, "home", "#/home"),
    screen(INSPECTOR, "inbox", "#/inbox", ROWS),
    screen(INSPECTOR, "me", "#/me", see(".lines p")),
    screen(LEADER, "today", "#/today", see("a.number")),
    screen(LEADER, "today-offline", "#/today", see("a.number"), offline),
    screen(LEADER, "cases", "#/cases", ROWS),
    screen(LEADER, "cases-village", "#/cases?list=all&area=321181101208", ROWS),
    screen(LEADER, "map", "#/map", see(".mark")),
    screen(LEADER, "case", "", case(REFUSED)),
    screen(LEADER, "act-supervise", "", *sheet(REFUSED, "supervise")),
    screen(LEADER, "act-return", "", *sheet(POND, "return")),
    screen(LEADER, "act-sign-off", "", *sheet(UNSIGNED, "sign_off")),
    screen(LEADER, "inbox", "#/inbox"),
    screen(LEADER, "me", "#/me", see(".lines p")),
    screen(OFFICER, "today", "#/today", see("a.number")),
    screen(OFFICER, "cases", "#/cases", ROWS),
    screen(OFFICER, "map", "#/map", see(".mark")),
    screen(OFFICER, "case-concealed", "", case(HIDDEN)),
    screen(OFFICER, "case-climbed", "", case(CLIMBED)),
    screen(OFFICER, "inbox", "#/inbox"),
    screen(OFFICER, "me", "#/me", see(".lines p")),
    screen(DEPARTMENT, "tasks", "", see(".empty")),
    screen(DEPARTMENT, "inbox", "#/inbox"),
    screen(DEPARTMENT, "me", "#/me", see(".lines p")),
]  # fmt: skip
