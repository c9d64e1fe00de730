"""An operator's undo, and the move of a running case to a newer diagram: both replay the input log.

Letters that were sent stand; effects are not applied a second time, and versions of policies go with their step.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, CaseStatus, Task, TaskStatus
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.workflows import case_settings, effects, engine, operating, record, settings
from ombud.workflows.actors import Actor
from ombud.workflows.board import agenda
from ombud.workflows.deadlines import ledger
from ombud.workflows.deadlines.anchors import CaseFacts, compute
from ombud.workflows.held import HeldCase, Row
from ombud.workflows.identity import opening
from ombud.workflows.log import MIGRATED, SETTINGS_TAKEN, TERMINATED, UNDONE, Log, history_of
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.refusals import CaseClosed, InvalidCommand
from ombud.workflows.submissions import say
from ombud.workflows.text import translate as _
from ombud.workflows.writing import write


def undo(
    session: Session,
    office: Office,
    case_id: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Takes the last input of a case back: the task it completed is open again, with the dates it had.

    Of a terminated case it takes the termination back, and nothing else; of one that was put under other settings since
    its last step, those. Raises Forbidden, OwnMatter, NotFound, InvalidCommand when there is nothing to take back.
    """
    held = operating.hold(session, office, case_id, reason=reason, by=by, at=at, request_key=request_key)
    log = history_of(session, case_id)
    if not log.undoable:
        raise InvalidCommand(_("The case was only opened; there is no step to take back."))
    if log.terminated is None and log.newest_taken is not None:
        case_settings.give_back(held, log.newest_taken)
    else:
        _take_back(session, held, log)
    commitment = say(held, {"reason": reason.strip()}, element="case", about=UNDONE)
    held.event(UNDONE, _undone(log), commitment=commitment)
    write(held)


def _take_back(session: Session, held: HeldCase, log: Log) -> None:
    """The termination, else the last input."""
    kept = log.inputs if log.terminated is not None else log.inputs[:-1]
    replayed = engine.replay(held.deployed.definition, kept, due_of=None)
    _restore(session, held, replayed, anew=False)
    if log.terminated is not None:
        held.changes["status"] = CaseStatus(log.terminated["was"])
    effects.keep_only(held, replayed.visited)
    agenda.stand_again(session, held.id)
    opening.stay_sealed(held)


def _undone(log: Log) -> Row:
    if log.terminated is not None:
        return {"input": TERMINATED, "element": None}
    if log.newest_taken is not None:
        return {"input": SETTINGS_TAKEN, "element": None}
    undone = log.inputs[-1]
    return {"input": str(undone.kind), "element": str(undone.key) if undone.key else undone.message}


def migrate(
    session: Session,
    office: Office,
    case_id: UUID,
    *,
    to: Deployed,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Moves an open case to another version of its procedure, with dates computed anew.

    Raises NotReplayable, naming the entry, when its history does not fit; nothing has changed then.
    """
    held = operating.hold(session, office, case_id, reason=reason, by=by, at=at, request_key=request_key)
    if held.case["status"] == CaseStatus.CLOSED:
        raise CaseClosed()
    if to.toml.key != held.deployed.toml.key:
        raise InvalidCommand(
            _("%(other)s is another procedure than %(this)s.", other=to.toml.key, this=held.deployed.toml.key)
        )
    before, held.deployed, history = held.deployed, to, history_of(session, case_id)
    as_of = history.settings_of or held.case["opened_at"]
    held.case = {**held.case, "settings": settings.snapshot(session, to.toml, at=as_of)}
    inputs = [replace(one, values={**one.values, **held.steering}) for one in history.inputs]
    replayed = engine.replay(to.definition, inputs, due_of=_dates(held))
    held.changes |= {"version_id": to.id, "settings": held.case["settings"]}
    _restore(session, held, replayed, anew=True)
    commitment = say(held, {"reason": reason.strip()}, element="case", about=MIGRATED)
    log = [step.input.to_json() for step in replayed.steps]
    held.event(MIGRATED, {"from": before.version, "to": to.version, "log": log}, commitment=commitment)
    write(held)


def _dates(held: HeldCase) -> engine.DueOf:
    """Dates as the new version computes them, a timer arming at the instant of its step."""

    def due_of(timer: engine.ArmedTimer, step: engine.Step) -> datetime | None:
        rule = held.deployed.toml.deadlines[timer.deadline]
        facts = CaseFacts(held.id, held.case["opened_at"], dict(step.variables), held.case["settings"])
        return compute(held.connection, timer.deadline, rule, facts, armed_at=step.input.now).due_at

    return due_of


def _restore(session: Session, held: HeldCase, replayed: engine.Replayed, *, anew: bool) -> None:
    """Brings tasks, ledger and case row to where the replay ended; `anew` computes every date again."""
    closed = replayed.ended is not None
    held.changes |= {
        "tree": None if closed else replayed.state.tree,
        "variables": replayed.state.variables,
        "status": CaseStatus.CLOSED if closed else _status_if_open(held),
        "outcome": record.outcome_of(held, replayed.visited, replayed.ended) if replayed.ended else None,
        "closed_at": held.case["closed_at"] if closed else None,
    }
    _restore_tasks(session, held, replayed)
    _restore_deadlines(session, held, replayed, anew=anew)


def _status_if_open(held: HeldCase) -> CaseStatus:
    """A suspended case stays asleep."""
    return CaseStatus.SUSPENDED if held.case["status"] == CaseStatus.SUSPENDED else CaseStatus.OPEN


def _restore_tasks(session: Session, held: HeldCase, replayed: engine.Replayed) -> None:
    wanted = {opened.key for opened in replayed.opened}
    known = {_key(row): row for row in session.scalars(select(Task).where(Task.case_id == held.id))}
    for key, row in known.items():
        if key in wanted:
            fresh = record.task_row(held, key, dict(replayed.variables))
            for name in ("form", "lane", "role", "scope", "scope_id", "impartial", "excludes", "judged_id"):
                setattr(row, name, fresh[name])
            row.ended_at, row.completed_by = None, None
            row.status = TaskStatus.CLAIMED if row.assignee_id else TaskStatus.READY
        elif row.status in OPEN_TASK:
            row.status, row.ended_at, row.assignee_id = TaskStatus.CANCELLED, held.at, None
    for key in wanted - known.keys():
        held.tasks[key] = record.task_row(held, key, dict(replayed.variables)) | {"status": TaskStatus.READY}
    session.flush()


def _restore_deadlines(session: Session, held: HeldCase, replayed: engine.Replayed, *, anew: bool) -> None:
    wanted, begun = _wanted_deadlines(held, replayed), _begun(replayed)
    rows = session.scalars(select(Deadline).where(Deadline.case_id == held.id))
    known = {(_key(row), row.name): row for row in rows}
    for identity, row in known.items():
        if identity not in wanted and row.status in (DeadlineStatus.WAITING, DeadlineStatus.PAUSED):
            row.status, row.ended_at = DeadlineStatus.CANCELLED, held.at
        elif identity in wanted and not anew and row.status is not DeadlineStatus.PAUSED:
            row.status = DeadlineStatus.PAUSED if row.paused_at else DeadlineStatus.WAITING
            row.ended_at = None
            held.jobs += [] if row.paused_at else ledger.watch_again(held, row)
    for key, name in wanted if anew else wanted.keys() - known.keys():
        variables, timer = dict(replayed.variables), wanted[key, name]
        row_now = ledger.arm(held, key, name, timer=timer, variables=variables, armed_at=begun.get(key))
        if old := known.get((key, name)):
            _renew(held, old, held.deadlines.pop((key, name)))
        if not timer:
            _copy_due_date(session, held, key, row_now["due_at"])
    session.flush()


def _wanted_deadlines(held: HeldCase, replayed: engine.Replayed) -> dict[tuple[engine.ElementKey, str], bool]:
    """The deadlines that wait where the replay ended, and whether each is a timer."""
    elements = held.deployed.definition.elements
    timers = {(armed.key, armed.deadline): True for armed in replayed.armed}
    named = ((opened.key, elements[opened.key.element].deadline) for opened in replayed.opened)
    return timers | {(key, name): False for key, name in named if name}


def _begun(replayed: engine.Replayed) -> dict[engine.ElementKey, datetime]:
    """When each task and timer began to wait."""
    tasks = {opened.key: step.input.now for step in replayed.steps for opened in step.opened}
    return tasks | {armed.key: step.input.now for step in replayed.steps for armed in step.armed}


def _renew(held: HeldCase, row: Deadline, fresh: Row) -> None:
    """The known row with the date the new version gives; its jobs carry the known row's id."""
    for name in ("anchor", "anchored_at", "due_at", "computed", "source", "alarm", "armed_at"):
        setattr(row, name, fresh[name])
    row.status, row.ended_at, row.paused_at = DeadlineStatus.WAITING, None, None
    held.jobs += ledger.watch_again(held, row)


def _copy_due_date(session: Session, held: HeldCase, key: engine.ElementKey, due_at: datetime | None) -> None:
    if key in held.tasks:
        held.tasks[key]["due_at"] = due_at
        return
    same = (Task.case_id == held.id, Task.element == key.element, Task.occurrence == key.occurrence)
    session.execute(update(Task).where(*same, Task.item == key.item).values(due_at=due_at))


def _key(row: Task | Deadline) -> engine.ElementKey:
    return engine.ElementKey(row.element, row.occurrence, row.item)
