"""Joint tasks: a department's cards and answers, and the links by which one answers without an account."""

from __future__ import annotations

import segno
from flask import current_app, g, jsonify, request

from patrol.domain import acting, joint, task_links
from patrol.domain.errors import Invalid
from patrol.domain.times import iso
from patrol.extensions import reading, writing
from patrol.models import Task

from . import present, present_tasks, schemas
from .acts import land
from .gate import gated, takes
from .photos import HASH, rendition

blueprint = gated("tasks")


@blueprint.get("/tasks")
def cards():
    with reading() as session:
        found = joint.cards(session, g.actor, g.now)
        return present.ready({"tasks": present_tasks.cards(session, found)})


@blueprint.get("/tasks/<uuid:task_id>")
def card(task_id):
    with reading() as session:
        found = joint.find(session, g.actor, str(task_id))
        return present.ready(present_tasks.cards(session, [found])[0])


@blueprint.put("/tasks/<uuid:task_id>/acts/<uuid:act_id>")
@takes(schemas.AnyAct)
def act_on_task(task_id, act_id, body):
    """For a department, which knows its task and not the case."""
    with reading() as session:
        case_id = acting.case_of_task(session, str(task_id), g.actor)
    return land(case_id, str(act_id), body)


@blueprint.get(f"/tasks/<uuid:task_id>/photos/{HASH}")
def picture(task_id, sha256):
    size = request.args.get("size", "thumb")
    if size not in ("thumb", "view"):
        raise Invalid("invalid", size="thumb or view")
    with reading() as session:
        task = joint.find(session, g.actor, str(task_id))
        return rendition(joint.photo(session, task, sha256), size)


@blueprint.post("/tasks/<uuid:task_id>/link")
def make_link(task_id):
    """Shown this once: only its hash is kept."""
    with writing() as session:
        token = task_links.make(session, g.actor, str(task_id), g.now)
        expires = session.get(Task, str(task_id)).due_at + task_links.LASTS
    base = current_app.config["PATROL"].public_url or request.host_url.rstrip("/")
    link = f"{base}/t/{token}"
    rows = ["".join(str(bit) for bit in row) for row in segno.make(link, error="m", micro=False).matrix]
    return jsonify(link=link, qr=rows, expires_at=iso(expires)), 201


@blueprint.delete("/tasks/<uuid:task_id>/link")
def revoke_link(task_id):
    with writing() as session:
        task_links.revoke(session, g.actor, str(task_id), g.now)
    return "", 204
