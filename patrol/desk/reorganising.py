"""合并、拆分: who with whom, then a page that says exactly what will happen, and only then it is done."""

from __future__ import annotations

import re

from flask import flash, g, redirect, render_template, request, url_for

from patrol.domain import area_codes, log, permissions, reorganising
from patrol.domain.errors import Invalid, Problem
from patrol.domain.reorganising_plan import Plan, Successor, Wish, make
from patrol.extensions import reading, writing
from patrol.models import Area, area_lists
from patrol.models.areas import TOWN, above, by_code, county, station_of

from .areas import blueprint, say, told

MOST_SUCCESSORS = 12


@blueprint.get("/areas/reorganisation")
def reorganise_form():
    """The form; with `see` what it would do. Everything typed stands in the URL."""
    typed, problem = request.args, None
    with reading() as session:
        olds = _olds(session, typed)
        if typed.get("add"):
            one = by_code(session, area_codes.clean(typed["add"]) or "-")
            if one is not None and one.to_on is None:
                olds = [*olds, one] if one not in olds else olds
            else:
                problem = say("areas.no_such_code_typed", code=typed["add"][:20])
        elif typed.get("see"):
            try:
                return _preview(session, _wish(typed), None)
            except Problem as refused:
                problem = told(refused)
        return _form(session, typed, olds, problem), 422 if problem else 200


def _olds(session, typed) -> list[Area]:
    ids = [int(one) for one in typed.getlist("of")[:50] if one.isdecimal() and len(one) < 10]
    found = [session.get(Area, one) for one in dict.fromkeys(ids)]
    without = typed.get("without", "")
    return [one for one in found if one is not None and one.to_on is None and str(one.id) != without]


def _form(session, typed, olds: list[Area], problem: str | None):
    successors = _successors(typed) or [Successor("")]
    if typed.get("more"):
        successors = [*successors, Successor("")][:MOST_SUCCESSORS]
    level = olds[0].level if olds else "village"
    parents = [county(session).area] if level == TOWN else area_lists.towns(session)
    if level == "group":
        parents = list({one.parent.id: one.parent for one in olds}.values())
    chosen = olds[0].parent.code if olds and olds[0].parent else ""
    ways = area_lists.names_on_the_way(session, olds)
    return render_template(
        "desk/reorganise.html", olds=olds, ways=ways, successors=successors, level=level, problem=problem,
        parents=[(one.code, one.name) for one in parents], chosen=chosen,
    )  # fmt: skip


def _successors(typed) -> list[Successor]:
    names, parents = typed.getlist("to_name"), typed.getlist("to_parent")
    return [
        Successor(code.strip()[:20], _at(names, place)[:200], _at(parents, place)[:20])
        for place, code in enumerate(typed.getlist("to_code")[:MOST_SUCCESSORS])
    ]


def _at(given: list[str], place: int) -> str:
    return given[place].strip() if place < len(given) else ""


def _wish(typed) -> Wish:
    ids = [int(one) for one in typed.getlist("of")[:50] if one.isdecimal() and len(one) < 10]
    successors = [one for one in _successors(typed) if one.code or one.name]
    return Wish(tuple(ids), tuple(successors), _choices(typed, "post"), _choices(typed, "child"))


def _choices(typed, what: str) -> dict[int, int]:
    named = {name: re.fullmatch(rf"{what}-(\d{{1,9}})", name) for name in typed}
    return {
        int(found[1]): int(typed[name]) for name, found in named.items()
        if found and re.fullmatch(r"\d{1,2}", typed[name])
    }  # fmt: skip


def _preview(session, wish: Wish, problem: str | None) -> str:
    plan = make(session, wish, g.now)
    may_count = "officer" in g.actor.roles
    paths = [one.path for one in plan.olds]
    cases = area_lists.cases_within(session, permissions.visible_to(g.actor), paths) if may_count else None
    shown = {
        # Read before the template is: it has no session.
        "olds": [(one, one.parent.name, one in plan.ended) for one in plan.olds],
        "takes": [(one, one.parent.name) for one in plan.targets if one.area not in plan.olds],
    }
    return render_template(
        "desk/reorganise_preview.html", **shown, plan=plan, wish=wish, cases=cases, problem=problem,
        digest=_digest(plan), places=[(place, f"{one.name} {one.code}") for place, one in enumerate(plan.targets)],
        hands=_hands(session, plan), areas={one.id: one for one in plan.olds},
    )  # fmt: skip


def _hands(session, plan: Plan) -> list[dict]:
    """For each old area and successor in another town: which town and station it leaves and comes to."""
    found = []
    for old in plan.ended:
        for target in plan.targets:
            before, after = above(session, old, TOWN), _town_of(session, plan, target)
            if plan.level == TOWN or before is not after:
                stations = station_of(session, before), station_of(session, after) if after else None
                if plan.level == TOWN and target.area is None:
                    stations = stations[0], stations[0]
                names = [one.name if one else "—" for one in stations]
                found.append({"old": old, "to": target, "from": before, "town": after, "stations": names})
    return found


def _town_of(session, plan: Plan, target) -> Area | None:
    if plan.level == TOWN:
        return target.area
    return above(session, target.parent, TOWN)


def _digest(plan: Plan) -> str:
    """What was agreed to: another when areas, posts or what lies inside changed meanwhile."""
    told_of = {
        "olds": [[one.id, one.name, one.path] for one in plan.olds],
        "targets": [[one.code, one.name, one.parent.id] for one in plan.targets],
        "posts": [post.id for post, _, _ in plan.posts], "children": [child.id for child, _ in plan.children],
        "boundary": plan.boundary,
    }  # fmt: skip
    return log.sha256(log.canonical(told_of))


@blueprint.post("/areas/reorganisation")
def reorganise():
    typed = request.form
    wish = _wish(typed)
    try:
        with writing() as session:
            if _digest(make(session, wish, g.now)) != typed.get("agreed"):
                raise Invalid("look_again")
            plan = reorganising.reorganise(session, wish, g.actor, g.now)
            successor = by_code(session, plan.targets[0].code)
    except Problem as problem:
        with reading() as session:
            try:
                return _preview(session, wish, told(problem)), problem.status
            except Problem as refused:
                return _form(session, typed, _olds(session, typed), told(refused)), 422
    ended = "、".join(one.name for one in plan.ended)
    flash(say("areas.reorganised" if ended else "areas.split_off", ended=ended), "")
    return redirect(url_for(".area", area_id=successor.id))
