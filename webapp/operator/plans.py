"""The acts on a case: what each is called, what it says it will do, and the command that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, CaseStatus, Task
from ombud.storage.ledger import Deadline
from ombud.webapp.desk import desk
from ombud.webapp.operator import statements
from ombud.webapp.operator.forms import ExtendForm, HandOverForm, ReasonForm
from ombud.webapp.operator.rehearsal import RUNNING, Rehearsal, rehearse
from ombud.webapp.operator.settings_statement import of_taking
from ombud.webapp.operator.statements import Statement
from ombud.workflows import case_settings, cases, operating, rewind, tasks, terminating
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.finding import Found
from ombud.workflows.casefile.words import element_name
from ombud.workflows.deadlines import commands as deadlines
from ombud.workflows.log import history_of
from ombud.workflows.refusals import NotFound, TaskGone

TRIED = "tried out, and not done"
"""The reason of a rehearsal; it is never written."""

Command = Callable[..., Any]
"""Takes a session, and `reason`, `by`, `at`, `request_key` by name."""


@dataclass(frozen=True, slots=True)
class Words:
    title: Any
    summary: Any
    done: Any


@dataclass(frozen=True, slots=True)
class Plan:
    words: Words
    about: str  # the task or the deadline, empty for the whole case
    statement: Statement
    form: ReasonForm
    command: Command
    today: str = ""  # the fingerprint of the settings it would take, where it takes any


WORDS = {
    "suspend": Words(_("Suspend it"), _("Nothing moves in it until it is resumed."), _("The case is suspended.")),
    "resume": Words(_("Resume it"), _("Its dates pass again, and its tasks can be done."), _("The case goes on.")),
    "undo": Words(_("Undo the last step"), _("The step before is open again, with the date it had."), _("It is taken back.")),
    "migrate": Words(_("Move it to the newest version"), _("It goes on under the procedure as it is deployed now."), _("The case runs on the newest version now.")),
    "settings": Words(_("Put it under today's settings"), _("It goes on by the values that hold now; its dates are counted anew."), _("The case runs under today's settings.")),
    "terminate": Words(_("End it without a decision"), _("For a case that was opened by mistake or can go no further."), _("The case is ended.")),
    "assign": Words(_("Hand a task over"), _("To somebody else who holds its role, or back to all of them."), _("The task is handed over.")),
}  # fmt: skip

CHANGES = {
    "extend": (Words(_("Give it a later day"), "", _("The date is extended.")), deadlines.extend),
    "pause": (Words(_("Stop its clock"), "", _("The clock is stopped.")), deadlines.pause),
    "resume": (Words(_("Start its clock again"), "", _("The clock runs again.")), deadlines.resume),
}


def plan_of_case(session: Session, found: Found, act: str, sent: Any, *, by: Actor, at: datetime) -> Plan:
    """Raises NotFound for an act that is none, Forbidden and OwnMatter for somebody whose it is not."""
    operating.must_operate(session, found.case.id, by=by, at=at)
    commands = {
        "suspend": _on(found, cases.suspend),
        "resume": _on(found, cases.resume),
        "undo": _on(found, rewind.undo),
        "terminate": _on(found, terminating.terminate),
        "migrate": _migration(found),
        "settings": _on(found, case_settings.take_todays),
    }
    command = commands.get(act)
    if command is None:
        raise NotFound()
    tried = _try(found, command, by=by, at=at)
    why_not = _idle(session, found, act)
    statement = statements.impossible(why_not) if why_not else _statement(session, found, act, tried, at=at)
    if act == "settings":
        return Plan(WORDS[act], "", statement, ReasonForm(sent), _taking(found, sent), _today(session, found, at=at))
    return Plan(WORDS[act], "", statement, ReasonForm(sent), command)


def _idle(session: Session, found: Found, act: str) -> str:
    """Why an act that would be allowed would change nothing."""
    case = found.case
    if act == "suspend" and case.status is CaseStatus.SUSPENDED:
        return str(_("It is suspended already."))
    if act == "resume" and case.status is not CaseStatus.SUSPENDED:
        return str(_("It is not suspended."))
    newest = desk().office.procedures.latest(session, found.deployed.toml.key)
    if act == "migrate" and newest.id == case.version_id:
        return str(_("It runs on the newest version already."))
    return ""


def _on(found: Found, command: Command) -> Command:
    return lambda session, **told: command(session, desk().office, found.case.id, **told)


def _migration(found: Found) -> Command:
    def migrate(session: Session, **told: Any) -> None:
        newest = desk().office.procedures.latest(session, found.deployed.toml.key)
        rewind.migrate(session, desk().office, found.case.id, to=newest, **told)

    return migrate


def _taking(found: Found, sent: Any) -> Command:
    """With the settings that the page has shown, and no others."""
    shown = sent.get("today", "") if sent is not None else ""
    return lambda session, **told: case_settings.take_todays(session, desk().office, found.case.id, shown=shown, **told)


def _today(session: Session, found: Found, *, at: datetime) -> str:
    changed = case_settings.differences(session, found.deployed, found.case.settings, at=at)
    return case_settings.fingerprint(changed)


def _try(found: Found, command: Command, *, by: Actor, at: datetime) -> Rehearsal:
    here, told = desk(), {"reason": TRIED, "by": by, "at": at}
    return rehearse(here.database, here.office, found.case.id, lambda session: command(session, **told))


def _statement(session: Session, found: Found, act: str, tried: Rehearsal, *, at: datetime) -> Statement:
    match act:
        case "suspend":
            return statements.of_suspending(tried)
        case "resume":
            return statements.of_resuming(tried, at=at)
        case "terminate":
            return statements.of_terminating(session, desk().office, found, tried, at=at)
        case "undo":
            return statements.of_undoing(session, found, tried)
        case "settings":
            return of_taking(session, found, tried, at=at)
    newest = desk().office.procedures.latest(session, found.deployed.toml.key)
    log = history_of(session, found.case.id)
    return statements.of_migrating(found, tried, steps=len(log.inputs), to=newest.version, as_of=log.settings_of)


def plan_of_task(session: Session, found: Found, task_id: UUID, sent: Any, *, by: Actor, at: datetime) -> Plan:
    """Raises NotFound for a task of another case, TaskGone for one that is no longer open."""
    operating.must_operate(session, found.case.id, by=by, at=at)
    task = session.scalar(select(Task).where(Task.id == task_id, Task.case_id == found.case.id))
    if task is None:
        raise NotFound()
    if task.status not in OPEN_TASK:
        raise TaskGone()
    name, form = element_name(found.deployed, task.element), HandOverForm(sent)
    holders = [(key, who) for key, who in tasks.candidates(session, task_id, at=at) if key != task.assignee_id]
    back = [("", _("Nobody: back to everybody who holds its role"))] if task.assignee_id else []
    form.to.choices = [*back, *((str(key), who) for key, who in holders)]
    statement = statements.of_handing_over(session, task, name)
    if not form.to.choices:
        statement = statements.impossible(str(_("Nobody else holds the role this task belongs to.")))

    def hand_over(session: Session, **told: Any) -> None:
        to = UUID(form.to.data) if form.to.data else None
        operating.hand_over(session, desk().office, task_id, to=to, **told)

    return Plan(WORDS["assign"], name, statement, form, hand_over)


def plan_of_deadline(
    session: Session, found: Found, name: str, change: str, sent: Any, *, by: Actor, at: datetime
) -> Plan:
    """The deadline of a task and of the timer on it are two rows of one name: both change. Raises NotFound.

    Until somebody says which day, it cannot be told what a later day does.
    """
    operating.must_operate(session, found.case.id, by=by, at=at)
    mine = select(Deadline).where(Deadline.case_id == found.case.id, Deadline.name == name)
    rows = session.scalars(mine.where(Deadline.status.in_(RUNNING)).order_by(Deadline.timer, Deadline.element)).all()
    if not rows or change not in CHANGES:
        raise NotFound()
    words, command = CHANGES[change]
    form = ExtendForm(sent) if change == "extend" else ReasonForm(sent)
    known = not isinstance(form, ExtendForm) or (sent is not None and form.until.validate(form))

    def apply(session: Session, *, request_key: str | None = None, **told: Any) -> None:
        more = {"until": form.until.data} if isinstance(form, ExtendForm) else {}
        for place, row in enumerate(rows):  # the key stands on one event
            key = request_key if place == 0 else None
            command(session, desk().office, row.id, request_key=key, **more, **told)  # type: ignore[operator]

    due_at = max((row.due_at for row in rows if row.due_at), default=None)
    tried = _try(found, apply, by=by, at=at) if known else None
    statement = statements.of_deadline(change, tried, due_at)
    return Plan(words, element_name(found.deployed, rows[0].element), statement, form, apply)
