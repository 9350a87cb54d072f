"""The table of a day as a file, in Chinese; that it was taken stands in the log before its first byte leaves."""

from __future__ import annotations

import tempfile

from flask import g, request, send_file

from patrol.domain import exporting, figures
from patrol.domain.errors import Invalid
from patrol.exports import csv_file, xlsx_file
from patrol.extensions import reading_pages, writing

from .case_export import TYPES, chinese
from .figures import STEPS, asked, blueprint, place_name

COLUMNS = ("code", "place", "open", "closed", *STEPS)


@blueprint.post("/figures/export")
def export():
    as_ = request.form.get("as", "")
    if as_ not in TYPES:
        raise Invalid("invalid")
    file = tempfile.TemporaryFile()  # noqa: SIM115  sent, and closed, after this view
    with reading_pages() as session:
        where, day = asked(session)
        lines, together = figures.of_day(session, g.actor, where, day)
        rows = [_cells(line, where) for line in (*lines, together)]
        head = [chinese(f"figures.column.{name}") for name in COLUMNS]
        name = f"{chinese('desk.part.figures')}_{where.area.name}_{day:%Y%m%d}"
    count = csv_file.write(file, head, rows) if as_ == "csv" else xlsx_file.write(file, head, rows, name)
    with writing() as session:
        said = {"date": day.isoformat(), "area": where.area.code}
        exporting.record(session, g.actor, "figures", as_, said, count, g.now)
    file.seek(0)
    return send_file(file, mimetype=TYPES[as_], as_attachment=True, download_name=f"{name}.{as_}", max_age=0)


def _cells(line: figures.Line, where: figures.Scope) -> list:
    code = line.area.code if line.area is not None else None
    hours = (line.took[step] and round(line.took[step] / 60, 1) for step in STEPS)
    return [code, place_name(line.area, where), line.open, line.closed, *hours]
