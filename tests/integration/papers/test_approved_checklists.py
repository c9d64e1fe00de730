"""Which resolution approved a version of a checklist: cited where it is published, and said wherever it is asked."""

from __future__ import annotations

import pytest

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.board import Body
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.checklists.offered import named
from ombud.workflows.refusals import InvalidCommand
from tests.integration.papers.office import EXHIBIT, PaperOffice

pytestmark = pytest.mark.both_databases


def resolve(office: PaperOffice, number: str, *, body: str = "dsb", status: BallotStatus = BallotStatus.CLOSED) -> None:
    with unit_of_work(office.database) as session:
        of = Body(key=body, name=body.upper())
        session.add(of)
        session.flush()
        told = {"opened_at": office.at, "closed_at": office.at, "data_key": b"wrapped", "resolution": number}
        ballot = Ballot(body_id=of.id, motion="Approve it?", options=[], rules={}, secret=False, status=status, **told)
        session.add(ballot)


def asked(office: PaperOffice) -> str:
    with reading(office.database) as session:
        return named(f"{EXHIBIT}.version")(session, office.at)[0][1]


def test_the_resolution_stands_with_the_version_and_where_it_is_certified(office: PaperOffice) -> None:
    resolve(office, "DSB-2026-004")
    items = office.current().items
    assert asked(office).endswith("; not approved by a resolution of the board")
    office.publish(items, seen=0)
    assert asked(office).endswith("; not approved by a resolution of the board")
    office.publish(items, seen=1, resolution=" DSB-2026-004 ")
    found = office.current()
    assert (found.version, found.resolution, found.items) == (2, "DSB-2026-004", items)
    assert asked(office).endswith("; approved by resolution DSB-2026-004")
    assert [event.body.get("resolution") for event in office.events("checklist.published")] == [None, "DSB-2026-004"]
    with pytest.raises(InvalidCommand, match="in use already"):
        office.publish(items, seen=2, resolution="DSB-2026-004")


@pytest.mark.parametrize(
    ("number", "body", "status"),
    [
        ("DSB-2026-005", "dsb", BallotStatus.CLOSED),
        ("DSB-2026-004", "grievance_subcommittee", BallotStatus.CLOSED),
        ("DSB-2026-004", "dsb", BallotStatus.VOID),
    ],
)
def test_what_that_body_has_not_resolved_approves_nothing(
    office: PaperOffice, number: str, body: str, status: BallotStatus
) -> None:
    resolve(office, "DSB-2026-004", body=body, status=status)
    with pytest.raises(InvalidCommand, match=f"has no resolution {number}"):
        office.publish(office.current().items, seen=0, resolution=number)
    assert office.current().version == 0
