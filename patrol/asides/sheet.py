"""Reads a spreadsheet or CSV from standard input and writes JSON: the cells as text, and where they are not plain.

{"problem": code} for a file that cannot be taken, else {"rows": [[number, [cell…]]…], "merged": [[top, left, bottom,
right]…], "formulas": [[row, column]…]}, counted from 1 and 0. A cell is text, or {"date": …} where it holds a day.
"""

import bounds

bounds.take()

# ruff: noqa: E402  nothing hostile is touched before the bounds stand
import csv
import datetime
import io
import json
import re
import sys
import zipfile
from xml.etree import ElementTree

UNPACKED_MOST = 80 * 2**20
ROWS_MOST, COLUMNS_MOST, CELL_MOST = 10_000, 60, 300
CELLS_MOST = 3_000_000
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Problem(Exception):
    pass


def read(data: bytes) -> dict:
    if not data.strip():
        raise Problem("sheet_empty")
    if data.startswith(b"PK"):
        return _workbook(data, *_zip(data))
    if data.startswith(COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Problem("sheet_password")
        return _workbook(data, [], [])
    return _csv(data)


def _zip(data: bytes) -> tuple[list, list]:
    """(merged ranges, formulas) of a workbook in ZIP, once it is known to be one that may be opened."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = archive.namelist()
        if len(names) > 2000:
            raise Problem("sheet_too_big")
        _measure(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError):
        raise Problem("sheet_broken") from None
    except RuntimeError:
        raise Problem("sheet_password") from None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Problem("sheet_macros")
    if "xl/workbook.xml" not in names:
        if "mimetype" in names and b"spreadsheet" in archive.read("mimetype"):
            return [], []  # OpenDocument
        raise Problem("sheet_unknown")
    return [], _formulas(archive, names)


def _measure(archive: zipfile.ZipFile) -> None:
    """By unpacking, not by what the archive says of itself: a bomb may lie."""
    total = 0
    for info in archive.infolist():
        with archive.open(info) as packed:
            while piece := packed.read(1 << 20):
                total += len(piece)
                if total > UNPACKED_MOST:
                    raise Problem("sheet_bomb")


def _formulas(archive: zipfile.ZipFile, names: list[str]) -> list:
    """[[sheet file, row, column]…]; which file the sheet is, is told from the order of the workbook's relations."""
    found = []
    for name in names:
        if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            continue
        with archive.open(name) as file:
            for _, element in ElementTree.iterparse(file):
                if element.tag == f"{SHEET}c":
                    if element.find(f"{SHEET}f") is not None and len(found) < 10_000:
                        found.append([name, *_position(element.get("r") or "")])
                    element.clear()
                elif element.tag == f"{SHEET}row":
                    element.clear()
    return found


def _position(reference: str) -> tuple[int, int]:
    letters = re.match(r"[A-Z]{0,3}", reference)[0]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :] or 0), column - 1


def _workbook(data: bytes, merged: list, formulas: list) -> dict:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        number, sheet = _first_filled(book)
        if sheet.total_height > 10 * ROWS_MOST or sheet.total_height * sheet.total_width > CELLS_MOST:
            raise Problem("sheet_too_big")
        table = sheet.to_python(skip_empty_area=False)
        merged = [
            [top + 1, left, bottom + 1, right] for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
        ]
    except calamine.PasswordError:
        raise Problem("sheet_password") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise Problem("sheet_broken") from None
    rows = [[place, [_cell(value) for value in row[:COLUMNS_MOST]]] for place, row in enumerate(table, 1)]
    here = [one[1:] for one in formulas if one[0] == f"xl/worksheets/sheet{number}.xml"]
    return {"rows": _filled(rows), "merged": merged[:2000], "formulas": here}


def _first_filled(book):
    """The first sheet that shows and holds anything: the list stands there, the codes behind it."""
    for number, meta in enumerate(book.sheets_metadata, 1):
        if str(meta.visible).endswith("Visible") and str(meta.typ).endswith("WorkSheet"):
            sheet = book.get_sheet_by_index(number - 1)
            if sheet.end is not None:
                return number, sheet
    raise Problem("sheet_empty")


def _cell(value):
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time, datetime.timedelta)):
        return {"date": str(value)}
    return str(value)[:CELL_MOST]


def _csv(data: bytes) -> dict:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = _decoded(data, "utf-16")
    elif b"\x00" in data:
        raise Problem("sheet_unknown" if data[:4].count(0) or _binary(data) else "sheet_nul")
    else:
        text = _decoded(data, "utf-8-sig", "gb18030")
    if "<html" in text[:2000].lower() or text.startswith(("%PDF", "{", "<?xml")):
        raise Problem("sheet_unknown")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",\t;", key=first.count)
    rows = []
    csv.field_size_limit(100_000)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([len(rows) + 1, [cell[:CELL_MOST] for cell in row[:COLUMNS_MOST]]])
            if len(rows) > 2 * ROWS_MOST:
                raise Problem("sheet_too_big")
    except csv.Error:
        raise Problem("sheet_broken") from None
    return {"rows": _filled(rows), "merged": [], "formulas": []}


def _binary(data: bytes) -> bool:
    sample = data[:4096]
    return sum(byte < 9 or 13 < byte < 32 for byte in sample) > len(sample) // 20


def _decoded(data: bytes, *encodings: str) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise Problem("sheet_nul")
        return text
    raise Problem("sheet_unknown")


def _filled(rows: list) -> list:
    kept = [row for row in rows if any(cell != "" and str(cell).strip() for cell in row[1])]
    if len(kept) > ROWS_MOST:
        raise Problem("sheet_too_many_rows")
    if not kept:
        raise Problem("sheet_empty")
    return kept


def main() -> None:
    try:
        answer = read(sys.stdin.buffer.read())
    except Problem as problem:
        answer = {"problem": str(problem)}
    except (MemoryError, RecursionError, ElementTree.ParseError) as problem:
        answer = {"problem": "sheet_broken" if isinstance(problem, ElementTree.ParseError) else "sheet_bomb"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))


main()
