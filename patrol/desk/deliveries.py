"""消息送达: which notices did not reach whom, by which way and why; once it is set right they go out again."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, request, url_for

from patrol.domain.delivery import failures, wishes
from patrol.extensions import reading, writing

from .gate import gated
from .spoken import area_name, date, known, moment, say

AT_ONCE = 50
blueprint = gated("deliveries", 4096)


@blueprint.get("/deliveries")
def listed():
    with reading() as session:
        found, cursor = failures.page(session, g.actor, request.args.get("cursor"), AT_ONCE)
        rows = [_row(*one) for one in found]
    channels = current_app.config["PATROL"].channels
    ways = [name for name in wishes.CHANNELS if name in channels.personal or (name == "push" and channels.push)]
    return render_template(
        "desk/deliveries.html", rows=rows, cursor=cursor, robots=len(channels.robots),
        ways=[(say(f"channel.{name}"), name in ways) for name in wishes.CHANNELS],
        mends="admin" in g.actor.roles,
    )  # fmt: skip


def _row(delivery, notice, case, person) -> dict:
    """The case only to who has it in the office; an administrator has no cases.

    Of an informant neither case nor hour: some events are told to the reporter alone.
    """
    protected = failures.is_protected(person, case, g.now)
    shown = case if "officer" in g.actor.roles and not protected else None
    at = date(delivery.settled_at, g.now) if protected else moment(delivery.settled_at, g.now)
    return {
        "id": delivery.id, "at": at, "person": person,
        "channel": say(f"channel.{delivery.channel}"),
        "why": _why(delivery.reason), "answer": delivery.answer or "", "case": shown,
        "area": area_name(shown.area.name) if shown else "",
    }  # fmt: skip


def _why(reason: str) -> str:
    if reason.startswith("gave_up_"):
        return say("undelivered.gave_up", why=known(f"undelivered.{reason.removeprefix('gave_up_')}", reason))
    return known(f"undelivered.{reason}", reason)


@blueprint.post("/deliveries/<uuid:delivery_id>/again")
def again(delivery_id):
    with writing() as session:
        failures.send_again(session, g.actor, str(delivery_id), now=g.now)
    flash(say("deliveries.again_done"), "")
    return redirect(url_for(".listed"))


@blueprint.post("/deliveries/<uuid:delivery_id>/dismissal")
def let_go(delivery_id):
    with writing() as session:
        failures.let_go(session, g.actor, str(delivery_id), now=g.now)
    return redirect(url_for(".listed"))
