"""CSV as Excel opens it: UTF-8 with a mark at the front, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

# A cell that begins so is a formula to Excel, WPS and LibreOffice; an apostrophe makes it text.
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, int | float):
        return str(cell)
    return f"'{cell}" if cell.startswith(RUNS) else cell


def write(file, head: list[str], rows: Iterable[list]) -> int:
    """How many rows were written to the binary file, beside the head."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    out, count = csv.writer(text), 0
    out.writerow(map(safe, head))
    for row in rows:
        out.writerow(map(safe, row))
        count += 1
    text.flush()
    text.detach()
    return count
