"""What an act will do to this very case, in words: computed, never promised in general."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Task
from ombud.storage.events import Event
from ombud.webapp.errors import words_of
from ombud.webapp.operator.rehearsal import Asked, Moved, Rehearsal
from ombud.webapp.words import day_words, moment_tag
from ombud.workflows.casefile.documents import title_of
from ombud.workflows.casefile.finding import Found
from ombud.workflows.casefile.people import person_names
from ombud.workflows.casefile.words import element_name
from ombud.workflows.days import day_of
from ombud.workflows.engine.values import Input, InputKind
from ombud.workflows.log import Log, history_of
from ombud.workflows.mail.recipients import everybody_in
from ombud.workflows.office import Office


@dataclass(frozen=True, slots=True)
class Statement:
    """`waits` and `dates` stay as they are; `gone`, `asked` and `moved` change. `refused`: it cannot be done."""

    sentences: tuple[str, ...]
    waits: tuple[Asked, ...] = ()
    gone: tuple[Asked, ...] = ()
    asked: tuple[Asked, ...] = ()
    moved: tuple[Moved, ...] = ()
    void: int = 0
    refused: str = ""


def of_change(rehearsal: Rehearsal, *sentences: str, waits: bool = False) -> Statement:
    if rehearsal.refused is not None:
        return impossible(words_of(rehearsal.refused))
    return Statement(
        sentences,
        waits=tuple(rehearsal.before.tasks.values()) if waits else (),
        gone=tuple(rehearsal.gone),
        asked=tuple(rehearsal.asked),
        moved=tuple(rehearsal.moved),
        void=rehearsal.void,
    )


def impossible(why: str) -> Statement:
    return Statement((), refused=why)


def of_suspending(rehearsal: Rehearsal) -> Statement:
    dates = [date for date in rehearsal.before.dates.values() if date.timer]
    return of_change(
        rehearsal,
        _("No date of this case passes, and nothing in it can be done, until it is resumed. Nobody is told."),
        ngettext(
            "One date goes on counting: if it falls meanwhile, what follows from it happens when the case is resumed.",
            "%(num)s dates go on counting: what follows from one that falls meanwhile happens when the case is resumed.",
            len(dates),
        )
        if dates
        else _("No date runs in it now."),
        waits=True,
    )


def of_resuming(rehearsal: Rehearsal, *, at: datetime) -> Statement:
    fallen = [d for d in rehearsal.before.dates.values() if d.timer and not d.paused and d.due_at and d.due_at < at]
    names = ", ".join(dict.fromkeys(date.name for date in fallen))
    return of_change(
        rehearsal,
        _("Dates pass again, and tasks can be done."),
        _("These dates have passed meanwhile, and what follows from them happens at once, in this order: %(names)s.", names=names)
        if fallen
        else _("No date has passed meanwhile."),
        waits=True,
    )  # fmt: skip


def of_terminating(session: Session, office: Office, found: Found, rehearsal: Rehearsal, *, at: datetime) -> Statement:
    open_ones = [*rehearsal.before.tasks]
    people = [one for one in everybody_in(session, office, found.case, open_ones, at=at) if one.email]
    return of_change(
        rehearsal,
        _("The case is closed without a decision. What was said in it, and letters that were sent, stand."),
        ngettext(
            "One person is told by mail that it was ended: its parties, and who has to do something in it.",
            "%(num)s people are told by mail that it was ended: its parties, and who has to do something in it.",
            len(people),
        )
        if people
        else _("Nobody is told: nobody in it has an e-mail address."),
        _("“Undo the last step” takes the end back; mails cannot be taken back."),
    )


def of_undoing(session: Session, found: Found, rehearsal: Rehearsal) -> Statement:
    log = history_of(session, found.case.id)
    if log.terminated is not None:
        return of_change(
            rehearsal,
            _("The end of this case is taken back, and nothing else: it stands where it stood."),
            _("Whoever was told that it had ended is not told again."),
        )
    if log.newest_taken is not None:
        return of_change(
            rehearsal,
            _("The case goes back to the settings it had before, and nothing else: no step is taken back."),
            _("Whoever has a task whose day moves is told by mail, and the parties. What has happened stands."),
        )
    return of_change(rehearsal, *_taken_back(session, found, log))


def _taken_back(session: Session, found: Found, log: Log) -> list[str]:
    if not log.inputs:
        return []
    last = log.inputs[-1]
    same = (Event.chain == found.case.id, Event.at == last.now, Event.kind == str(last.kind))
    named = Event.element == str(last.key) if last.key else Event.element.is_(None)
    event = session.scalars(select(Event).where(*same, named).order_by(Event.seq.desc()).limit(1)).first()
    effects = (event.body or {}).get("effects", ()) if event else ()
    titles = [title_of(found, effect["letter"]) for effect in effects if "letter" in effect]
    what, when = _("This step is taken back: %(step)s", step=_step(session, found, last, event)), moment_tag(last.now)
    stands = _("Letters it issued stand as they are: %(titles)s. If it is done again, they are issued again.",
               titles=", ".join(titles)) if titles else _("It issued no letter.")  # fmt: skip
    return [f"{what}, {when.striptags()}.", stands, _("What was said in it stays in the record. Nobody is told.")]


def _step(session: Session, found: Found, last: Input, event: Event | None) -> str:
    match last.kind:
        case InputKind.COMPLETED if last.key is not None:
            by = ", ".join(person_names(session, [event.actor_id] if event else []).values())
            name = element_name(found.deployed, last.key.element)
            return str(_("%(task)s, done by %(name)s", task=name, name=by)) if by else name
        case InputKind.TICKED:
            return str(_("a date that had passed"))
        case _other:
            return str(_("a message that arrived, for instance a withdrawal"))


def of_migrating(
    found: Found, rehearsal: Rehearsal, *, steps: int, to: int, as_of: datetime | None = None
) -> Statement:
    """`as_of`: the instant whose settings the case was put under, where it was."""
    counted = (
        _("Every date is computed anew, by the settings the new version had on %(day)s. Letters stand.", day=day_words(day_of(as_of)))
        if as_of
        else _("Every date is computed anew, by the settings the new version had when the case was opened. Letters stand.")
    )  # fmt: skip
    return of_change(
        rehearsal,
        _("The case moves from version %(old)s of its procedure to version %(new)s.", old=found.deployed.version, new=to),
        ngettext("Its history fits: one step was tried out.", "Its history fits: %(num)s steps were tried out.", steps),
        counted,
    )  # fmt: skip


def of_handing_over(session: Session, task: Task, name: str) -> Statement:
    holder = person_names(session, [task.assignee_id]).get(task.assignee_id) if task.assignee_id else None
    return Statement(
        (
            _("“%(task)s” is with %(name)s now.", task=name, name=holder)
            if holder
            else _("Nobody has taken “%(task)s” yet.", task=name),
            _("Its date stays as it is. Whoever you choose is told by mail; others who could do it are not."),
        )
    )


def of_deadline(change: str, rehearsal: Rehearsal | None, due_at: datetime | None) -> Statement:
    """`rehearsal` is None while nobody has said which day."""
    now = _("It is due on %(day)s.", day=day_words(day_of(due_at))) if due_at else _("It has no day yet.")
    match change:
        case "extend":
            does = _(
                "It gets the later day you choose, and reminders go out before that one. What has happened stands."
            )
        case "pause":
            does = _("Its clock stands still: nothing follows when the day comes, until the clock is started again.")
        case _other:
            does = _("Its clock runs again, and the days it stood still are added.")
    return Statement((now, does)) if rehearsal is None else of_change(rehearsal, now, does)
