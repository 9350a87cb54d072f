"""归口: which authority a kind of violation belongs to. An administrator changes it, an officer reads it."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for

from patrol.domain import routing
from patrol.domain.errors import Conflict, Invalid, Problem
from patrol.domain.rules import KINDS
from patrol.extensions import reading, writing
from patrol.models import routing as table

from .gate import gated
from .spoken import kind_name, moment, say

blueprint = gated("routing", 64 * 1024)
LATEST = 10


@blueprint.get("/routing")
def overview():
    with reading() as session:
        version, current = routing.current(session)
        return _page(session, current, version)


@blueprint.post("/routing")
def change():
    if "admin" not in g.actor.roles:
        abort(403)
    seen = request.form.get("seen", "")
    seen = int(seen) if seen.isdecimal() and len(seen) < 9 else 0
    wanted = routing.Routing() if request.form.get("do") == "default" else _read()
    try:
        with writing() as session:
            routing.save(session, wanted, seen, g.actor, g.now)
    except (Conflict, Invalid) as problem:
        with reading() as session:
            return _page(session, wanted, routing.current(session)[0], problem), problem.status
    flash(say("routing.saved"), "")
    return redirect(url_for(".overview"))


def _read() -> routing.Routing:
    given = request.form
    return routing.parse(
        {
            kind: {"authority": given.get(f"authority-{kind}", ""), "villager": given.get(f"villager-{kind}") or None}
            for kind in KINDS
        }
    )


def _page(session, shown: routing.Routing, version: int, problem: Problem | None = None):
    return render_template(
        "desk/routing.html", version=version, problem=problem, writes="admin" in g.actor.roles,
        rows=[{"kind": kind, "name": kind_name(kind), "line": shown.of(kind)} for kind in KINDS],
        authorities=[(one, say(f"department.{one}")) for one in routing.AUTHORITIES],
        history=[(moment(row.at, g.now), row.by.name if row.by else say("role.system"))
                 for row in table.RoutingVersion.newest(session, LATEST)],
    )  # fmt: skip
