"""案件: the list by urgency with its filters, and one case to read."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for

from patrol.domain import looking, stamps
from patrol.domain.times import CHINA
from patrol.extensions import reading
from patrol.models import lists, views
from patrol.models.areas import TOWN, by_paths, path_of_level
from patrol.models.reports import reports_of_cases

from . import case_filters, case_page, clocks, task_words
from .gate import gated
from .spoken import area_name, kind_name, say

blueprint = gated("cases")
AT_ONCE, COUNTED = 30, 10_000
LEVEL = "county"  # who reads here stands at the county


@blueprint.get("/cases")
def listed():
    with reading() as session:
        if (of_copy := _of_copy(session)) is not None:
            return redirect(url_for(".case", case_id=of_copy))
        wanted = case_filters.read(session, request.args)
        cursor = request.args.get("cursor") or None
        found, after = looking.page(session, g.actor, wanted.filters, cursor, AT_ONCE, now=g.now)
        number = lists.count(session, looking.sight(g.actor, wanted.filters), wanted.filters, g.now, COUNTED + 1)
        return render_template(
            "desk/cases.html", wanted=wanted, rows=rows(session, found), cursor=after, number=how_many(number),
            query=request.query_string.decode(),
            views=views.of_person(session, g.actor.id), kinds=_options("kind", kind_name),
            steps=_options("step", lambda one: say(f"step.{one}")),
            holders=_options("holder", lambda one: say(f"level.in.{one}")),
            tasks=_options("tasks", lambda one: say(f"caselist.tasks.{one}")),
            states=_options("state", lambda one: say(f"caselist.state.{one}")),
        )  # fmt: skip


def _of_copy(session) -> str | None:
    """The case whose code stands on a stamped copy that somebody brought along."""
    code = request.args.get("q", "").strip().upper()
    return stamps.case_of(session, g.actor, code) if stamps.CODE.fullmatch(code) else None


def _options(name: str, words) -> list[tuple[str, str]]:
    return [(one, words(one)) for one in case_filters.CHOICES[name]]


def how_many(number: int) -> str:
    return say("caselist.many", n=COUNTED) if number > COUNTED else say("caselist.count", n=number)


def rows(session, cases: list) -> list[dict]:
    """What a line of the list shows."""
    towns = {case.id: path_of_level(case.path, TOWN) for case in cases}
    named = {area.path: area.name for area in by_paths(session, {path for path in towns.values() if path})}
    found: dict[str, object] = {}
    for report in reports_of_cases(session, [case.id for case in cases]):
        found.setdefault(report.case_id, report.at)
    return [_row(case, named.get(towns[case.id], ""), found.get(case.id) or case.opened_at) for case in cases]


def _row(case, town: str, found_at) -> dict:
    chip = clocks.chip(case, LEVEL, g.now)
    due = clocks.first_due(case)
    tone = chip.tone if chip else "calm"
    return {
        "id": case.id, "number": case.number, "kind": kind_name(case.kind), "grave": case.grave, "town": town,
        "recurs": case.recurs_of is not None,
        "place": "" if case.area.level == TOWN else area_name(case.area.name), "concealed": case.concealed,
        "states": clocks.states(case, tone), "step": clocks.step_name(case), "chip": chip,
        "listed": case.listed_until is not None and case.state == "open",
        "holder": due.level if due else case.holder, "found_at": found_at.astimezone(CHINA),
        "this_year": found_at.astimezone(CHINA).year == g.now.astimezone(CHINA).year,
    }  # fmt: skip


@blueprint.get("/cases/<uuid:case_id>")
def case(case_id):
    with reading() as session:
        found = looking.find(session, g.actor, str(case_id))
        shown = case_page.shown(session, found, LEVEL) | task_words.parts(session, found, g.now)
        return render_template("desk/case.html", **shown)
