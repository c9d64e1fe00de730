"""Cases: opened, withdrawn, ticked. Each function is one command inside the caller's unit of work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import CaseStatus, Party
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.workflows import engine, opening, operating, permissions, record, requests
from ombud.workflows.actors import WORKER, Actor, ActorKind
from ombud.workflows.barring import bar_subjects
from ombud.workflows.choices import choices_for
from ombud.workflows.days import TICK, day_of
from ombud.workflows.held import HeldCase, lock_case, must_run
from ombud.workflows.office import Office
from ombud.workflows.opening import Opened
from ombud.workflows.refusals import CaseClosed, Forbidden, InvalidCommand, NotYours
from ombud.workflows.submissions import START, say, submit
from ombud.workflows.text import translate as _
from ombud.workflows.writing import write

CATCH_UP = 200
"""Due instants fired in one command after an outage; more than this in one case is a loop in its diagram."""


def open_case(
    session: Session,
    office: Office,
    key: str,
    answers: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> Opened:
    """Opens a case of the procedure `key` with its start form's answers.

    Somebody without an account gets a tracking code; it is derived from the request key, so that a double click shows
    the same one. Raises NotYours when the procedure is not theirs to start, NotFound, InvalidAnswers.
    """
    deployed = office.procedures.latest(session, key)
    if not deployed.toml.start.form:
        raise NotYours(_("Cases of this procedure open by a schedule."))
    as_party = permissions.may_start(session, deployed.toml.start, by=by, at=at)
    if request_key:
        requests.hold(session, request_key)
        if known := requests.case_of(session, request_key):
            return opening.again(session, office, known, request_key)
    form = office.forms[deployed.toml.start.form]
    checked = form.validate(answers, choices_for(session, form, at=at), on=day_of(at))
    held, party_id, code = opening.begin(
        session, office, deployed, checked, by=by, at=at, request_key=request_key, as_party=as_party
    )
    commitment = submit(held, form, checked, element=START, party_id=party_id)
    step = engine.open(deployed.definition, variables={**checked.routing, **held.steering}, now=at)
    record.apply(held, step, commitment=commitment)
    bar_subjects(held, checked.routing)
    write(held)
    return Opened(held.id, held.case["number"], code)


def withdraw(
    session: Session,
    office: Office,
    case_id: UUID,
    answers: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """A party ends its own matter. Raises Forbidden for anybody else, InvalidCommand where it cannot be withdrawn."""
    held = lock_case(session, office, case_id, by=by, at=at, request_key=request_key)
    if requests.is_repeat(session, case_id, request_key):
        return
    rule = held.deployed.toml.withdrawal
    if rule is None:
        raise InvalidCommand(_("This procedure knows no withdrawal."))
    if not is_party(session, case_id, by, rule.by):
        raise Forbidden(_("Only whoever brought the matter may withdraw it."))
    must_run(held)
    form = office.forms[rule.form]
    checked = form.validate(answers, choices_for(session, form, at=at), on=day_of(at))
    commitment = submit(held, form, checked, element="withdrawal")
    payload = {**checked.routing, **held.steering}
    step = engine.deliver(held.deployed.definition, held.state, rule.message, payload, now=at, due={})
    record.apply(held, step, commitment=commitment)
    write(held)


def is_party(session: Session, case_id: UUID, by: Actor, roles: tuple[str, ...]) -> bool:
    """Whether the actor is a party of the case in one of the roles."""
    if by.kind is ActorKind.PARTY:
        mine = Party.id == by.party_id
    elif by.person_id is not None:
        mine = Party.person_id == by.person_id
    else:
        return False
    return session.scalar(select(Party.id).where(Party.case_id == case_id, mine, Party.role.in_(roles))) is not None


def tick(session: Session, office: Office, case_id: UUID, *, at: datetime) -> bool:
    """Fires every timer of the case that was due before `at`, from due instant to due instant.

    Returns whether any did. A suspended case stays asleep; a closed one has no timers.
    """
    held = lock_case(session, office, case_id, by=WORKER, at=at)
    if held.case["status"] != CaseStatus.OPEN:
        return False
    waiting = _waiting(held)
    if not waiting or min(waiting.values()) >= at:
        return False
    for _instant in range(CATCH_UP):
        due_at = min(waiting.values(), default=at)
        if due_at >= at or held.changes.get("status") == CaseStatus.CLOSED:
            write(held)
            return True
        held.at = due_at + TICK
        due = {key: instant for key, instant in waiting.items() if instant == due_at}
        step = engine.tick(held.deployed.definition, held.state, now=held.at, due=due, variables=held.steering)
        record.apply(held, step)
        waiting = _still_waiting(held, waiting)
    raise engine.EngineError(f"{held.case['number']}: timers never come to rest")


def _waiting(held: HeldCase) -> dict[engine.ElementKey, datetime]:
    rows = held.connection.execute(
        select(Deadline.element, Deadline.occurrence, Deadline.item, Deadline.due_at).where(
            Deadline.case_id == held.id,
            Deadline.timer,
            Deadline.status == DeadlineStatus.WAITING,
            Deadline.due_at.is_not(None),
        )
    )
    return {engine.ElementKey(row.element, row.occurrence, row.item): row.due_at for row in rows}


def _still_waiting(held: HeldCase, before: dict[engine.ElementKey, datetime]) -> dict[engine.ElementKey, datetime]:
    """The dates of `before` and of what this command armed, less what has ended in it."""
    after = dict(before)
    for (key, _name), row in held.deadlines.items():
        if row["timer"] and row["status"] is DeadlineStatus.WAITING and row["due_at"] is not None:
            after[key] = row["due_at"]
        elif row["status"] is not DeadlineStatus.WAITING:
            after.pop(key, None)
    return after


def suspend(
    session: Session,
    office: Office,
    case_id: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Puts a case to sleep: no timer fires, nothing can be completed, until it is resumed.

    Raises Forbidden, OwnMatter, CaseClosed, InvalidCommand without a reason.
    """
    held = operating.hold(session, office, case_id, reason=reason, by=by, at=at, request_key=request_key)
    if held.case["status"] == CaseStatus.CLOSED:
        raise CaseClosed()
    if held.case["status"] == CaseStatus.OPEN:
        _turn(held, CaseStatus.SUSPENDED, "case.suspended", reason)


def resume(
    session: Session,
    office: Office,
    case_id: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Wakes a suspended case; what fell due meanwhile fires at the next tick, in order.

    Raises Forbidden, OwnMatter, InvalidCommand without a reason.
    """
    held = operating.hold(session, office, case_id, reason=reason, by=by, at=at, request_key=request_key)
    if held.case["status"] == CaseStatus.SUSPENDED:
        _turn(held, CaseStatus.OPEN, "case.resumed", reason)


def _turn(held: HeldCase, to: CaseStatus, kind: str, reason: str) -> None:
    held.changes["status"] = to
    held.event(kind, {}, commitment=say(held, {"reason": reason.strip()}, element="case", about=kind))
    write(held)
