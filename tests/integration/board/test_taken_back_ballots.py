"""A step that a ballot had completed is taken back: the resolution no longer stands, and pages and papers say so."""

from __future__ import annotations

import pytest

from ombud.storage.ballots import BallotStatus
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import resolutions
from ombud.workflows.board.papers.tallies import Tallied, tallied
from ombud.workflows.refusals import NotFound
from ombud.workflows.rewind import undo
from tests.integration.board.hall import Hall


def take_back(hall: Hall) -> None:
    hall.do(lambda s: undo(s, hall.office, hall.case_id, reason="By mistake.", by=OPERATOR, at=hall.at))


def told(hall: Hall) -> Tallied:
    return hall.see(lambda s: tallied(s, [s.merge(hall.ballot())]))[0]


@pytest.fixture
def decided(hearing: Hall) -> Hall:
    for name in ("ada", "ben", "cas", "dora"):
        hearing.vote(name, "upheld")
    hearing.close()
    return hearing


def test_what_a_ballot_had_decided_no_longer_stands(decided: Hall) -> None:
    number, closed_at = decided.ballot().resolution, decided.ballot().closed_at
    assert number
    take_back(decided)
    ballot = decided.ballot()
    assert (ballot.status, ballot.resolution, ballot.closed_at) == (BallotStatus.VOID, number, closed_at)
    assert told(decided).outcome == "Taken back: “It stands” was decided and no longer stands."
    assert not told(decided).decided
    page = decided.page("coco")
    assert (page.outcome, page.why_void) == ("", "An operator has taken the step back that it had decided.")
    (event,) = (one for one in decided.events() if one.kind == "ballot.taken_back")
    assert event.body == {"ballot": str(decided.ballot_id), "resolution": number}
    with pytest.raises(NotFound):
        decided.see(lambda s: resolutions.pdf_of(s, decided.office, ballot.id, OPERATOR, at=decided.at))
    assert decided.proven() == []


def test_it_is_decided_again_under_a_number_of_its_own(decided: Hall) -> None:
    first = decided.ballot().resolution
    take_back(decided)
    decided.open()
    for name in ("ada", "ben", "cas", "dora"):
        decided.vote(name, "overturned")
    decided.close()
    again = decided.ballot()
    assert (again.status, again.result["outcome"]) == (BallotStatus.CLOSED, "overturned")
    assert again.resolution != first


def test_a_ballot_that_decided_nothing_is_not_taken_back(hearing: Hall) -> None:
    for name, choice in {"ada": "upheld", "ben": "upheld", "cas": "overturned", "dora": "overturned"}.items():
        hearing.vote(name, choice)
    hearing.close()
    tied = hearing.ballot_id
    hearing.open()
    for name in ("ada", "ben", "cas", "dora"):
        hearing.vote(name, "upheld")
    hearing.close()
    take_back(hearing)
    assert hearing.ballot().status is BallotStatus.VOID
    hearing.ballot_id = tied
    assert hearing.ballot().status is BallotStatus.CLOSED
