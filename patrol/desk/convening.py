"""联合处置 from the office: departments are asked, and a task is taken back, by the same acts as in the app."""

from __future__ import annotations

import uuid
from datetime import timedelta

from flask import flash, g, redirect, render_template, request, url_for

from patrol.domain import acting, joint, looking, routing
from patrol.domain.acts.withdraw import CAN_BE
from patrol.domain.errors import Conflict, Refused
from patrol.domain.rules import DEPARTMENTS
from patrol.domain.times import iso
from patrol.extensions import reading, writing
from patrol.models.reports import attachments_of_cases

from . import convene_form
from .call_form import UUID
from .case_tasks import of_case
from .cases import blueprint
from .spoken import area_name, joined, kind_name, listed, say
from .task_words import may

NO_OFFSET = timedelta()


@blueprint.get("/cases/<uuid:case_id>/convening")
def convening(case_id):
    with reading() as session:
        case = _open_to_it(session, case_id)
        until = joint.usual_deadline(session, case, g.now)
        named = [one for one in _routed(session, case) if one not in _waiting(case)]
        return _page(session, case, convene_form.blank(str(uuid.uuid4()), until, named), {})


@blueprint.post("/cases/<uuid:case_id>/convening")
def convene(case_id):
    typed = convene_form.read(request.form)
    if not UUID.fullmatch(typed["act"]):
        typed["act"] = str(uuid.uuid4())
    with reading() as session:
        case = _open_to_it(session, case_id)
        if wrong := convene_form.problems(typed, _offered(case), g.now):
            return _page(session, case, typed, wrong), 422
    named = listed(say(f"department.{one}") for one in DEPARTMENTS if one in typed["departments"])
    return land(case_id, typed["act"], convene_form.act(typed, g.now), say("convene.done", departments=named))


@blueprint.post("/cases/<uuid:case_id>/tasks/<uuid:task_id>/withdrawal")
def withdraw(case_id, task_id):
    with reading() as session:
        task = of_case(session, case_id, task_id)
        if "withdraw" not in may(session, task.case) or task.state not in CAN_BE:
            return back(case_id, say("error.task_over"), "warned")
    act = {"act": "withdraw", "at": iso(g.now), "task": task.id}
    return land(case_id, str(uuid.uuid4()), act, say("convene.withdrawn"))


def land(case_id, act_id: str, act: dict, done: str):
    """The page says how the act landed. The same form sent again finds its act there."""
    try:
        with writing() as session:
            landed, new = acting.receive(session, act_id, str(case_id), act, g.actor, g.now, NO_OFFSET)
            outcome, why = landed.outcome, landed.why
    except Conflict:
        new = False
    if not new:
        return back(case_id, say("convene.already"), "warned")
    return back(case_id, done, "") if outcome == "accepted" else back(case_id, say(f"why.{why}"), "warned")


def back(case_id, said: str, kind: str):
    flash(said, kind)
    return redirect(url_for(".case", case_id=case_id, _anchor="tasks"))


def _open_to_it(session, case_id):
    """Raises Missing, and Refused where nobody can be asked any more."""
    case = looking.find(session, g.actor, str(case_id))
    if "convene" not in may(session, case):
        raise Refused("convene_over")
    return case


def _routed(session, case) -> list[str]:
    line = routing.current(session)[1].of(case.kind)
    return [one for one in _offered(case) if one in (line.authority, line.villager)]


def _waiting(case) -> set[str]:
    return {task.department for task in case.tasks if task.state == "open"}


def _offered(case) -> list[str]:
    return [one for one in DEPARTMENTS if one != "village" or case.concealed is None]


def _page(session, case, typed: dict, wrong: dict):
    routed, waiting = _routed(session, case), _waiting(case)
    files = attachments_of_cases(session, [case.id])
    photos = [one.sha256 for one in files if one.role == "photo" and one.state != "wanted" and not one.expired_at]
    return render_template(
        "desk/convene.html", case=case, about=joined(kind_name(case.kind), area_name(case.area.name)), typed=typed,
        problems=wrong, photos=list(dict.fromkeys(photos)), most=convene_form.MOST_PHOTOS,
        departments=[
            {
                "name": one, "words": say(f"department.{one}"), "usual": convene_form.usual(one),
                "law": one in routed, "waiting": one in waiting,
            }
            for one in _offered(case)
        ],
    )  # fmt: skip
