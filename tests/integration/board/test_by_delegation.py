"""What is done under a delegation cites it; what somebody does in their own right does not."""

from __future__ import annotations

from sqlalchemy import select

from ombud.storage.directory import RoleHolding
from ombud.workflows import tasks
from ombud.workflows.board import delegations
from tests.integration.board.hall import Hall


def test_an_act_under_a_delegation_cites_it(hall: Hall) -> None:
    clerk, pat = hall.who("clerk"), hall.people["pat"]
    holding = hall.see(
        lambda s: s.scalars(select(RoleHolding.id).where(RoleHolding.person_id == clerk.person_id)).one()
    )
    delegation_id = hall.do(
        lambda s: delegations.record(
            s,
            hall.office,
            holding_id=holding,
            to_person_id=pat,
            terms="Decides",
            source="P103-d",
            from_on=hall.at.date(),
            to_on=None,
            by=clerk,
            at=hall.at,
        )
    )
    hall.appeal()
    first = [one for one in hall.events() if one.element == "decide:1"]
    assert all("delegation" not in one.body for one in first)
    hall.ask()
    task_id, by = hall.task("decide").id, hall.who("pat")
    hall.do(lambda s: tasks.claim(s, hall.office, task_id, by=by, at=hall.at))
    hall.complete("decide", "pat", decision="refused", reasons="No room.")
    cited = [(one.kind, one.body.get("delegation")) for one in hall.events() if one.element == "decide:1"]
    assert cited == [("task.claimed", str(delegation_id)), ("completed", str(delegation_id))]
