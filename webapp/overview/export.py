"""A table as a file: exactly its columns and rows, in their order."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any, Final

from ombud.webapp.overview.shape import Picture, Table, Value

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of something to compute."""

SHEET_NAME: Final = 31
"""Characters that a spreadsheet lets the name of a sheet have."""

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDEST: Final = 60


def file_of(picture: Picture, kind: str, *, at: datetime) -> bytes:
    return as_csv(picture.table) if kind == "csv" else as_xlsx(picture.table, picture.title, at=at)


def as_csv(table: Table) -> bytes:
    """RFC 4180 in UTF-8, with the mark by which spreadsheets know that; words that would be computed stand behind an
    apostrophe."""
    text = StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow([_harmless(column) for column in table.columns])
    sheet.writerows([_told(value) for value in row.cells] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table, title: str, *, at: datetime) -> bytes:
    """One sheet; words are written as words, whatever they begin with, days as days and numbers as numbers."""
    from xlsxwriter import Workbook  # takes a while, and most processes never write a sheet

    file = BytesIO()
    with Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"title": title, "created": at.replace(tzinfo=None)})
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:SHEET_NAME])
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, column, head)
            sheet.set_column(place, place, _width(table, place))
        for line, row in enumerate(table.rows, start=1):
            for place, value in enumerate(row.cells):
                _write(sheet, line, place, value)
        sheet.freeze_panes(1, 0)
    return file.getvalue()


def _write(sheet: Any, line: int, place: int, value: Value) -> None:
    match value:
        case None:
            return
        case date():
            sheet.write_datetime(line, place, datetime(value.year, value.month, value.day))  # noqa: DTZ001  a day
        case str():
            sheet.write_string(line, place, value)
        case _:
            sheet.write_number(line, place, value)


def _width(table: Table, place: int) -> int:
    longest = max((len(_plain(row.cells[place])) for row in table.rows), default=0)
    return min(max(longest, len(table.columns[place]) // 2) + 2, WIDEST)


def _plain(value: Value) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _told(value: Value) -> str:
    return _harmless(value) if isinstance(value, str) else _plain(value)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
