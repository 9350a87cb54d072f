"""时限设置: the rules of the chain. An administrator changes them, an officer reads them."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for

from patrol.domain import permissions, rerule, ruling
from patrol.domain.errors import Conflict, Invalid, Problem
from patrol.domain.ladder import LEVELS
from patrol.domain.profiles import PROFILES
from patrol.domain.rules import KINDS, MOST, SINCE, STEPS, UNITS
from patrol.extensions import reading, writing
from patrol.models import rules as table

from . import rule_form
from .gate import gated
from .spoken import kind_name, moment, say

blueprint = gated("settings")
AT_ONCE = 20
FIRST = 50  # cases shown of those that would move


@blueprint.get("/settings")
def form():
    with reading() as session:
        version, rules = ruling.current(session)
        return _page(session, rule_form.typed(rules), version)


@blueprint.post("/settings")
def change():
    if "admin" not in g.actor.roles:
        abort(403)
    wish, seen = request.form.get("do", "look"), _version(request.form.get("seen", ""))
    typed = _from_profile() if wish == "profile" else rule_form.read(request.form)
    if wish in ("add-first", "add-upper"):
        typed[wish[4:]].append(rule_form.blank(wish[4:]))
        with reading() as session:
            return _page(session, typed, seen)
    rules, problems = rule_form.parse(typed)
    if rules is None or wish != "save":
        with reading() as session:
            return _page(session, typed, seen, rules=rules, problems=problems), 422 if problems else 200
    return _save(typed, rules, seen)


def _save(typed: dict, rules, seen: int):
    try:
        with writing() as session:
            version = ruling.save(session, rules, seen, g.actor, g.now)
            if request.form.get("also") and "officer" in g.actor.roles:
                rerule.ask(session, version, g.actor, g.now)
    except (Conflict, Invalid) as problem:
        with reading() as session:
            return _page(session, typed, seen, rules=rules, problem=problem), problem.status
    flash(say("settings.saved", version=version), "")
    return redirect(url_for(".form"))


@blueprint.post("/settings/cases")
def go_over():
    """The open cases that this officer sees are to go over to the rules in force."""
    if "officer" not in g.actor.roles:
        abort(403)
    with writing() as session:
        rerule.ask(session, ruling.current(session)[0], g.actor, g.now)
    flash(say("settings.going_over"), "")
    return redirect(url_for(".form"))


def _from_profile() -> dict:
    rules = PROFILES.get(request.form.get("profile", ""))
    if rules is None:
        raise Invalid("no_such_profile")
    return rule_form.typed(rules)


def _version(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _page(session, typed: dict, seen: int, rules=None, problems=None, problem: Problem | None = None):
    """The form with what was typed, what it would change, and what somebody else has changed since."""
    version, current = ruling.current(session)
    between = ruling.changes(ruling.version(session, seen), current) if seen < version else []
    return render_template(
        "desk/settings.html", typed=typed, version=version, problems=problems or {}, problem=problem,
        changes=[rule_form.difference(one) for one in ruling.changes(current, rules)] if rules else None,
        between=[rule_form.difference(one) for one in between], kinds=[(one, kind_name(one)) for one in KINDS],
        steps=[(one, say(f"step.{one}")) for one in STEPS],
        units=[(one, say(f"settings.unit.{one}")) for one in UNITS],
        writes="admin" in g.actor.roles, most=max(MOST.values()), profiles=_profiles(),
        open_cases=(older := _open_cases(session, version)),
        moving=_moving(session, rules or current) if rules or older else None,
        since=[(one, say(f"settings.since.short.{one}")) for one in SINCE["handle"]], ticked=rule_form.TICKED,
        levels=[(one, say(f"level.{one}")) for one in LEVELS], metres=rule_form.METRES,
        mu=rule_form.MU, clocks=rule_form.CLOCKS, conditions=rule_form.TABLES,
    )  # fmt: skip


def _profiles() -> list[tuple[str, str]]:
    return [(name, say(f"settings.profile.{name}")) for name in PROFILES]


def _is_officer() -> bool:
    return "officer" in g.actor.roles


def _moving(session, rules) -> dict | None:
    """What would move under these rules of the open cases an officer may see; the first of it one by one."""
    if not _is_officer():
        return None
    found = list(rerule.moves(session, rules, permissions.visible_to(g.actor), g.now))
    rows = [
        {"case": one.case_id, "number": one.number, "step": say(f"step.{one.step}"),
         "before": moment(one.before, g.now) if one.before else say("settings.not_begun"),
         "after": moment(one.after, g.now)}
        for one in found[:FIRST]
    ]  # fmt: skip
    return {"deadlines": len(found), "cases": len({one.case_id for one in found}), "rows": rows}


def _open_cases(session, version: int) -> int | None:
    """How many open cases run under older rules; for those who have cases."""
    if not _is_officer():
        return None
    counted = table.open_cases_by_version(session, permissions.visible_to(g.actor))
    return sum(number for one, number in counted.items() if one != version)


@blueprint.get("/settings/history")
def history():
    before = request.args.get("cursor")
    if before is not None and not before.isdecimal():
        raise Invalid("bad_cursor")
    with reading() as session:
        rows = table.RulesVersion.newest(session, AT_ONCE + 1, _version(before) if before else None)
        told = [_told(session, row) for row in rows[:AT_ONCE]]
        cursor = rows[AT_ONCE - 1].version if len(rows) > AT_ONCE else None
    return render_template("desk/settings_history.html", rows=told, cursor=cursor)


def _told(session, row) -> dict:
    changes = ruling.changes(ruling.version(session, row.version - 1), ruling.version(session, row.version))
    return {"version": row.version, "at": moment(row.at, g.now), "by": row.by.name if row.by else say("role.system"),
            "changes": [rule_form.difference(one) for one in changes]}  # fmt: skip
