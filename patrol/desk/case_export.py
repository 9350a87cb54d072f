"""The list as a file: every case of the filters, in Chinese, with nothing of who reported."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from datetime import datetime

from flask import g, request, send_file

from patrol import words
from patrol.domain import exporting
from patrol.domain.errors import Invalid
from patrol.domain.placing import spoken as area_name
from patrol.domain.times import CHINA
from patrol.exports import csv_file, xlsx_file
from patrol.extensions import reading, writing
from patrol.models.areas import TOWN, county, path_of_level, under

from . import case_filters
from .cases import blueprint

TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
COLUMNS = (
    "number", "kind", "grave", "state", "step", "holder", "due", "overdue", "town", "place", "station", "lat", "lon",
    "works", "source", "found", "received", "closed", "stop", "stop_at", "report_at", "handle", "handle_at",
    "decide", "decide_at", "climbed", "concealed", "recurrence",
)  # fmt: skip


def chinese(key: str, **values) -> str:
    """The file goes into the county's papers, whatever language its reader's browser asks for."""
    return words.words("zh-CN", key, **values)


@blueprint.post("/cases/export")
def export():
    """The file is whole on disk and its event written before the first byte leaves."""
    as_ = request.form.get("as", "")
    if as_ not in TYPES:
        raise Invalid("invalid")
    file = tempfile.TemporaryFile()  # noqa: SIM115  sent, and closed, after this view
    with reading() as session:
        wanted = case_filters.read(session, request.args)
        towns = {area.path: area.name for area in under(session, county(session).area.path, TOWN)}
        rows = _rows(exporting.cases(session, g.actor, wanted.filters, g.now), towns)
        head = [chinese(f"caselist.column.{name}") for name in COLUMNS]
        name = _name(wanted, county(session).area.name)
        count = csv_file.write(file, head, rows) if as_ == "csv" else xlsx_file.write(file, head, rows, name)
    asked = {name: value for name, value in wanted.typed.items() if value}
    with writing() as session:
        exporting.record(session, g.actor, "cases", as_, asked, count, g.now)
    file.seek(0)
    return send_file(file, mimetype=TYPES[as_], as_attachment=True, download_name=f"{name}.{as_}", max_age=0)


def _name(wanted: case_filters.Wanted, home: str) -> str:
    """What and when: 案件_延陵镇_没办结_20261124-1000."""
    parts = [chinese("desk.part.cases"), *(wanted.words or [home]), g.now.astimezone(CHINA).strftime("%Y%m%d-%H%M")]
    return re.sub(r'[\\/:*?"<>|\s]+', " ", "_".join(parts)).strip()[:120]


def _rows(found: Iterator, towns: dict[str, str]) -> Iterator[list]:
    word = _Words()
    for row in found:
        yield _cells(row, towns, word)


class _Words(dict):
    """Each text looked up once, not once a row."""

    def __missing__(self, key: str) -> str:
        self[key] = chinese(key)
        return self[key]


def _china(at: datetime | None) -> datetime | None:
    return at and at.astimezone(CHINA)


def _cells(row, towns: dict[str, str], word: _Words) -> list:
    case, dues = row.case, row.dues
    yes = word["caselist.yes"]
    late = case.due_at is not None and case.due_at < g.now
    step = "closed" if case.state == "closed" else case.step
    return [
        case.number, word[f"kind.{case.kind}"], yes if case.grave else "",
        word[_state(case)],
        word[f"step.{step}"] if step != "closed" else "", word[f"level.in.{case.holder}"] if case.holder else "",
        _china(case.due_at), yes if late else "", towns.get(path_of_level(case.path, TOWN), ""),
        "" if case.area_level == TOWN else area_name(case.area), case.station, case.lat, case.lon,
        yes if case.works_going_on else "", word[f"source.{row.source}"] if row.source else "",
        _china(row.found_at or case.opened_at), _china(case.opened_at), _china(case.closed_at),
        _outcome(dues, "stop", word), _done(dues, "stop"), _done(dues, "report"), _outcome(dues, "handle", word),
        _done(dues, "handle"), _outcome(dues, "decide", word), _done(dues, "decide"),
        sum(len(due.missed) for due in dues.values()),
        word[f"level.in.{case.concealed}"] if case.concealed else "", yes if case.recurs_of else "",
    ]  # fmt: skip


def _state(case) -> str:
    if case.merged_into:
        return "case.merged"
    return "case.closed_unfounded" if case.founded is False else f"caselist.state.{case.state}"


def _done(dues: dict, step: str) -> datetime | None:
    return _china(dues[step].done_at) if step in dues else None


def _outcome(dues: dict, step: str, word: _Words) -> str:
    due = dues.get(step)
    return word[f"case.story.{step}.{due.outcome}"] if due is not None and due.outcome else ""
