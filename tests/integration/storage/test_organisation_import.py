from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ombud.storage.directory import Organisation, OrganisationKind, Participation
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.organisation_csv import CsvRefused
from ombud.storage.organisation_import import ImportReport, import_organisations
from ombud.storage.organisations import matching
from ombud.storage.session import Database, reading, unit_of_work

pytestmark = pytest.mark.both_databases

AT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
REAL_FILE = Path(__file__).resolve().parents[4] / "shared" / "data" / "ct-hic-2014-organisations.csv"

LIST = b"""\
organization_name,coc_numbers,projects_listed,project_types,has_dv_project
Harbor House,ZZ-501,1,ES,no
"Harbor House, Inc.",ZZ-501,2,PSH,no
Laurel Kitchen,ZZ-501,1,ES,no
Laurel Kitchen,ZZ-502,1,TH,no
Quiet Door,ZZ-501,1,ES,yes
100% Home_Base,,1,ES,no
"""


def bring_in(database: Database, content: bytes, *, at: datetime = AT) -> ImportReport:
    with unit_of_work(database) as session:
        return import_organisations(session, content, at=at)


def everything(database: Database) -> tuple[list[object], list[object]]:
    with reading(database) as session:
        organisations = session.execute(select(*Organisation.__table__.columns).order_by(Organisation.name)).all()
        events = session.execute(select(*Event.__table__.columns).where(Event.chain == SYSTEM_CHAIN)).all()
    return [tuple(row) for row in organisations], [tuple(row) for row in events]


def found(database: Database, words: str) -> list[str]:
    with reading(database) as session:
        return [organisation.name for organisation in session.scalars(matching(words))]


def test_an_import_adds_names_as_listed_and_decides_nothing(database: Database) -> None:
    report = bring_in(database, LIST)
    assert (report.rows, len(report.added), report.unchanged) == (6, 5, 0)
    with reading(database) as session:
        organisations = {row.name: row for row in session.scalars(select(Organisation))}
        event = session.scalars(select(Event)).one()
    assert {row.participation for row in organisations.values()} == {Participation.LISTED}
    assert {row.kind for row in organisations.values()} == {OrganisationKind.AGENCY}
    assert {row.victim_service_provider for row in organisations.values()} == {None}
    assert organisations["Laurel Kitchen"].coc_numbers == "ZZ-501;ZZ-502"
    assert (event.kind, event.body["added"], event.body["rows"]) == ("organisations.imported", 5, 6)


def test_the_report_names_lines_for_a_person_to_decide(database: Database) -> None:
    lines = list(bring_in(database, LIST).lines())
    assert lines[0] == "6 rows read: 5 organisations added, 0 known already."
    assert "  “Laurel Kitchen” (lines 4, 5)" in lines
    assert "  “Harbor House” (line 2) and “Harbor House, Inc.” (line 3) (punctuation)" in lines
    assert "  line 6: Quiet Door" in lines


def test_a_second_import_changes_nothing(database: Database) -> None:
    bring_in(database, LIST)
    before = everything(database)
    report = bring_in(database, LIST, at=AT + timedelta(days=1))
    assert everything(database) == before
    assert (report.added, report.unchanged, report.differing) == ((), 5, ())


def test_what_a_person_decided_stays_and_a_difference_is_reported(database: Database) -> None:
    bring_in(database, LIST)
    with unit_of_work(database) as session:
        door = session.scalars(select(Organisation).where(Organisation.name == "Quiet Door")).one()
        door.victim_service_provider, door.coc_numbers = True, "ZZ-509"
    report = bring_in(database, LIST)
    assert "  line 6: “Quiet Door” has ZZ-501 in the file and ZZ-509 in the directory" in report.lines()
    with reading(database) as session:
        door = session.scalars(select(Organisation).where(Organisation.name == "Quiet Door")).one()
    assert (door.victim_service_provider, door.coc_numbers) == (True, "ZZ-509")


def test_a_name_like_one_in_the_directory_is_reported(database: Database) -> None:
    bring_in(database, LIST)
    heading = LIST.splitlines()[0] + b"\n"
    lines = list(bring_in(database, heading + b"QUIET-DOOR Inc.,ZZ-501,1,ES,no\n").lines())
    assert "  “Quiet Door” (in the directory) and “QUIET-DOOR Inc.” (line 2) (punctuation)" in lines


def test_a_file_that_does_not_fit_changes_nothing(database: Database) -> None:
    before = everything(database)
    with pytest.raises(CsvRefused, match="Line 8, column “has_dv_project”"):
        bring_in(database, LIST + b"Last One,ZZ-501,1,ES,perhaps\n")
    assert everything(database) == before


def test_searching_by_name(database: Database, subtests: pytest.Subtests) -> None:
    bring_in(database, LIST)
    houses = ["Harbor House", "Harbor House, Inc."]
    searches = {
        "HARBOR": houses,
        "house harbor": houses,
        "the harbor-house, inc": houses,
        "quiet": ["Quiet Door"],
        "100%": ["100% Home_Base"],
        "nobody": [],
    }
    for words, names in searches.items():
        with subtests.test(words):
            assert found(database, words) == names


@pytest.mark.skipif(not REAL_FILE.exists(), reason="the public inventory of 2014 is no part of this repository")
def test_the_real_inventory_is_imported_twice_and_searched(database: Database) -> None:
    content = REAL_FILE.read_bytes()
    report = bring_in(database, content)
    before = everything(database)
    assert (report.rows, len(report.added), len(report.with_dv_project)) == (153, 153, 16)
    pairs = {(variant.first.name, variant.second.name) for variant in report.variants}
    assert ("YWCA Hartford Region", "YWCA Hartford Region .") in pairs
    assert ("Mental Health  Association of CT", "Mental Health Association of CT") in pairs
    assert ("CT Coalition to End Homelessness", "Connecticut Coalition to End Homelessness") in pairs
    again = bring_in(database, content, at=AT + timedelta(days=1))
    assert everything(database) == before
    assert (again.added, again.unchanged, again.variants) == ((), 153, report.variants)
    assert found(database, "the connection inc") == ["The Connection Inc.", "The Connection, Inc."]
    with reading(database) as session:
        assert not session.scalars(
            select(Organisation.id).where(Organisation.participation != Participation.LISTED)
        ).all()
