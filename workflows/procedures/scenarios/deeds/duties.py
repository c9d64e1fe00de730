"""The deed that writes down that a standing duty was done."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ombud.workflows.actors import Actor
from ombud.workflows.board import duties
from ombud.workflows.days import day_of
from ombud.workflows.procedures.scenarios.deeds.given import Deed, day
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _done(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    given = step.with_
    duties.record_done(
        session,
        stage.office,
        given["duty"],
        done_on=day(given, "on") if "on" in given else day_of(stage.now),
        evidence=given.get("evidence", "As the scenario says"),
        by=by,
        at=stage.now,
    )


DEEDS: dict[str, Deed] = {"duty.done": _done}
