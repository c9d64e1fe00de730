from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.storage.organisation_csv import CsvRefused, ListedOrganisation, read_organisations

HEADING = "organization_name,coc_numbers,projects_listed,project_types,has_dv_project\n"


def test_rows_are_read_with_the_line_they_begin_on() -> None:
    content = HEADING + 'Harbor House,ZZ-501,1,ES,no\n\n"Laurel, Inc.",ZZ-501; ZZ-502,4,ES;TH,Yes\r\n'
    assert read_organisations(content.encode("utf-8-sig")) == [
        ListedOrganisation(2, "Harbor House", ("ZZ-501",), False),
        ListedOrganisation(4, "Laurel, Inc.", ("ZZ-501", "ZZ-502"), True),
    ]


def test_columns_may_stand_in_any_order_and_others_are_passed_over() -> None:
    content = "has_dv_project,note,coc_numbers,organization_name\nno,x,,Harbor House\n"
    assert read_organisations(content.encode()) == [ListedOrganisation(2, "Harbor House", (), False)]


@pytest.mark.parametrize(
    ("content", "line", "column", "problem"),
    [
        (b"", 1, "organization_name", "no such column; it has nothing"),
        (b"name,coc_numbers,has_dv_project\nA,,no\n", 1, "organization_name", "it has name, coc_numbers"),
        (b"organization_name,coc_numbers,has_dv_project,coc_numbers\n", 1, "coc_numbers", "twice"),
        (HEADING.encode() + b"A,ZZ-501,1,ES,maybe\n", 2, "has_dv_project", "neither yes nor no"),
        (HEADING.encode() + b"A,ZZ-501,1,ES,no\n ,ZZ-501,1,ES,no\n", 3, "organization_name", "no name"),
        (HEADING.encode() + b'"A\nB",ZZ-501,1,ES,no\n', 2, "organization_name", "line break"),
        (HEADING.encode() + b"A,Hartford,1,ES,no\n", 2, "coc_numbers", "“Hartford” is not the number"),
        (HEADING.encode() + b"A,ZZ-501,1\n", 2, "project_types", "3 cells where the heading has 5"),
        (HEADING.encode() + b"A, Inc.,ZZ-501,1,ES,no\n", 2, "6", "comma inside a name needs quotation marks"),
        (HEADING.encode() + b'A,ZZ-501,1,ES,no\n"B,ZZ-501,1,ES,no\n', 3, "", "quotation marks"),
        (HEADING.encode() + b'A"B" x,ZZ,1,ES,no\n"C"D,ZZ-501,1,ES,no\n', 2, "coc_numbers", "ZZ"),
        (HEADING.encode() + b"Caf\xe9,ZZ-501,1,ES,no\n", 2, "", "not UTF-8"),
        (HEADING.encode() + b"A\0,ZZ-501,1,ES,no\n", 2, "", "null character"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_place(
    content: bytes, line: int, column: str, problem: str
) -> None:
    with pytest.raises(CsvRefused, match=problem) as refusal:
        read_organisations(content)
    assert (refusal.value.line, refusal.value.column) == (line, column)
    assert str(refusal.value).startswith(f"Line {line}")
    assert str(refusal.value).endswith("Nothing was imported.")


@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for whole in (content, HEADING.encode() + content):
        with suppress(CsvRefused):
            assert isinstance(read_organisations(whole), list)
