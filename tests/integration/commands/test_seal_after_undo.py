"""An operator takes the end of a case back: what the end had sealed stays sealed until two open it anew."""

from __future__ import annotations

import pytest

from ombud.workflows import rewind, terminating
from ombud.workflows.actors import OPERATOR
from ombud.workflows.identity.reading import Stage
from tests.integration.commands.sealed_world import COCHAIR, STAFF, Sealed

pytestmark = pytest.mark.both_databases


def undo(sealed: Sealed) -> None:
    sealed.at = sealed.at.replace(hour=16)
    sealed.do(
        lambda s: rewind.undo(s, sealed.office, sealed.case_id, reason="It was a mistake.", by=OPERATOR, at=sealed.at)
    )
    assert sealed.case().closed_at is None


def stays_sealed(sealed: Sealed, *, opened_by: tuple[str, str]) -> None:
    assert sealed.seeing() == []
    (opening,) = sealed.page(STAFF).seal.openings
    assert (opening.stage, opening.ended_at) == (Stage.ENDED, sealed.at.replace(hour=15))
    assert [one.kind for one in sealed.events()] == ["identity.asked", "identity.opened"]
    sealed.open()
    assert sealed.seeing() == list(opened_by)


def test_after_a_decision_that_is_taken_back(sealed: Sealed) -> None:
    sealed.open()
    sealed.triage()
    undo(sealed)
    stays_sealed(sealed, opened_by=(STAFF, COCHAIR))


def test_after_a_termination_that_is_taken_back(sealed: Sealed) -> None:
    sealed.open()
    sealed.do(
        lambda s: terminating.terminate(s, sealed.office, sealed.case_id, reason="Twice.", by=OPERATOR, at=sealed.at)
    )
    undo(sealed)
    stays_sealed(sealed, opened_by=(STAFF, COCHAIR))


def test_what_two_opened_after_the_end_goes_on(sealed: Sealed) -> None:
    sealed.triage()
    sealed.at = sealed.at.replace(minute=30)
    sealed.open()
    undo(sealed)
    assert sealed.seeing() == [STAFF, COCHAIR]


def test_an_undo_in_the_middle_seals_nothing(sealed: Sealed) -> None:
    sealed.triage("personal_information", agency_tried="yes")
    sealed.open()
    sealed.at = sealed.at.replace(hour=16)
    sealed.do(lambda s: rewind.undo(s, sealed.office, sealed.case_id, reason="Look again.", by=OPERATOR, at=sealed.at))
    assert sealed.seeing() == [STAFF, COCHAIR]
