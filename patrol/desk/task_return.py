"""退回重办 from the office: an answer does not do, and is owed again; by the same act as in the app."""

from __future__ import annotations

import uuid

from flask import g, render_template, request

from patrol.domain import joint
from patrol.domain.errors import Refused
from patrol.domain.times import CHINA, iso
from patrol.extensions import reading
from patrol.models import Task

from .call_form import UUID
from .case_tasks import of_case
from .cases import blueprint
from .convene_form import is_ahead, moment
from .convening import back, land
from .spoken import say
from .task_words import ANSWERED, may

MOST_WORDS = 4000


@blueprint.get("/cases/<uuid:case_id>/tasks/<uuid:task_id>/return")
def returning(case_id, task_id):
    with reading() as session:
        task = _to_return(session, case_id, task_id)
        if task.state not in ANSWERED:
            return back(case_id, say("task.not_answered"), "warned")
        until = joint.usual_deadline(session, task.case, g.now).astimezone(CHINA)
        typed = {"act": str(uuid.uuid4()), "reason": "", "due": until.strftime("%Y-%m-%dT%H:%M")}
        return _page(task, typed, {})


@blueprint.post("/cases/<uuid:case_id>/tasks/<uuid:task_id>/return")
def return_task(case_id, task_id):
    typed = {name: request.form.get(name, "").replace("\x00", "").strip() for name in ("act", "reason", "due")}
    if not UUID.fullmatch(typed["act"]):
        typed["act"] = str(uuid.uuid4())
    with reading() as session:
        task = _to_return(session, case_id, task_id)
        if task.state not in ANSWERED:
            return back(case_id, say("convene.already"), "warned")
        if wrong := _problems(typed):
            return _page(task, typed, wrong), 422
    due_at = iso(moment(typed["due"]))
    act = {"act": "return_task", "at": iso(g.now), "task": task.id, "reason": typed["reason"], "due_at": due_at}
    return land(case_id, typed["act"], act, say("convene.returned"))


def _to_return(session, case_id, task_id) -> Task:
    """Raises Missing, and Refused where nobody is asked any more."""
    task = of_case(session, case_id, task_id)
    if "return_task" not in may(session, task.case):
        raise Refused("convene_over")
    return task


def _problems(typed: dict) -> dict[str, str]:
    checks = {"reason": 0 < len(typed["reason"]) <= MOST_WORDS, "due": is_ahead(typed["due"], g.now)}
    return {name: say(f"convene.wrong.{name}") for name, good in checks.items() if not good}


def _page(task: Task, typed: dict, wrong: dict):
    return render_template(
        "desk/task_return.html", case=task.case, task=task, department=say(f"department.{task.department}"),
        typed=typed, problems=wrong, most=MOST_WORDS,
    )  # fmt: skip
