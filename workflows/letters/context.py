"""From a frozen letter to the values its template sees: the quoted submissions opened, the recipients by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.cases import Case, Party, Submission
from ombud.storage.directory import Organisation, OrganisationKind
from ombud.storage.letters import Letter
from ombud.storage.sealing import CaseKey
from ombud.workflows.casefile.words import role_name
from ombud.workflows.identity.sight import called, sealed_fields, sealed_words
from ombud.workflows.letters.templates import texts_in
from ombud.workflows.mail.recipients import Recipient, resolve
from ombud.workflows.naming import names_of
from ombud.workflows.office import Office
from ombud.workflows.opening import contact_of
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.said_last import said_last
from ombud.workflows.submissions import kept_words, left_of, read
from ombud.workflows.text import in_language
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Quote:
    """A submission as a letter quotes it."""

    answers: SimpleNamespace
    labels: SimpleNamespace
    names: SimpleNamespace  # of the answers that name a person, an organisation, a seat or the version of a list
    left: SimpleNamespace  # of the answers to a list: the words of what was not chosen
    sent_at: datetime
    sender: str


@dataclass(frozen=True, slots=True)
class Manuscript:
    """Everything that makes up one letter, ready to be set."""

    texts: Mapping[str, str]
    language: str
    title: str
    values: Mapping[str, Any]
    recipients: tuple[Recipient, ...]
    required: bool
    to: tuple[str, ...]


def manuscript(session: Session, office: Office, letter: Letter, *, at: datetime) -> Manuscript:
    """Opens what was frozen. Raises SealBroken when something is not what it was when the letter was issued."""
    case = session.get_one(Case, letter.case_id)
    key = office.vault.unwrap(case.data_key)
    frozen = orjson.loads(key.open(letter.context_sealed, table="letters", column="context_sealed", row_id=letter.id))
    recipients = tuple(resolve(session, office, frozen["to"], case, at=at))
    language = _language(recipients, frozen)
    with in_language(language):
        return _manuscript(session, office, letter, case, key, recipients, frozen | _translated(frozen, language))


def _language(recipients: Sequence[Recipient], frozen: dict[str, Any]) -> str:
    """The language of the party it is written to, where the letter is there in it; else the manual's. One sheet goes to
    all it is addressed to: where parties read different languages, it is the manual's too."""
    wanted = {recipient.language for recipient in recipients if recipient.party_id}
    (language,) = wanted if len(wanted) == 1 else {frozen["language"]}
    return language if _translated(frozen, language) else frozen["language"]


def _translated(frozen: dict[str, Any], language: str) -> dict[str, Any]:
    """What a letter says otherwise in another language; nothing in its own."""
    titles = frozen.get("translated", {}).get(language)
    return {"language": language, "texts": texts_in(frozen["texts"], language), **titles} if titles else {}


def _manuscript(
    session: Session,
    office: Office,
    letter: Letter,
    case: Case,
    key: CaseKey,
    recipients: tuple[Recipient, ...],
    frozen: dict[str, Any],
) -> Manuscript:
    deployed = office.procedures.get(session, case.version_id)
    quotes = {
        name: _quote(session, key, case, quote, deployed, head_seq=frozen["head_seq"])
        for name, quote in frozen["quotes"].items()
    }
    about = _case(session, case, frozen)
    values = quotes | {
        "case": about,
        "letter": SimpleNamespace(
            title=frozen["letter_title"],
            issued_at=letter.issued_at,
            issuer=_(issuer_of(session, frozen["sender"])),
            recipients=_to(session, recipients, about, sealed=deployed.toml.identity is not None),
            language=frozen["language"],
        ),
        "deadlines": SimpleNamespace(**frozen["deadlines"]),
        "settings": SimpleNamespace(**frozen["settings"]),
    }
    title = f"{frozen['letter_title']}, {case.number}"
    return Manuscript(
        frozen["texts"], frozen["language"], title, values, recipients, frozen["required"], tuple(frozen["to"])
    )


def _case(session: Session, case: Case, frozen: dict[str, Any]) -> SimpleNamespace:
    organisation = session.get(Organisation, case.organisation_id) if case.organisation_id else None
    return SimpleNamespace(
        number=case.number,
        title=frozen["case_title"],
        opened_at=case.opened_at,
        organisation=organisation.name if organisation else "",
    )


def _to(session: Session, recipients: Sequence[Recipient], about: SimpleNamespace, *, sealed: bool) -> list[str]:
    """Who a letter says it is to. In a sealed case a party stands there by its role: anybody may find the paper."""
    if not sealed:
        return [_addressed(recipient, about.organisation) for recipient in recipients if recipient.name]
    ids = [recipient.party_id for recipient in recipients if recipient.party_id]
    roles = dict(session.execute(select(Party.id, Party.role).where(Party.id.in_(ids))).all())
    return [
        called(roles[recipient.party_id], about.number) if recipient.party_id else recipient.name
        for recipient in recipients
        if recipient.name or recipient.party_id
    ]


def _addressed(recipient: Recipient, organisation: str) -> str:
    """A party stands in a letter with the organisation the case is from."""
    return f"{recipient.name}, {organisation}" if recipient.party_id and organisation else recipient.name


def issuer_of(session: Session, sender: str | None) -> str:
    """The letterhead: the body a letter comes from, else the organisation that runs the procedures."""
    if sender is not None:
        return session.scalar(select(Body.name).where(Body.key == sender)) or ""
    lead = select(Organisation.name).where(Organisation.kind == OrganisationKind.LEAD).order_by(Organisation.name)
    return session.scalar(lead.limit(1)) or ""


def _quote(
    session: Session, key: CaseKey, case: Case, quote: dict[str, Any], deployed: Deployed, *, head_seq: int
) -> Quote | None:
    if quote["submission"]:
        submission = session.get_one(Submission, UUID(quote["submission"]))
    else:
        told = {"element": quote["element"], "form": quote["form"], "up_to": head_seq}
        earlier = said_last(session, key, case.id, **told)
        if earlier is None:
            return None
        submission = earlier
    values, labels = read(key, submission)
    if submission.form == deployed.toml.start.form:
        values = {name: sealed_words() if name in sealed_fields(deployed) else value for name, value in values.items()}
    sender = _sender(session, key, submission, sealed=deployed.toml.identity is not None)
    known = names_of(session, [values])
    names = {
        field: known.get(str(value)) or kept_words(labels, field).get(str(value), "") for field, value in values.items()
    }
    left = {field: left_of(labels, field, value) for field, value in values.items()}
    return Quote(
        SimpleNamespace(**values),
        SimpleNamespace(**labels),
        SimpleNamespace(**names),
        SimpleNamespace(**left),
        submission.sent_at,
        sender,
    )


def _sender(session: Session, key: CaseKey, submission: Submission, *, sealed: bool) -> str:
    party = session.get(Party, submission.party_id) if submission.party_id else None
    if party is not None and sealed:
        return role_name(party.role)
    if submission.sender is not None:
        return submission.sender.name
    return contact_of(key, party).get("name", "") if party else ""
