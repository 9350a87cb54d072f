"""XLSX written row by row: a row is on disk before the next one is made, so that a long table needs no memory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import xlsxwriter

# A sheet holds 1,048,576 rows; a longer table goes on in the next one, nothing is left out.
SHEET_ROWS = 1_000_000
OPTIONS = {
    "constant_memory": True,
    # Text stays text: what somebody typed is never a formula or a link.
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "remove_timezone": True,
    "default_date_format": "yyyy-mm-dd hh:mm",
}  # fmt: skip


def write(file, head: list[str], rows: Iterable[list], title: str) -> int:
    """How many rows were written to the binary file, beside the heads. The file names no author."""
    book = xlsxwriter.Workbook(file, OPTIONS)
    book.set_properties({"title": title, "author": "", "company": ""})
    bold, count, sheet = book.add_format({"bold": True}), 0, None
    for row in rows:
        if count % SHEET_ROWS == 0:
            sheet = _sheet(book, head, bold)
        for column, cell in enumerate(row):
            _write(sheet, count % SHEET_ROWS + 1, column, cell)
        count += 1
    if sheet is None:
        _sheet(book, head, bold)
    book.close()
    return count


def _sheet(book, head: list[str], bold):
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(head) - 1, 16)
    for column, title in enumerate(head):
        sheet.write_string(0, column, title, bold)
    return sheet


def _write(sheet, row: int, column: int, cell) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, cell)
