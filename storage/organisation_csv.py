"""A CSV of organisations, read whole or refused with the line and the column that do not fit.

The shape is that of HUD's housing inventory as published: `organization_name`, `coc_numbers` (separated by
semicolons), `projects_listed`, `project_types`, `has_dv_project` (yes or no).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

NAME: Final = "organization_name"
COCS: Final = "coc_numbers"
DV: Final = "has_dv_project"

T = TypeVar("T")

_COC_NUMBER: Final = re.compile(r"[A-Z]{2}-\d{3}")


class CsvRefused(Exception):
    """The file is not a list of organisations Ombud can read; nothing was imported."""

    def __init__(self, problem: str, *, line: int, column: str = "") -> None:
        self.line, self.column = line, column
        place = f"Line {line}, column “{column}”" if column else f"Line {line}"
        super().__init__(f"{place}: {problem} Nothing was imported.")


@dataclass(frozen=True, slots=True)
class ListedOrganisation:
    """One row. `line` is where it begins in the file, counted from 1 with the heading."""

    line: int
    name: str
    coc_numbers: tuple[str, ...]
    has_dv_project: bool


def read_organisations(content: bytes) -> list[ListedOrganisation]:
    """Every row in the order of the file. Raises CsvRefused at the first thing that does not fit."""
    rows = _rows(_decoded(content))
    line, heading = next(rows, (1, []))
    _check_heading(heading, line=line)
    return [_organisation(dict(zip(heading, cells, strict=True)), line=line) for line, cells in _even(rows, heading)]


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CsvRefused("the text is not UTF-8. Save the file as “CSV UTF-8”.", line=line) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise CsvRefused("there is a null character: this is not a text file.", line=line)
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line the row begins on, cells); empty lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise CsvRefused(
                f"the quotation marks or line ends are not those of a CSV file ({error}).", line=line
            ) from error
        if cells:
            yield line, cells
        line = reader.line_num + 1


def _check_heading(heading: list[str], *, line: int) -> None:
    for column in (NAME, COCS, DV):
        if column not in heading:
            found = ", ".join(heading) or "nothing"
            raise CsvRefused(f"the heading has no such column; it has {found}.", line=line, column=column)
    for column in heading:
        if heading.count(column) > 1:
            raise CsvRefused("this column stands in the heading twice.", line=line, column=column)


def _even(rows: Iterator[tuple[int, list[str]]], heading: list[str]) -> Iterator[tuple[int, list[str]]]:
    for line, cells in rows:
        if len(cells) < len(heading):
            raise CsvRefused(
                f"the row ends here; it has {len(cells)} cells where the heading has {len(heading)}.",
                line=line,
                column=heading[len(cells)],
            )
        if len(cells) > len(heading):
            raise CsvRefused(
                f"the row has {len(cells)} cells where the heading has {len(heading)}. "
                "A comma inside a name needs quotation marks around the name.",
                line=line,
                column=str(len(heading) + 1),
            )
        yield line, cells


def _organisation(row: dict[str, str], *, line: int) -> ListedOrganisation:
    def cell(column: str, read: Callable[[str], T]) -> T:
        try:
            return read(row[column].strip())
        except ValueError as error:
            raise CsvRefused(str(error), line=line, column=column) from error

    return ListedOrganisation(line, cell(NAME, _name), cell(COCS, _coc_numbers), cell(DV, _yes_or_no))


def _name(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise ValueError("there is no name.")
    if not text.isprintable():
        raise ValueError("the name holds a line break or another character that cannot be shown.")
    return text


def _coc_numbers(text: str) -> tuple[str, ...]:
    numbers = tuple(number.strip() for number in text.split(";")) if text else ()
    for number in numbers:
        if not _COC_NUMBER.fullmatch(number):
            raise ValueError(
                f"“{number}” is not the number of a Continuum of Care, like CT-505; separate several by “;”."
            )
    return numbers


def _yes_or_no(text: str) -> bool:
    if text.lower() not in ("yes", "no"):
        raise ValueError(f"“{text}” is neither yes nor no.")
    return text.lower() == "yes"
