"""The packet: everything a body needs for a meeting, in one PDF for one reader. Of an item from which the reader is
barred it says where it stands, so that an item has one number for everybody, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.chain import append_system_event
from ombud.storage.directory import Person
from ombud.storage.meetings import AgendaItem, Meeting, Minutes, MinutesStatus
from ombud.workflows.actors import Actor
from ombud.workflows.board.agenda import Gap, Item, ItemState, Unshown, agenda_of, sight
from ombud.workflows.board.papers import setting
from ombud.workflows.board.papers.matter import Matter, matters_of
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
    gaps: tuple[Gap, ...]

    @property
    def listed(self) -> list[tuple[int, Section | None, Gap | None]]:
        """Every number of the agenda, with the item or why it is not shown."""
        shown = [(section.item.number, section, None) for section in self.sections]
        return sorted([*shown, *((gap.number, None, gap) for gap in self.gaps)], key=lambda each: each[0])

    @property
    def folds(self) -> bool:
        """Whether its page folds anything away."""
        return any(one.matter is not None and (one.matter.sent or one.matter.clauses) for one in self.sections)


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
            sections=_sections(session, office, manual, shown, actor, at=at),
            gaps=agenda.gaps,
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


def _sections(
    session: Session, office: Office, manual: Manual, items: Sequence[Item], actor: Actor, *, at: datetime
) -> tuple[Section, ...]:
    asked = [(item.case_id, item.task_id) for item in items if item.case_id is not None]
    matters = matters_of(session, office, manual, asked, actor, at=at)
    drafted, ballots = _drafted(session, items), _open_ballots(session, items)
    return tuple(
        Section(
            item,
            matters[item.case_id, item.task_id] if item.case_id else None,
            drafted.get(item.minutes_of_id) if item.minutes_of_id else None,
            tuple(_in_words(one) for one in ballots if _is_on(one, item)),
        )
        for item in items
    )


def _drafted(session: Session, items: Sequence[Item]) -> dict[UUID, datetime]:
    """By meeting, when the minutes that wait for approval were drafted."""
    wanted = [item.minutes_of_id for item in items if item.minutes_of_id is not None]
    if not wanted:
        return {}
    waiting = (Minutes.meeting_id.in_(wanted), Minutes.status == MinutesStatus.DRAFT)
    return dict(session.execute(select(Minutes.meeting_id, Minutes.drafted_at).where(*waiting)).all())


def _open_ballots(session: Session, items: Sequence[Item]) -> Sequence[Ballot]:
    of_tasks = Ballot.task_id.in_([item.task_id for item in items if item.task_id is not None])
    about = or_(Ballot.item_id.in_([item.id for item in items]), of_tasks)
    return session.scalars(
        select(Ballot).where(about, Ballot.status == BallotStatus.OPEN).order_by(Ballot.opened_at)
    ).all()


def _is_on(ballot: Ballot, item: Item) -> bool:
    return ballot.item_id == item.id or (item.task_id is not None and ballot.task_id == item.task_id)


def _in_words(ballot: Ballot) -> OpenBallot:
    options = tuple(_(label) for _value, label in ballot.options)
    return OpenBallot(ballot.id, _(ballot.motion), options, ballot.secret, ballot.closes_at)


def _values(packet: Packet) -> Mapping[str, Any]:
    words = _words(packet)
    about = setting.with_days(words["title"], language=packet.language)
    return {"packet": packet, "words": words, "unshown": why_unshown(), "issuer": packet.body, "about": about}


def why_unshown() -> Mapping[Unshown, str]:
    """What stands in the place of an item that the reader is not shown."""
    return {
        Unshown.ASIDE: _("You stepped aside"),
        Unshown.CONFLICT: _("Not shown to you: you have a conflict"),
        Unshown.ELSEWHERE: _("Not shown to you: it is before another body"),
    }


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
        "procedure": _("Procedure"),
        "ballot_open": _("Ballot open"),
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
