"""A case opened by another: once for each pass of the step that asks for it, with what the procedure hands over.

What was said goes from one sealed submission to the next and never through the engine; the new case's own form decides
what of it routes there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Party
from ombud.storage.events import Event
from ombud.storage.ledger import Deadline
from ombud.workflows import actors, engine, opening, record
from ombud.workflows.barring import bar_subjects
from ombud.workflows.choices import choices_for
from ombud.workflows.days import day_of
from ombud.workflows.effects.open_case import TAKEN_BACK
from ombud.workflows.formspec import Answers, FormSpec
from ombud.workflows.held import HeldCase, lock_unjudged
from ombud.workflows.jobs.faults import Fault
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.procedures.model import CASE_ORGANISATION, DEADLINE, Opening
from ombud.workflows.refusals import InvalidAnswers, NotFound
from ombud.workflows.said_last import said_last
from ombud.workflows.submissions import START, read, submit
from ombud.workflows.writing import write

WHAT = "opened case"

LED_TO = "case.led_to"
"""The event in the case that opened another; it names the other one's number."""


class NotOpened(Fault):
    """A case could not be opened from another one."""


def open_from(
    session: Session,
    office: Office,
    case_id: UUID,
    *,
    name: str,
    key: engine.ElementKey,
    asked_at_seq: int,
    by: UUID | None,
    at: datetime,
) -> None:
    """Opens what `[openings.NAME]` of the case describes, unless that pass has opened it already or was taken back.

    `asked_at_seq` is where the case's chain stood when the step was taken, `by` the person who took it. Raises NotOpened
    where the other procedure is not deployed, or its form does not take what is handed over.
    """
    held = lock_unjudged(session, office, case_id, by=actors.WORKER, at=at)
    opened_id = held.row_id(WHAT, key)
    if _is_open(session, opened_id) or _taken_back(session, held, key, asked_at_seq):
        return
    rule = held.deployed.toml.openings.get(name)
    if rule is None:
        raise NotOpened(f"this version of {held.deployed.toml.key} has no opening {name}")
    deployed = _deployed(session, office, rule)
    form = office.forms[deployed.toml.start.form]
    then = _step_seq(session, held, key, asked_at_seq)
    checked = _checked(session, form, _handed_over(session, held, rule, up_to=then), at=at)
    try:
        number = _open(session, held, deployed, form, checked, key=key, opened_id=opened_id, by=by)
    except InvalidAnswers as refused:
        raise _unfit(form, refused) from None
    held.event(LED_TO, {"number": number, "procedure": rule.procedure}, element=key)
    write(held)


def _is_open(session: Session, opened_id: UUID) -> bool:
    return bool(session.scalar(select(exists().where(Case.id == opened_id))))


def _taken_back(session: Session, held: HeldCase, key: engine.ElementKey, asked_at_seq: int) -> bool:
    told = (Event.chain == held.id, Event.kind == TAKEN_BACK, Event.element == str(key), Event.seq > asked_at_seq)
    return bool(session.scalar(select(exists().where(*told))))


def _step_seq(session: Session, held: HeldCase, key: engine.ElementKey, asked_at_seq: int) -> int | None:
    """The number of the event of that pass: in a loop somebody may have answered the same question anew since."""
    rows = select(Event.seq, Event.body).where(Event.chain == held.id, Event.seq > asked_at_seq).order_by(Event.seq)
    return next((seq for seq, body in session.execute(rows) if str(key) in body.get("visited", ())), None)


def _deployed(session: Session, office: Office, rule: Opening) -> Deployed:
    try:
        return office.procedures.latest(session, rule.procedure)
    except NotFound:
        raise NotOpened(f"the procedure {rule.procedure} is not deployed") from None


def _handed_over(session: Session, held: HeldCase, rule: Opening, *, up_to: int | None) -> dict[str, Any]:
    """The constants, what people said in the case, as the newest submission of each task had it by then, and days of the
    ledger."""
    sources = {field: source.split(".") for field, source in rule.hands.items() if source != CASE_ORGANISATION}
    due = {field: _due(session, held, name) for field, (kind, name) in sources.items() if kind == DEADLINE}
    asked = {field: source for field, source in sources.items() if field not in due}
    elements = {element for element, _answer in asked.values()}
    said = {element: _said(session, held, element, up_to) for element in elements}
    copied = due | {field: said[element].get(answer) for field, (element, answer) in asked.items()}
    if held.case["organisation_id"]:
        own = str(held.case["organisation_id"])
        copied |= {field: own for field, source in rule.hands.items() if source == CASE_ORGANISATION}
    return {**rule.says, **{field: value for field, value in copied.items() if value is not None}}


def _due(session: Session, held: HeldCase, name: str) -> str | None:
    """The day of a deadline as it stands or stood last, extensions and pauses included: "2027-02-26"; None without a day."""
    mine = select(Deadline.due_at).where(
        Deadline.case_id == held.id, Deadline.name == name, Deadline.due_at.is_not(None)
    )
    due_at = session.scalar(mine.order_by(Deadline.armed_at.desc(), Deadline.due_at.desc()).limit(1))
    return day_of(due_at).isoformat() if due_at else None


def _said(session: Session, held: HeldCase, element: str, up_to: int | None) -> dict[str, Any]:
    newest = said_last(session, held.key, held.id, element=element, up_to=up_to)
    return read(held.key, newest)[0] if newest is not None else {}


def _checked(session: Session, form: FormSpec, answers: dict[str, Any], *, at: datetime) -> Answers:
    """What the form does not take and can do without is left out: the case it came from still holds it."""
    choices, needed = choices_for(session, form, at=at), {field.name for field in form.fields if field.required}
    try:
        return form.validate(answers, choices, on=day_of(at))
    except InvalidAnswers as refused:
        unfit = refused.errors.keys()
    fit = {name: value for name, value in answers.items() if name not in unfit - needed}
    try:
        return form.validate(fit, choices, on=day_of(at))
    except InvalidAnswers as refused:
        raise _unfit(form, refused) from None


def _unfit(form: FormSpec, refused: InvalidAnswers) -> NotOpened:
    """By the questions only: what was answered stays where it was said."""
    return NotOpened(f"{form.key} does not take what is handed over: {', '.join(sorted(refused.errors))}")


def _open(
    session: Session,
    held: HeldCase,
    deployed: Deployed,
    form: FormSpec,
    checked: Answers,
    *,
    key: engine.ElementKey,
    opened_id: UUID,
    by: UUID | None,
) -> str:
    """The new case, its number. Whoever took the step is its party; of a step that a deadline took, whose case this is."""
    actor = actors.person(by) if by else actors.WORKER
    origin = opening.Origin(opened_id, held.id, str(key), by or _whose(session, held))
    new, party_id, _code = opening.begin(
        session, held.office, deployed, checked, by=actor, at=held.at, request_key=None, as_party=True, origin=origin
    )
    commitment = submit(new, form, checked, element=START, party_id=party_id)
    step = engine.open(deployed.definition, variables={**checked.routing, **new.steering}, now=held.at)
    record.apply(new, step, commitment=commitment, facts={"opened_from": str(held.case["number"])})
    bar_subjects(new, checked.routing)
    write(new)
    return str(new.case["number"])


def _whose(session: Session, held: HeldCase) -> UUID | None:
    """The person a case is from; None for somebody without an account, of whom the new case knows what it is handed."""
    role = held.deployed.toml.start.party
    return session.scalar(select(Party.person_id).where(Party.case_id == held.id, Party.role == role).limit(1))
