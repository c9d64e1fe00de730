"""Deeds about authority that is passed on."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Delegation
from ombud.storage.directory import RoleHolding
from ombud.workflows.actors import Actor
from ombud.workflows.board import delegations
from ombud.workflows.days import day_of
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.scenarios.deeds.given import Deed, day, person_of, somebody
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _record(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    """The role of `who` (by default of whoever does it) goes to `to`, from today or the day `from`, perhaps until one."""
    given, role = step.with_, step.with_["role"]
    held = select(RoleHolding.id).where(
        RoleHolding.person_id == somebody(session, step, by),
        RoleHolding.role == role,
        RoleHolding.id.not_in(select(Delegation.holding_id)),
    )
    holding_id = session.scalar(held.order_by(RoleHolding.from_on).limit(1))
    if holding_id is None:
        raise ProcedureError(f"nobody can pass on the role {role}, which they do not hold.")
    delegations.record(
        session,
        stage.office,
        holding_id=holding_id,
        to_person_id=person_of(session, given["to"]),
        terms=given.get("terms", "All that the role does"),
        source=given["source"],
        from_on=day(given, "from") if "from" in given else day_of(stage.now),
        to_on=day(given, "until") if "until" in given else None,
        by=by,
        at=stage.now,
    )


def _revoke(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    """The newest delegation to `to`."""
    to = person_of(session, step.with_["to"])
    found = select(Delegation.id).where(Delegation.to_person_id == to, Delegation.revoked_at.is_(None))
    delegation_id = session.scalar(found.order_by(Delegation.recorded_at.desc()).limit(1))
    if delegation_id is None:
        raise ProcedureError(f"nothing is delegated to {step.with_['to']}.")
    delegations.revoke(session, stage.office, delegation_id, by=by, at=stage.now)


DEEDS: dict[str, Deed] = {"delegation.record": _record, "delegation.revoke": _revoke}
