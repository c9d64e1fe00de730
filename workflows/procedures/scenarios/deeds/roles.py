"""The deed that gives somebody a role of the whole place."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ombud.storage.directory import RoleScope
from ombud.workflows.actors import Actor
from ombud.workflows.days import day_of
from ombud.workflows.people import roles
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.procedures.scenarios.deeds.given import Deed, day, person_of
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _grant(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    """The role `role` goes to `to`, from today or the day `from`."""
    given = step.with_
    roles.grant(
        session,
        stage.office,
        person_of(session, given["to"]),
        role=given["role"],
        scope=RoleScope.SYSTEM,
        scope_id=SYSTEM_SCOPE,
        from_on=day(given, "from") if "from" in given else day_of(stage.now),
        to_on=None,
        by=by,
        at=stage.now,
    )


DEEDS: dict[str, Deed] = {"role.grant": _grant}
