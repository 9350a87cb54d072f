"""The link by which a department answers a joint task without an account, on paper too."""

from __future__ import annotations

from io import BytesIO

import segno
from flask import current_app, flash, g, redirect, render_template, request, url_for
from markupsafe import Markup

from patrol.domain import looking, task_links
from patrol.domain.errors import Missing
from patrol.extensions import reading, writing
from patrol.models import Task

from .cases import blueprint
from .spoken import area_name, kind_name, moment, say


@blueprint.post("/cases/<uuid:case_id>/tasks/<uuid:task_id>/link")
def give_link(case_id, task_id):
    """The link stands nowhere but in this answer."""
    if request.form.get("do") == "revoke":
        with writing() as session:
            task_links.revoke(session, g.actor, of_case(session, case_id, task_id).id, g.now)
        flash(say("task.link.revoked"), "")
        return redirect(url_for(".case", case_id=case_id))
    with writing() as session:
        token = task_links.make(session, g.actor, of_case(session, case_id, task_id).id, g.now)
    base = current_app.config["PATROL"].public_url or request.host_url.rstrip("/")
    link = f"{base}/t/{token}"
    with reading() as session:
        task = of_case(session, case_id, task_id)
        case = task.case
        return render_template(
            "desk/task_link.html", link=link, qr=_qr(link), department=say(f"department.{task.department}"),
            instruction=task.instruction, due=moment(task.due_at, g.now), case=case, kind=kind_name(case.kind),
            where=area_name(case.area.name), ends=moment(task.due_at + task_links.LASTS, g.now),
        )  # fmt: skip


def of_case(session, case_id, task_id) -> Task:
    case = looking.find(session, g.actor, str(case_id))
    task = next((one for one in case.tasks if one.id == str(task_id)), None)
    if task is None:
        raise Missing("task_missing")
    return task


def _qr(link: str) -> Markup:
    out = BytesIO()
    segno.make(link, error="m").save(out, kind="svg", xmldecl=False, svgns=True, scale=5, border=2)
    return Markup(out.getvalue().decode())
