"""存储: how much room is left and for how long, and how long photos of closed cases are kept."""

from __future__ import annotations

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for

from patrol.domain import retention, room
from patrol.domain.errors import Conflict, Invalid, Problem
from patrol.extensions import reading, writing
from patrol.models import retention as table

from . import storage_words as told
from .gate import gated
from .log import sees_all
from .spoken import moment, say

blueprint = gated("storage")
LATEST = 10


@blueprint.get("/storage")
def overview():
    with reading() as session:
        version, rules = retention.current(session)
        return _page(session, told.typed(rules), version)


@blueprint.post("/storage/retention")
def change():
    """`look` shows what it would take away now; `save` saves it."""
    if "admin" not in g.actor.roles:
        abort(403)
    typed, seen = told.read(request.form), told.version(request.form.get("seen", ""))
    wanted, problems = told.parse(typed)
    if wanted is None or request.form.get("do") != "save":
        with reading() as session:
            return _page(session, typed, seen, wanted, problems), 422 if problems else 200
    try:
        with writing() as session:
            version = retention.save(session, wanted, seen, g.actor, g.now)
    except (Conflict, Invalid) as problem:
        with reading() as session:
            return _page(session, typed, seen, wanted, problem=problem), problem.status
    flash(say("storage.saved", version=version), "")
    return redirect(url_for(".overview"))


def _page(session, typed: dict, seen: int, wanted=None, problems=None, problem: Problem | None = None):
    """The form with what was typed, what it would take away, and what somebody else has changed since."""
    version, current = retention.current(session)
    usage = room.usage(session, current_app.extensions["storage"], _limit(), g.now)
    everything = sees_all()
    level = room.level_of(usage.share)
    return render_template(
        "desk/storage.html", usage=usage, level=level, warning=f"warning.storage_{level}",
        lines=told.lines(usage, everything),
        days=told.days(usage) if everything else None, months=typed, problems=problems or {}, problem=problem,
        version=version, writes="admin" in g.actor.roles, fields=retention.FIELDS,
        changes=told.differences(current, wanted) if wanted else None,
        between=told.differences(_version(session, seen), current) if seen < version else [],
        concerned=told.concerned(retention.concerned(session, wanted, g.now), everything) if wanted else [],
        history=[_saved(session, row) for row in table.RetentionVersion.newest(session, LATEST)],
    )  # fmt: skip


def _limit() -> int | None:
    return current_app.config["PATROL"].storage_limit


def _version(session, number: int) -> retention.Retention:
    row = session.get(table.RetentionVersion, number) if number else None
    return retention.Retention.model_validate(row.body) if row else retention.Retention()


def _saved(session, row) -> dict:
    before, after = _version(session, row.version - 1), retention.Retention.model_validate(row.body)
    return {"at": moment(row.at, g.now), "by": row.by.name if row.by else say("role.system"),
            "changes": told.differences(before, after)}  # fmt: skip
