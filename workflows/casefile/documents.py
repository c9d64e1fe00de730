"""Letters of a case, whom each reached, and the PDF for those it is meant for."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, selectinload

from ombud.storage.cases import Attachment, Case, Party, Submission
from ombud.storage.letters import Channel, Delivery, DeliveryStatus, Letter, LetterStatus
from ombud.workflows import permissions
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.casefile.finding import Found, key_of
from ombud.workflows.casefile.order import UNKNOWN, order_of
from ombud.workflows.casefile.people import party_name, person_names
from ombud.workflows.casefile.said import readable, works_in
from ombud.workflows.casefile.words import humanised
from ombud.workflows.letters.notes import shown
from ombud.workflows.office import Office
from ombud.workflows.refusals import NotFound
from ombud.workflows.submissions import content_of
from ombud.workflows.text import translate as _

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Delivered:
    id: UUID
    to: str
    channel: Channel
    status: DeliveryStatus
    at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Document:
    id: UUID
    title: str
    issued_at: datetime
    ready: bool
    deliveries: tuple[Delivered, ...]


@dataclass(frozen=True, slots=True)
class Download:
    """A file as somebody receives it, under a name of ours: what a file was called may say too much in a mail or a list."""

    name: str
    media_type: str
    content: bytes


def documents_of(session: Session, found: Found, actor: Actor, *, at: datetime) -> tuple[Document, ...]:
    """Those who work in the case see all of its letters; others what was sent to them. Whoever only was sent one reads
    nothing of whom else it reached."""
    letters = _visible(session, found, actor, at=at)
    names = person_names(session, (d.person_id for letter in letters for d in letter.deliveries))
    parties = {
        party.id: party_name(party, found.key, sealed=found.sealed)
        for party in session.scalars(select(Party).where(Party.case_id == found.case.id))
    }
    return tuple(
        Document(
            letter.id,
            title_of(found, letter.name),
            letter.issued_at,
            letter.status is LetterStatus.RENDERED,
            tuple(_delivered(one, names, parties) for one in letter.deliveries if found.reads or _is_to(one, actor)),
        )
        for letter in letters
    )


def being_made(session: Session, found: Found) -> frozenset[str]:
    """The names of the letters that are issued and not rendered yet. The timeline tells them to whoever sees the case."""
    frozen = (Letter.case_id == found.case.id, Letter.status == LetterStatus.FROZEN)
    return frozenset(session.scalars(select(Letter.name).where(*frozen)))


def pdf_of(session: Session, office: Office, found: Found, actor: Actor, letter_id: UUID, *, at: datetime) -> Download:
    """Raises NotFound for a letter of another case, one not meant for the actor, and one not rendered yet."""
    letter = next((one for one in _visible(session, found, actor, at=at) if one.id == letter_id), None)
    key = key_of(office, found.case)
    if letter is None or letter.pdf_sealed is None or key is None:
        raise NotFound()
    content = key.open(letter.pdf_sealed, table="letters", column="pdf_sealed", row_id=letter.id)
    return Download(f"{found.case.number}-{letter.name.replace('_', '-')}.pdf", PDF, content)


def attachment_of(session: Session, found: Found, actor: Actor, attachment_id: UUID, *, at: datetime) -> Download:
    """Raises NotFound for a file of another case, and of a submission that the actor may not read."""
    allowed = readable(session, found, actor, at=at).with_only_columns(Submission.id)
    statement = select(Attachment).where(Attachment.id == attachment_id, Attachment.submission_id.in_(allowed))
    attachment = session.scalar(statement)
    if attachment is None or found.key is None:
        raise NotFound()
    ending = mimetypes.guess_extension(attachment.media_type) or ""
    name = f"{found.case.number}-attachment-{str(attachment.id)[:8]}{ending}"
    return Download(name, attachment.media_type, content_of(found.key, attachment))


def title_of(found: Found, name: str) -> str:
    declared = found.deployed.toml.letters.get(name)
    return _(declared.title) if declared else humanised(name)


def _visible(session: Session, found: Found, actor: Actor, *, at: datetime) -> list[Letter]:
    statement = select(Letter).where(Letter.case_id == found.case.id)
    if not found.reads:
        written = exists().where(Case.id == found.case.id, permissions.was_written_to(actor))
        statement = statement.where(written, Letter.deliveries.any(Delivery.person_id == actor.person_id))
    elif not works_in(session, found.case.id, actor, at=at):
        statement = statement.where(Letter.deliveries.any(_to(actor)))
    letters = session.scalars(statement.options(selectinload(Letter.deliveries)))
    issued = order_of(session, found.case.id).issued
    return sorted(letters, key=lambda letter: (letter.issued_at, issued.get(letter.element, (UNKNOWN, 0))))


def _to(actor: Actor) -> ColumnElement[bool]:
    if actor.kind is ActorKind.PARTY:
        return Delivery.party_id == actor.party_id
    mine = select(Party.id).where(Party.person_id == actor.person_id)
    return (Delivery.person_id == actor.person_id) | Delivery.party_id.in_(mine)


def _is_to(delivery: Delivery, actor: Actor) -> bool:
    return delivery.person_id is not None and delivery.person_id == actor.person_id


def _delivered(delivery: Delivery, names: dict[UUID, str], parties: dict[UUID, str]) -> Delivered:
    to = ""
    if delivery.person_id:
        to = names.get(delivery.person_id, "")
    elif delivery.party_id:
        to = parties.get(delivery.party_id, "")
    return Delivered(delivery.id, to, delivery.channel, delivery.status, delivery.delivered_at, shown(delivery.note))
