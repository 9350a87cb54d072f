"""Spreadsheets for the tests, made on the spot: whole lists, and what no office should be troubled by."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO

import xlsxwriter

HEADINGS = ("姓名", "手机号", "行政区代码", "角色")


def xlsx(*rows: tuple, headings: tuple = HEADINGS, then=None) -> bytes:
    """A workbook with a heading and these rows; `then(sheet, book)` may do more to it."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((headings, *rows)):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
                else:
                    sheet.write(number, column, cell)
        if then:
            then(sheet, book)
    return out.getvalue()


def csv(*rows: tuple, headings: tuple = HEADINGS, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    return "\r\n".join(delimiter.join(row) for row in (headings, *rows)).encode(encoding)


def with_entry(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one file more in its archive."""
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    return with_entry(xlsx(("a", "b", "c", "d")), "xl/media/image1.png", b"\0" * (120 << 20))


def with_macros() -> bytes:
    return with_entry(xlsx(("a", "b", "c", "d")), "xl/vbaProject.bin", b"macro")


def locked() -> bytes:
    """As Excel writes a workbook with a password: a compound file around an encrypted package."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    return head + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512


def huge_range() -> bytes:
    """A small file that claims seventeen thousand million cells."""
    return xlsx(("a", "b", "c", "d"), then=lambda sheet, _book: sheet.write(1_048_575, 16_383, "x"))


def many_rows(count: int) -> bytes:
    return csv(*(("张三", f"139{number:08}", "321181101208", "信息员") for number in range(count)))
