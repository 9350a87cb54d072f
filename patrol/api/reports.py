from __future__ import annotations

from flask import g
from sqlalchemy.exc import IntegrityError

from patrol.domain import reports
from patrol.extensions import reading, writing

from . import present, schemas
from .errors import language
from .gate import device_offset, gated, takes

blueprint = gated("reports")


@blueprint.put("/reports/<uuid:report_id>")
@takes(schemas.Report)
def send(report_id, body):
    """The same report again is answered with the same receipt; other content under its id is a conflict."""
    offset = device_offset()
    with reading() as session:
        draft = reports.prepare(session, str(report_id), body, g.actor, g.now, offset)
    try:
        received = _write(draft)
    except IntegrityError:
        # The same report twice at once: the other one was first, and this one now finds it.
        received = _write(draft)
    return present.ready(present.receipt(received, language())), 201 if received.new else 200


def _write(draft: reports.Draft) -> reports.Received:
    with writing() as session:
        return reports.write(session, draft)


@blueprint.get("/reports/<uuid:report_id>")
def receipt(report_id):
    with reading() as session:
        return present.ready(present.receipt(reports.own(session, str(report_id), g.actor), language()))
