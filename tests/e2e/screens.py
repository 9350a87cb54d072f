"""Every screen and state of the app as a table: who opens it, where, what is done there. A new screen is one line.

test_access.py checks every line: with SHOTS=folder it keeps a picture of each, with SCREENS=map it does those of that
name alone. Pages of the office are no lines here: their own tests call `check_page(page, desk=True)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.hand import EN, PATIENCE, Hand, words
from tests.e2e.steps import go, press, report, see, see_sheet, tap, write

API, REPORTS = re.compile("/api/"), re.compile("/api/reports/")


@dataclass
class Scene:
    """What a step may use: the phone, a new photo each time, and where the demo's stories ended up."""

    phone: object
    pictures: Callable[[], Path]
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


def search(text: str) -> tuple[Step, ...]:
    return press("cases.search"), write("input[type=search]", text)


def case(story: str) -> Step:
    """The page of the case that came of one of the demo's stories."""

    def step(scene: Scene) -> None:
        scene.page.evaluate("id => { location.hash = `#/case/${id}`; }", scene.case_of(story))
        expect(scene.page.locator("section.chain, .row.top-gap").first).to_be_visible(timeout=PATIENCE)

    return step


def sheet(story: str, act: str) -> tuple[Step, ...]:
    """An act's sheet, wherever it is offered: in the dock or behind ···."""

    def step(scene: Scene) -> None:
        dock = scene.page.locator("main ~ .dock")
        button = dock.get_by_role("button", name=re.compile(f"{_either(act)}"))
        if button.count() == 0:
            press("case.more")(scene)
            button = scene.page.get_by_role("dialog").get_by_role("button", name=re.compile(_either(act)))
        button.first.tap(timeout=PATIENCE)
        see_sheet(scene)

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
    Hand(scene.page).begin(scene.pictures())


def offline(scene: Scene) -> None:
    # An answer that was on its way would say once more that there is a network.
    scene.phone.wait_until_quiet()
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


def fetching(scene: Scene) -> None:
    """Of a first sync one page is here, and the next does not come."""
    pages = []

    def answer(route) -> None:
        pages.append(route)
        if len(pages) == 1:
            response = route.fetch()
            route.fulfill(response=response, json=response.json() | {"more": True})

    scene.page.route("**/api/changes*", answer)
    scene.page.evaluate("dispatchEvent(new Event('online'))")
    said = words("net.fetched").partition("{count}")[2]
    expect(scene.page.get_by_text(said).first).to_be_visible(timeout=PATIENCE)


def cut_off(scene: Scene) -> None:
    """As `offline`, where the screen has no place to say so."""
    scene.phone.offline()


def refusing(scene: Scene) -> None:
    """From now on the server takes no report."""
    body = '{"error":{"code":"invalid","message":"内容不对。","fields":{}}}'
    refused = {"status": 422, "body": body, "content_type": "application/json"}
    scene.page.route(REPORTS, lambda route: route.fulfill(**refused))


def no_sealing(scene: Scene) -> None:
    """As over http in the office's network: the browser does not let the page encrypt."""
    scene.page.evaluate("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })")


def on_mobile_data(scene: Scene) -> None:
    """A phone that can tell, away from its Wi-Fi, whose person does not want to pay for originals."""
    scene.page.evaluate("""() => {
      const network = Object.assign(new EventTarget(), {type: "cellular", saveData: false});
      Object.defineProperty(navigator, "connection", {configurable: true, value: network});
      localStorage.setItem("patrol.wifi_only", "yes");
    }""")


def nearly_full(scene: Scene) -> None:
    scene.page.evaluate("""() => { navigator.storage.estimate = async () => ({usage: 964e6, quota: 1000e6}); }""")
    go("#/me")(scene)
    expect(scene.page.locator("a.banner:not(.calm)")).to_be_visible(timeout=PATIENCE)


def without_its_switch(scene: Scene) -> None:
    expect(scene.page.get_by_text(words("me.wifi_unknown"))).to_be_visible(timeout=PATIENCE)


def in_english(scene: Scene) -> None:
    scene.page.locator("label.pick", has_text="English").tap()
    expect(scene.page.get_by_text(EN["me.display.dark"], exact=True)).to_be_visible(timeout=PATIENCE)


# ---- the table

NOBODY, NEWCOMER, INFORMANT, INSPECTOR = "nobody", "informant-new", "informant-liuru", "inspector-yanling"
ERLING, AGAIN = "leader-erling", "storey-once-more"
LEADER, OFFICER, DEPARTMENT, NEIGHBOUR = "leader-yanling", "officer", "department-power", "neighbour-liuru"
DIGGING, REFUSED, HIDDEN, PHONED, POND = (
    "digging-now", "refusing-to-stop", "hidden-from-the-town", "told-by-telephone", "pond-nobody-reported",
)  # fmt: skip
FILED = "filed-and-waiting"
CLIMBED, SUPERVISED, UNSIGNED, READY, CLOSED = (
    "climbed-to-the-county", "under-supervision", "waiting-for-a-signature", "ready-to-close", "given-back",
)  # fmt: skip
LINKED = (press("task.link"), see_sheet, tap("dialog .btn.main"), see("svg.qr"))
JOINT, ON_LIST = "house-once-more", "yard-climbed-twice"
OPEN, ROWS = see("dialog[open]"), see("a.row")
STRANGER = (write("input[name=username]", "nobody"), write("input[name=password]", "x"))
TRIED = (tap("button[type=submit]"), see("[role=alert]:not(:empty)"))
OUTBOX = (go("#/outbox"), see(".lines"))
SENT = (photograph, tap("label.tile"), press("capture.send"), see(".toast"))
EXPORT = tap(".lines button.line")
SHOWN, SHOWN_OFFLINE = see("main p.small"), see("main > [role=status]")
WIFI = f"p.state:has-text('{words('report.state.wifi')}')"
ALL_PLACES = go("#/figures/recurring")
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
    screen(INFORMANT, "outbox-export", "#/home", ROWS, cut_off, *SENT, *OUTBOX, EXPORT, see("dialog .btn.main")),
    screen(INFORMANT, "outbox-export-unsealed", "#/home", ROWS, no_sealing, cut_off, *SENT, *OUTBOX, EXPORT, OPEN),
    screen(INFORMANT, "outbox-mend", "#/home", refusing, *SENT, see(".state.stuck"), *OUTBOX, press("outbox.mend"),
           see("label.tile.chosen")),
    screen(INFORMANT, "outbox-wifi", "#/home", on_mobile_data, *SENT, see(WIFI), *OUTBOX, see(".send-now")),
    screen(INFORMANT, "report-wifi", "#/home", on_mobile_data, *SENT, see(WIFI), tap(f"a.row:has({WIFI})"),
           see(".send-now")),
    screen(INFORMANT, "home-wifi", "#/home", on_mobile_data, *SENT, see(WIFI)),
    screen(INFORMANT, "home-nearly-full", "#/home", ROWS, nearly_full, go("#/home"), ROWS),
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
    screen(INFORMANT, "me-wifi-unknown", "#/me", without_its_switch),
    screen(INFORMANT, "me-wifi", "#/home", on_mobile_data, go("#/me"), see("main input.switch")),
    screen(INFORMANT, "me-nearly-full", "#/home", ROWS, nearly_full),
    screen(INFORMANT, "me-offline", "#/me", offline),
    screen(INFORMANT, "me-english", "#/me", in_english),
    screen(INFORMANT, "notices", "#/notices", SHOWN),
    screen(INFORMANT, "notices-offline", "#/notices", SHOWN, go("#/me"), cut_off, go("#/notices"), SHOWN_OFFLINE),
    screen(INFORMANT, "me-transfer", "#/me", tap(".lines button.line"), see(".big-code")),
    screen(INFORMANT, "outbox", "#/outbox"),
    screen(INFORMANT, "case-refused-sight", NOWHERE, see(".empty")),
    screen(INSPECTOR, "cases", "#/cases", ROWS),
    screen(INSPECTOR, "cases-all", "#/cases?list=all", ROWS),
    screen(INSPECTOR, "cases-closed", "#/cases?list=closed", ROWS),
    screen(INSPECTOR, "cases-search", "#/cases", *search("柳茹"), ROWS),
    screen(INSPECTOR, "cases-search-none", "#/cases", *search("没有的"), see(".empty")),
    screen(INSPECTOR, "cases-offline", "#/cases", ROWS, offline),
    screen(INSPECTOR, "cases-fetching", "#/cases", ROWS, fetching),
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
    screen(INSPECTOR, "act-pause", "", *sheet(POND, "pause")),
    screen(INSPECTOR, "act-conceal", "", *sheet(DIGGING, "conceal")),
    screen(INSPECTOR, "act-merge", "", *sheet(DIGGING, "merge")),
    screen(INSPECTOR, "act-look", "", *sheet(DIGGING, "look")),
    screen(INSPECTOR, "map", "#/map", see(".mark")),
    screen(INSPECTOR, "map-offline", "#/map", see(".mark"), offline),
    screen(INSPECTOR, "map-none", "#/map?list=new&area=321181101999", see(".on-map")),
    screen(INSPECTOR, "map-closed", "#/map?list=closed", see(".mark")),
    screen(INSPECTOR, "map-case", "#/map?list=closed", see(".mark"), tap(".mark"), see("dialog[open], .mark")),
    screen(INSPECTOR, "map-me", "#/map", see(".mark"), press("map.find_me"), see(".me")),
    screen(INSPECTOR, "phones", "#/phones", see(".empty")),
    screen(INSPECTOR, "home", "#/home"),
    screen(INSPECTOR, "inbox", "#/inbox", ROWS),
    screen(INSPECTOR, "me", "#/me", see(".lines p")),
    screen(INSPECTOR, "me-absence", "#/me", press("me.absence_set"), OPEN),
    screen(LEADER, "today", "#/today", see("a.number")),
    screen(LEADER, "today-offline", "#/today", see("a.number"), offline),
    screen(LEADER, "figures", "#/figures", see(".multiples")),
    screen(LEADER, "figures-table", "#/figures", see(".multiples"), tap("details summary")),
    screen(LEADER, "closed-this-year", "#/closed?area=321181101208", ROWS),
    screen(LEADER, "cases", "#/cases", ROWS),
    screen(LEADER, "cases-village", "#/cases?list=all&area=321181101208", ROWS),
    screen(LEADER, "map", "#/map", see(".mark")),
    screen(LEADER, "case", "", case(REFUSED)),
    screen(LEADER, "act-supervise", "", *sheet(REFUSED, "supervise")),
    screen(LEADER, "act-return", "", *sheet(POND, "return")),
    screen(LEADER, "act-sign-off", "", *sheet(UNSIGNED, "sign_off")),
    screen(LEADER, "case-joint", "", case(JOINT), see("section.task")),
    screen(LEADER, "act-convene", "", *sheet(REFUSED, "convene")),
    screen(LEADER, "task-link", "", case(JOINT), press("task.link"), see_sheet),
    screen(LEADER, "task-link-given", "", case(JOINT), *LINKED),
    screen(LEADER, "inbox", "#/inbox"),
    screen(LEADER, "me", "#/me", see(".lines p")),
    screen(ERLING, "figures-recurring", "#/figures", see("section .lines a")),
    screen(ERLING, "recurring", "#/figures/recurring", see(".lines a")),
    screen(ERLING, "recurring-offline", "#/figures", see("section .lines a"), offline, ALL_PLACES, see(".empty")),
    screen(ERLING, "recurring-behind", "#/figures/recurring", tap(".lines a"), ROWS),
    screen(ERLING, "case-recurring", "", case(AGAIN), see("section .lines a + a")),
    screen(OFFICER, "today", "#/today", see("a.number")),
    screen(OFFICER, "figures", "#/figures", see(".multiples")),
    screen(OFFICER, "figures-of-a-town", "#/figures?town=321181101000", see(".multiples")),
    screen(OFFICER, "cases", "#/cases", ROWS),
    screen(OFFICER, "map", "#/map", see(".mark")),
    screen(OFFICER, "case-concealed", "", case(HIDDEN)),
    screen(OFFICER, "case-climbed", "", case(CLIMBED)),
    screen(OFFICER, "case-listed", "", case(ON_LIST)),
    screen(OFFICER, "act-list-case", "", *sheet(CLIMBED, "list_case")),
    screen(OFFICER, "act-unlist", "", *sheet(ON_LIST, "unlist")),
    screen(OFFICER, "case-filed", "", case(FILED)),
    screen(OFFICER, "case-filed-clock", "", case(FILED), tap("button.chip"), OPEN),
    screen(OFFICER, "act-decide", "", *sheet(FILED, "decide")),
    screen(OFFICER, "act-decide-why", "", *sheet(FILED, "decide"), tap("dialog label.pick + label.pick")),
    screen(OFFICER, "act-extend", "", *sheet(FILED, "extend")),
    screen(OFFICER, "inbox", "#/inbox"),
    screen(OFFICER, "me", "#/me", see(".lines p")),
    screen(DEPARTMENT, "tasks", "", see("section.task")),
    screen(DEPARTMENT, "task-answer", "#/tasks", see("section.task"), press("task.done"), see_sheet),
    screen(DEPARTMENT, "task-cannot", "#/tasks", see("section.task"), press("task.cannot"), see_sheet),
    screen("power-yunyang", "tasks", "", see(".empty")),
    screen(DEPARTMENT, "inbox", "#/inbox"),
    screen(DEPARTMENT, "me", "#/me", see(".lines p")),
]  # fmt: skip
