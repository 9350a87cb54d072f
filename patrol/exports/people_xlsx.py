"""Spreadsheets of people: the template to fill in, and wrong rows given back with their reasons."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

MADE = datetime(2026, 1, 1)
ROWS_READY = 2000


def template(headings: list[str], roles: list[str], note: str, codes: list[tuple], titles: dict[str, str]) -> bytes:
    """An empty list, and on a second sheet the county's codes as (code, place, level). All cells are text: a phone
    number kept as a number is what spreadsheets round."""
    out = BytesIO()
    with _book(out) as book:
        sheet, text = _sheet(book, titles["people"], headings)
        sheet.data_validation(
            1, 3, ROWS_READY, 3, {"validate": "list", "source": roles, "error_type": "warning"}
        )  # fmt: skip
        sheet.write_comment(0, 0, note, {"x_scale": 3, "y_scale": 2})
        codes_sheet, _ = _sheet(book, titles["codes"], [titles["code"], titles["place"], titles["level"]])
        for number, row in enumerate(codes, 1):
            codes_sheet.write_row(number, 0, row, text)
        codes_sheet.set_column(1, 1, 40, text)
        codes_sheet.autofilter(0, 0, max(1, len(codes)), 2)
    return out.getvalue()


def wrong_rows(headings: list[str], rows: list[tuple[list[str], str]], title: str) -> bytes:
    """The rows as they were, each with its reason; mended, the same file can be read again."""
    out = BytesIO()
    with _book(out) as book:
        sheet, text = _sheet(book, title, headings)
        wrapped = book.add_format({"num_format": "@", "text_wrap": True, "font_color": "#a81c17"})
        sheet.set_column(len(headings) - 1, len(headings) - 1, 70)
        for number, (cells, why) in enumerate(rows, 1):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell, text)
            sheet.write_string(number, len(cells), why, wrapped)
    return out.getvalue()


def _book(out: BytesIO):
    import xlsxwriter  # no page but two needs it

    book = xlsxwriter.Workbook(out, {"in_memory": True})
    # The same rows make the same bytes, and a file tells nothing of when its maker was at work.
    book.set_properties({"created": MADE})
    return book


def _sheet(book, name: str, headings: list[str]):
    sheet, text = book.add_worksheet(name), book.add_format({"num_format": "@"})
    sheet.set_column(0, len(headings) - 1, 18, text)
    sheet.write_row(0, 0, headings, book.add_format({"bold": True, "bg_color": "#e7eae6", "num_format": "@"}))
    sheet.freeze_panes(1, 0)
    return sheet, text
