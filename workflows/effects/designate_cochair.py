"""designate_cochair: the Board has designated a co-chair; the term is computed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.directory import RoleHolding
from ombud.storage.events import Event
from ombud.workflows import engine
from ombud.workflows.board import cochairs
from ombud.workflows.held import HeldCase

WHAT = "cochair"
EFFECT = "designate_cochair"


def designate_cochair(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Gives `person` the office from `from_on` on, or from the day after the term that ends first."""
    given, board = effect.parameters, held.office.board
    person_id, decided_on = UUID(str(given["person"])), date.fromisoformat(str(given["from_on"]))
    holding_id = held.row_id(WHAT, effect.key)
    with Session(held.connection) as session:
        from_on = cochairs.next_day(session, board, on=decided_on)
        cochairs.begin(session, board, person_id, from_on=from_on, by=held.by, at=held.at, holding_id=holding_id)


def keep_designations(held: HeldCase, passed: Sequence[engine.ElementKey]) -> None:
    """After steps were taken back: a designation by this case stands only where its step was still passed."""
    bodies = held.connection.scalars(select(Event.body).where(Event.chain == held.id))
    asked = {one["element"] for body in bodies for one in body.get("effects", ()) if one["effect"] == EFFECT}
    gone = {held.row_id(WHAT, key) for key in map(engine.ElementKey.parse, asked) if key not in passed}
    if not gone:
        return
    with Session(held.connection) as session:
        for holding in session.scalars(select(RoleHolding).where(RoleHolding.id.in_(gone))):
            cochairs.take_back(session, held.office.board, holding, by=held.by, at=held.at)
