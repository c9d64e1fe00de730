"""What needs an operator: dead letters, a silent worker, deadlines without a date, letters that reached nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.cases import Case, CaseStatus, Party
from ombud.storage.directory import Person
from ombud.storage.jobs import Job, JobStatus
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.letters import Channel, Delivery, DeliveryStatus, Letter, OutboxMail, OutboxStatus
from ombud.webapp.config import Config
from ombud.webapp.health.pulse import Pulse, pulse_of
from ombud.workflows.actors import Actor
from ombud.workflows.board.alarms import Alarm as CalendarAlarm
from ombud.workflows.board.alarms import alarms as calendar_alarms
from ombud.workflows.casefile.dates import alarm_words
from ombud.workflows.casefile.finding import case_by_number
from ombud.workflows.casefile.words import element_name, humanised, role_name
from ombud.workflows.identity.sight import openers
from ombud.workflows.jobs.queue import NotDead
from ombud.workflows.office import Office
from ombud.workflows.refusals import NotFound
from ombud.workflows.scheduling.reading import Outlook, outlooks
from ombud.workflows.text import translate

LISTED = 100


_UNDATED = and_(Deadline.alarm.is_not(None), Deadline.status == DeadlineStatus.WAITING)


@dataclass(frozen=True, slots=True)
class Troubles:
    """How much of each kind waits for an operator; the page of operation names it all."""

    suspended: int  # cases
    dead: int  # jobs that were given up
    undated: int  # deadlines without a date
    undelivered: int  # letters
    calendars: int  # what is wrong with them


@dataclass(frozen=True, slots=True)
class DeadLetter:
    id: UUID
    kind: str
    number: str
    attempts: int
    error: str
    run_at: datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    number: str
    what: str
    why: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Undelivered:
    """`openers`: the roles that open who it is to, where that is sealed."""

    id: UUID
    number: str
    title: str
    to: str
    channel: Channel
    status: DeliveryStatus
    note: str
    issued_at: datetime
    openers: tuple[str, ...]

    @property
    def opened_by(self) -> tuple[str, ...]:
        """What these roles are called."""
        return tuple(map(role_name, self.openers))


@dataclass(frozen=True, slots=True)
class Incident:
    """All that is wrong with one case; `number` is empty for what belongs to none."""

    number: str
    suspended: bool
    dead: tuple[DeadLetter, ...]
    alarms: tuple[Alarm, ...]
    undelivered: tuple[Undelivered, ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """What goes out by mail: how many wait to be sent, since when the oldest of them; how many were refused; when one was
    sent last."""

    waiting: int
    oldest_at: datetime | None
    failed: int
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """`errors`: what went wrong in jobs that were given up, with how often, the most frequent first."""

    pulse: Pulse
    mail: Mail
    errors: tuple[tuple[str, int], ...]
    calendars: tuple[CalendarAlarm, ...]
    incidents: tuple[Incident, ...]
    schedules: tuple[Outlook, ...]


def overview_of(session: Session, office: Office, config: Config, *, at: datetime) -> Overview:
    count = func.count()
    errors = select(Job.last_error, count).where(Job.status == JobStatus.DEAD).group_by(Job.last_error)
    rows = session.execute(errors.order_by(count.desc(), Job.last_error).limit(LISTED))
    return Overview(
        pulse=pulse_of(session, config, at=at),
        mail=mail_of(session),
        errors=tuple((error, number) for error, number in rows if error),
        calendars=tuple(calendar_alarms(session, office.board, at=at)),
        incidents=tuple(_incidents(session, office)),
        schedules=tuple(outlooks(session, office.procedures, at=at)),
    )


def mail_of(session: Session) -> Mail:
    def of(status: OutboxStatus, value: Any) -> Any:
        return select(value).select_from(OutboxMail).where(OutboxMail.status == status).scalar_subquery()

    waiting, failed, sent = OutboxStatus.WAITING, OutboxStatus.FAILED, OutboxStatus.SENT
    counted = of(waiting, func.count()), of(waiting, func.min(OutboxMail.created_at)), of(failed, func.count())
    return Mail(*session.execute(select(*counted, of(sent, func.max(OutboxMail.sent_at)))).one())


def troubles_of(session: Session, office: Office, *, at: datetime) -> Troubles:
    counted = {
        "suspended": select(func.count()).select_from(Case).where(Case.status == CaseStatus.SUSPENDED),
        "dead": select(func.count()).select_from(Job).where(Job.status == JobStatus.DEAD),
        "undated": select(func.count()).select_from(Deadline).where(_UNDATED),
        "undelivered": select(func.count()).select_from(Delivery).where(Delivery.status != DeliveryStatus.DELIVERED),
    }
    row = session.execute(select(*(one.label(name) for name, one in counted.items()))).one()
    return Troubles(**row._asdict(), calendars=len(calendar_alarms(session, office.board, at=at)))


def _incidents(session: Session, office: Office) -> list[Incident]:
    """By case, what belongs to none first."""
    asleep = select(Case.number).where(Case.status == CaseStatus.SUSPENDED).order_by(Case.number).limit(LISTED)
    suspended = set(session.scalars(asleep))
    dead, alarms, letters = _dead(session), _alarms(session, office), _deliveries(session, office)
    numbers = suspended | {one.number for one in dead} | {one.number for one in alarms}
    numbers |= {one.number for one in letters}
    return [
        Incident(
            number,
            number in suspended,
            tuple(one for one in dead if one.number == number),
            tuple(one for one in alarms if one.number == number),
            tuple(one for one in letters if one.number == number),
        )
        for number in sorted(numbers)
    ]


def dead_letter(session: Session, job_id: UUID) -> DeadLetter:
    """Raises NotFound for no job, NotDead for one that has not been given up."""
    if session.get(Job, job_id) is None:
        raise NotFound()
    return dead_letters(session, Job.id == job_id)[0][0]


def dead_letters(session: Session, which: ColumnElement[bool]) -> tuple[list[DeadLetter], int]:
    """The first of them, and how many there are. Raises NotDead where there is none."""
    found = _dead(session, which)
    if not found:
        raise NotDead()
    return found, session.scalar(select(func.count()).where(Job.status == JobStatus.DEAD, which)) or 0


def _dead(session: Session, *which: ColumnElement[bool]) -> list[DeadLetter]:
    rows = session.execute(
        select(Job, Case.number)
        .outerjoin(Case, Case.id == Job.case_id)
        .where(Job.status == JobStatus.DEAD, *which)
        .order_by(Job.run_at, Job.id)
        .limit(LISTED)
    )
    return [
        DeadLetter(job.id, job.kind.value, number or "", job.attempts, job.last_error or "", job.run_at)
        for job, number in rows
    ]


def _alarms(session: Session, office: Office) -> list[Alarm]:
    rows = session.scalars(
        select(Deadline)
        .where(_UNDATED)
        .options(joinedload(Deadline.case))
        .order_by(Deadline.armed_at, Deadline.timer)
        .limit(LISTED)
    )
    alarms: dict[tuple[UUID, str], Alarm] = {}  # a task and the timer on it wait for one date
    for row in rows:
        what = element_name(office.procedures.get(session, row.case.version_id), row.element)
        alarm = Alarm(row.case.number, what, alarm_words(row.alarm), row.armed_at)
        alarms.setdefault((row.case_id, row.name), alarm)
    return list(alarms.values())


def undelivered(session: Session, office: Office, actor: Actor, delivery_id: UUID, *, at: datetime) -> Undelivered:
    """Raises NotFound for a delivery that is unknown, done, or of a case the actor may not see."""
    found = _deliveries(session, office, Delivery.id == delivery_id)
    if not found:
        raise NotFound()
    case_by_number(session, office, actor, found[0].number, at=at)
    return found[0]


def _deliveries(session: Session, office: Office, *which: ColumnElement[bool]) -> list[Undelivered]:
    """Waiting for post or hand, or refused by the mail server. Parties are named by their role: operators read no names."""
    rows = session.execute(
        select(Delivery, Letter, Case, Person.name, Party.role)
        .join(Letter, Letter.id == Delivery.letter_id)
        .join(Case, Case.id == Delivery.case_id)
        .outerjoin(Person, Person.id == Delivery.person_id)
        .outerjoin(Party, Party.id == Delivery.party_id)
        .where(Delivery.status != DeliveryStatus.DELIVERED, *which)
        .order_by(Letter.issued_at)
        .limit(LISTED)
    )
    return [
        Undelivered(
            delivery.id,
            case.number,
            _title(session, office, case, letter.name),
            person or role_name(role or ""),
            delivery.channel,
            delivery.status,
            delivery.note,
            letter.issued_at,
            openers(office.procedures.get(session, case.version_id)) if role else (),
        )
        for delivery, letter, case, person, role in rows
    ]


def _title(session: Session, office: Office, case: Case, name: str) -> str:
    declared = office.procedures.get(session, case.version_id).toml.letters.get(name)
    return translate(declared.title) if declared else humanised(name)
