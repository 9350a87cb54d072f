"""日志: whether the log is as it was written, what was done to the county, and who looked behind 信息员."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for

from patrol.domain import checking, look_weeks, permissions
from patrol.domain.errors import Invalid
from patrol.domain.log import content_of
from patrol.domain.times import parse
from patrol.extensions import reading, writing
from patrol.models import LogHead, Person, checks, log, looks

from .county_words import told
from .gate import gated
from .spoken import moment, say

blueprint = gated("log")
AT_ONCE = 30
REFRESH_SECONDS = 2


@blueprint.get("/log")
def overview():
    """While a check runs the page comes again by itself, with or without a script."""
    with reading() as session:
        running, last = checks.running(session), checks.last_done(session)
        head = session.get(LogHead, 1) if sees_all() else None
        rows, cursor = _county(session)
        page = render_template(
            "desk/log.html", running=running, last=last, last_at=last and moment(last.done_at, g.now), head=head,
            rows=rows, cursor=cursor, looks="officer" in g.actor.roles, everything=sees_all(),
        )  # fmt: skip
    return page, 200, {"Refresh": str(REFRESH_SECONDS)} if running else {}


def sees_all() -> bool:
    """Whether nothing is hidden from this person: the number of events tells the rhythm of what is."""
    hidden = permissions.hidden_paths(g.actor)
    return "officer" in g.actor.roles and all(path.count("/") == 1 and path[-1] == "/" for path in hidden)


def _cursor() -> int | None:
    given = request.args.get("cursor")
    if given is None:
        return None
    if not given.isdecimal() or len(given) > 9:
        raise Invalid("bad_cursor")
    return int(given)


def _county(session) -> tuple[list[dict], int | None]:
    found = log.of_county(session, _cursor(), AT_ONCE + 1)
    rows = [told(content_of(event), g.now, everything=sees_all()) for event in found[:AT_ONCE]]
    return rows, found[AT_ONCE - 1].n if len(found) > AT_ONCE else None


@blueprint.post("/log/checks")
def check():
    with writing() as session:
        checking.ask(session, g.actor, g.now)
    flash(say("log.asked"), "")
    return redirect(url_for(".overview"))


@blueprint.get("/log/looks")
def looked():
    """Who asked for a name or an original, when and why; of the cases the reader may see, an administrator none."""
    with reading() as session:
        found = looks.page(session, permissions.visible_to(g.actor), _cursor(), AT_ONCE + 1, _week())
        rows = [_look(session, *one) for one in found[:AT_ONCE]]
    cursor = found[AT_ONCE - 1][0].id if len(found) > AT_ONCE else None
    return render_template(
        "desk/looks.html", rows=rows, cursor=cursor, officer="officer" in g.actor.roles, week="week" in request.args
    )


def _week() -> tuple | None:
    """From when until when, where a notice leads to the looks of one week."""
    try:
        return look_weeks.Week.named(request.args["week"][:8]).span if "week" in request.args else None
    except ValueError:
        raise Invalid("bad_cursor") from None


def _look(session, look, case, event) -> dict:
    content = content_of(event)
    person = session.get(Person, look.person_id)
    return {
        "at": moment(parse(content["received_at"]), g.now), "who": content.get("name") or (person and person.name),
        "what": say(f"log.look.{look.what}"), "case": case, "reason": content.get("reason") or "",
    }  # fmt: skip
