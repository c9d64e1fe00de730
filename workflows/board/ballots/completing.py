"""The one task that a tally completes, with the answers a ballot can give."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from ombud.workflows import engine, record
from ombud.workflows.board.ballots.holding import HeldBallot
from ombud.workflows.board.ballots.tally import Tally
from ombud.workflows.choices import choices_for
from ombud.workflows.days import day_of
from ombud.workflows.engine import ElementKey
from ombud.workflows.formspec import FormSpec
from ombud.workflows.held import TASKS
from ombud.workflows.procedures.model import BallotRule
from ombud.workflows.submissions import submit
from ombud.workflows.text import in_language
from ombud.workflows.text import translate as _

LINE: Final = 200
"""Characters that a form's line takes."""


def rule_of(held: HeldBallot) -> BallotRule | None:
    """What the procedure says of the ballot; None for a motion of the body's own."""
    if held.case is None or held.element is None:
        return None
    element = held.element.element
    return next((rule for rule in held.case.deployed.toml.ballots.values() if rule.task == element), None)


def complete(held: HeldBallot, outcome: str, tally: Tally) -> None:
    """Takes the outcome into the case. Nobody in person has completed the task: the body has.

    Raises InvalidAnswers where its form asks for more than a ballot can say.
    """
    case, rule = held.case, rule_of(held)
    assert case is not None
    assert rule is not None
    task = case.connection.execute(select(TASKS).where(TASKS.c.id == held.ballot.task_id)).mappings().one()
    key = ElementKey(task["element"], task["occurrence"], task["item"])
    form = held.office.forms[task["form"]]
    answers = {rule.field: outcome} | _supplied(held, form, tally)
    choices = choices_for(held.session, form, at=held.at, asking=case.asking)
    checked = form.validate(answers, choices, on=day_of(held.at))
    commitment = submit(case, form, checked, element=key.element, task_id=task["id"])
    routing = {**checked.routing, **case.steering}
    step = engine.complete(case.deployed.definition, case.state, key, routing, now=held.at, due={})
    facts = {"ballot": str(held.ballot.id), "resolution": held.ballot.resolution}
    record.apply(case, step, commitment=commitment, facts=facts)
    case.tasks[key]["completed_by"] = None


def _supplied(held: HeldBallot, form: FormSpec, tally: Tally) -> dict[str, str]:
    """What else a ballot can answer, where the form asks it."""
    known = {field.name for field in form.fields}
    supplied = {"decided_on": day_of(held.at).isoformat(), "votes_counted": _told(held, tally)}
    return {name: value for name, value in supplied.items() if name in known}


def _told(held: HeldBallot, tally: Tally) -> str:
    """“For: 4; Against: 2; abstained: 1”, as long as a line may be: in English, whoever closes, like all that is kept."""
    with in_language("en"):
        abstained = _("abstained: %(count)s", count=tally.abstained)
        labelled = [f"{_(label)}: {tally.counts[value]}" for value, label in held.ballot.options]
    text = "; ".join((*labelled, abstained))
    if len(text) <= LINE:
        return text
    return "; ".join((*(f"{value}: {votes}" for value, votes in tally.counts.items()), abstained))[:LINE]
