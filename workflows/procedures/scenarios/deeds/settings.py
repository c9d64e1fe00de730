"""Deeds about values: a procedure's settings, and the rules a body decides by."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ombud.workflows import settings
from ombud.workflows.actors import Actor
from ombud.workflows.procedures.scenarios.deeds.given import Deed, reason
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage, set_rule


def _set(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    key, _, short = step.with_["name"].partition(".")
    toml = stage.office.procedures.latest(session, key).toml
    how = {"reason": reason(step), "deviating": bool(step.with_.get("deviating")), "by": by, "at": stage.now}
    settings.set_value(session, toml, short, step.with_.get("value"), **how)


def _body_rule(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    body, name, value = step.with_["body"], step.with_["name"], step.with_.get("value")
    set_rule(session, stage.office, body, name, value, reason=reason(step), by=by, at=stage.now)


DEEDS: dict[str, Deed] = {"setting.set": _set, "body.rule": _body_rule}
