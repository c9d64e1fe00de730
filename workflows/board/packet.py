"""The packet: everything a body needs for a meeting, in one PDF for one reader. Nothing of an item from which the reader
is barred is in it, nor a gap where it would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.chain import append_system_event
from ombud.storage.directory import Person
from ombud.storage.meetings import AgendaItem, Meeting, Minutes, MinutesStatus
from ombud.workflows.actors import Actor
from ombud.workflows.board.agenda import Item, ItemKind, ItemState, agenda_of, sight
from ombud.workflows.board.papers import setting
from ombud.workflows.board.papers.matter import Matter, matter_of
from ombud.workflows.casefile.clauses import Manual
from ombud.workflows.casefile.documents import PDF, Download
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.text import in_language
from ombud.workflows.text import translate as _

TEMPLATE: Final = "paper_packet.html"


@dataclass(frozen=True, slots=True)
class OpenBallot:
    id: UUID
    motion: str
    options: tuple[str, ...]
    secret: bool
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Section:
    """One item: a case has a `matter`, the minutes of a meeting a `draft` instant once they are drafted."""

    item: Item
    matter: Matter | None
    drafted_at: datetime | None
    ballots: tuple[OpenBallot, ...]


@dataclass(frozen=True, slots=True)
class Packet:
    meeting: Meeting
    body: str
    body_key: str
    reader: str
    language: str
    made_at: datetime
    sections: tuple[Section, ...]


def packet_of(
    session: Session, office: Office, manual: Manual, meeting_id: UUID, actor: Actor, *, at: datetime
) -> Packet:
    """What stands in the packet of one reader; for the page too. Raises NotFound."""
    reader = session.get(Person, actor.person_id) if actor.person_id else None
    language = reader.language if reader else "en"
    with in_language(language):
        agenda = agenda_of(session, office, meeting_id, actor, at=at)
        shown = [item for item in agenda.items if item.state is not ItemState.WITHDRAWN]
        return Packet(
            meeting=agenda.meeting,
            body=agenda.meeting.body.name,
            body_key=agenda.meeting.body.key,
            reader=reader.name if reader else "",
            language=language,
            made_at=at,
            sections=tuple(_section(session, office, manual, item, actor, at=at) for item in shown),
        )


def meeting_of(session: Session, ballot: Ballot, actor: Actor, *, at: datetime) -> Meeting | None:
    """In whose packet the papers of a ballot stand; None where it is on no agenda that the actor reads."""
    about = AgendaItem.id == ballot.item_id
    if ballot.task_id is not None:
        about = about | (AgendaItem.task_id == ballot.task_id)
    on_agenda = select(Meeting).join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
    return session.scalar(on_agenda.where(about, AgendaItem.removed_at.is_(None), sight.reads(actor, on=day_of(at))))


def set_packet(packet: Packet) -> Download:
    """Sets it, which takes a second or two; asks the database nothing. Raises LettersUnavailable."""
    with in_language(packet.language):
        content = setting.pdf(TEMPLATE, _values(packet), language=packet.language)
    day = day_of(packet.meeting.starts_at).isoformat()
    return Download(f"packet-{packet.body_key.replace('_', '-')}-{day}.pdf", PDF, content)


def log_read(session: Session, meeting_id: UUID, *, by: Actor, at: datetime) -> None:
    """Records who has taken a packet, and when."""
    facts = {"meeting": str(meeting_id), "person": str(by.person_id) if by.person_id else None}
    append_system_event(session, "packet.read", facts, actor=str(by), actor_id=by.person_id, at=at)


def _section(session: Session, office: Office, manual: Manual, item: Item, actor: Actor, *, at: datetime) -> Section:
    matter = None
    if item.case_id is not None:
        matter = matter_of(session, office, manual, item.case_id, item.task_id, actor, at=at)
    return Section(item, matter, _drafted_at(session, item), _ballots(session, item))


def _drafted_at(session: Session, item: Item) -> datetime | None:
    if item.kind is not ItemKind.MINUTES:
        return None
    drafted = select(Minutes.drafted_at).where(Minutes.meeting_id == item.minutes_of_id)
    return session.scalar(drafted.where(Minutes.status == MinutesStatus.DRAFT))


def _ballots(session: Session, item: Item) -> tuple[OpenBallot, ...]:
    about = Ballot.item_id == item.id
    if item.task_id is not None:
        about = about | (Ballot.task_id == item.task_id)
    rows = session.scalars(select(Ballot).where(about, Ballot.status == BallotStatus.OPEN).order_by(Ballot.opened_at))
    return tuple(
        OpenBallot(row.id, _(row.motion), tuple(_(label) for _value, label in row.options), row.secret, row.closes_at)
        for row in rows
    )


def _values(packet: Packet) -> Mapping[str, Any]:
    words = _words(packet)
    about = setting.with_days(words["title"], language=packet.language)
    return {"packet": packet, "words": words, "issuer": packet.body, "about": about}


def _words(packet: Packet) -> Mapping[str, str]:
    """The packet's fixed wording in its reader's language."""
    return {
        "title": _("Packet for the meeting of %(day)s", day=day_of(packet.meeting.starts_at).isoformat()),
        "agenda": _("Agenda"),
        "when": _("When"),
        "where": _("Where"),
        "made": _("Made on"),
        "made_for": _("For"),
        "confidential": _("Confidential: for %(reader)s only.", reader=packet.reader) if packet.reader else "",
        "empty": _("Nothing is on the agenda."),
        "item": _("Item"),
        "title_of_item": _("Title"),
        "case": _("Case"),
        "origin": _("From"),
        "before": _("Before"),
        "asked": _("Asked"),
        "opened": _("Opened on"),
        "policies": _("Policies"),
        "stands_on": _("What it stands on"),
        "sent": _("What was sent in"),
        "nothing_sent": _("Nothing that you may read was sent in."),
        "members_only": _("What was sent in is shown to those who decide."),
        "lost": _("This can no longer be read."),
        "files": _("Attachments"),
        "name": _("Name"),
        "size": _("Size"),
        "ballots": _("Open ballots"),
        "options": _("Options"),
        "secret": _("Secret ballot"),
        "closes": _("Closes on"),
        "put_off": _("Put off from the meeting of"),
        "decided": _("Decided"),
        "input_wanted": _("Paid input from people with lived experience was asked for."),
        "input_received": _("Paid input from people with lived experience was received on"),
        "drafted": _("The minutes were drafted on"),
        "approve": _("The body is asked to approve them."),
        "no_draft": _("The minutes are approved."),
        "page": _("Page"),
    }
