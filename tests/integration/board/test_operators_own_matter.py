"""An operator who has a conflict in a case neither finds conflicts of others in it nor lifts them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ombud.storage.board import Conflict, ConflictKind
from ombud.storage.session import reading
from ombud.workflows.board import conflicts
from ombud.workflows.refusals import Forbidden
from tests.support.court import Court


def test_who_is_barred_does_not_choose_who_else_is(court: Court) -> None:
    court.appeal()
    court.declare("declared", ConflictKind.DECLARED, by="operator")
    with reading(court.database) as session:
        found = session.scalars(select(Conflict.id)).one()
    court.declare("operator", ConflictKind.DECLARED, by="cochair")
    by = court.who("operator")
    with pytest.raises(Forbidden):
        court.declare("free", ConflictKind.DECLARED, by="operator")
    with pytest.raises(Forbidden):
        court.do(lambda s: conflicts.lift(s, court.office, found, reason="They moved away.", by=by, at=court.at))
    assert not court.conflicts("operator").may_find
    assert court.conflicts("cochair").may_find
