"""From the bytes of a file to rows with the text of five cells each; hostile files end as one sentence."""

from __future__ import annotations

import json

from patrol import aside
from patrol.domain.errors import Invalid

from . import columns

FILE_MOST = 10 * 1024 * 1024
MEGABYTES, SECONDS = 1024, 20
FIELDS = (*columns.NEEDED, "station")


def read(data: bytes) -> dict:
    """{"rows": [{"number", "name", …, "odd": {field: why}}…], "ignored": [headings]}. Raises Invalid."""
    if len(data) > FILE_MOST:
        raise Invalid("sheet_too_big")
    try:
        told = json.loads(aside.run("sheet", data, megabytes=MEGABYTES, seconds=SECONDS))
    except aside.Failed:
        raise Invalid("sheet_bomb") from None
    if "problem" in told:
        raise Invalid(told["problem"])
    place, where, ignored = columns.find(told["rows"])
    rows = [_row(number, cells, where, told) for number, cells in told["rows"][place + 1 :]]
    rows = [row for row in rows if any(row[field] for field in FIELDS) or row["odd"]]
    if not rows:
        raise Invalid("sheet_without_rows")
    return {"rows": rows, "ignored": ignored}


def _row(number: int, cells: list, where: dict[str, int], told: dict) -> dict:
    row: dict = {"number": number, "odd": {}}
    for field in FIELDS:
        column = where.get(field)
        cell = cells[column] if column is not None and column < len(cells) else ""
        row[field] = cell if isinstance(cell, str) else ""
        odd = None if column is None else _odd(number, column, cell, told)
        if odd:
            row["odd"][field] = odd
    return row


def _odd(number: int, column: int, cell, told: dict) -> str | None:
    """Why this cell cannot be believed, whatever it shows."""
    if isinstance(cell, dict):
        return "cell_date"
    if [number, column] in told["formulas"]:
        return "cell_formula"
    if cell.startswith("#") and cell.rstrip("!?/A").isupper():
        return "cell_error"
    if not cell and any(
        top <= number <= bottom and left <= column <= right for top, left, bottom, right in told["merged"]
    ):
        return "cell_merged"
    return None
