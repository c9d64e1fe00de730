"""designate_cochair: the Board has designated a co-chair; the term is computed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.directory import RoleHolding
from ombud.workflows import engine
from ombud.workflows.board import cochairs
from ombud.workflows.held import HeldCase

WHAT = "cochair"


def designate_cochair(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Gives `person` the office from `from_on` on, or from the day after the term that ends first."""
    given, board = effect.parameters, held.office.board
    person_id, decided_on = UUID(str(given["person"])), date.fromisoformat(str(given["from_on"]))
    holding_id = held.row_id(WHAT, effect.key)
    with Session(held.connection) as session:
        from_on = cochairs.next_day(session, board, on=decided_on)
        cochairs.begin(session, board, person_id, from_on=from_on, by=held.by, at=held.at, holding_id=holding_id)


def take_back_designations(held: HeldCase, gone: Sequence[engine.ElementKey]) -> None:
    """Takes back the designations by steps which were taken back."""
    ids = [held.row_id(WHAT, key) for key in gone]
    with Session(held.connection) as session:
        for holding in session.scalars(select(RoleHolding).where(RoleHolding.id.in_(ids))):
            cochairs.take_back(session, held.office.board, holding, by=held.by, at=held.at)
