"""What people sent in, for those who may read it, with the words of the form they saw, in the reader's language where the
form still asks the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.cases import Case, Party, Submission
from ombud.storage.sealing import SealBroken
from ombud.workflows import permissions
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.barring import DECLARED, LIFTED
from ombud.workflows.casefile.finding import Found
from ombud.workflows.casefile.kinds import WORDS, called
from ombud.workflows.casefile.order import orders_of
from ombud.workflows.casefile.people import party_name, person_names
from ombud.workflows.casefile.words import element_name, humanised
from ombud.workflows.days import dated, day_of
from ombud.workflows.engine.values import ElementKey
from ombud.workflows.formspec import FormSpec
from ombud.workflows.identity.events import REASONS
from ombud.workflows.identity.sight import sealed_fields, sealed_words
from ombud.workflows.messages import NOTE, WRITTEN
from ombud.workflows.naming import names_of
from ombud.workflows.office import Office
from ombud.workflows.submissions import ATTACHMENT, START, kept_words, left_of, read
from ombud.workflows.text import in_readers_words
from ombud.workflows.text import translate as _

REASON = "reason"
"""What `submissions.say` is given by every command that asks for one; it has no form and so no label."""

LEFT = "{}:left"
"""Under this name stands what was not chosen of a list."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that was sent in, to be downloaded under its id."""

    id: UUID
    name: str
    size: int  # bytes


Value = str | date | datetime | File


@dataclass(frozen=True, slots=True)
class Answer:
    label: str
    values: tuple[Value, ...]  # more than one where several choices were ticked; empty: not answered
    left_of: int = 0  # where they are what was not chosen of a list: how much it has


@dataclass(frozen=True, slots=True)
class Said:
    title: str
    who: str
    at: datetime
    answers: tuple[Answer, ...]
    lost: bool = False  # the key is destroyed, or the row was changed


def works_in(session: Session, case_id: UUID, actor: Actor, *, at: datetime) -> bool:
    """Whether the actor reads everything in the case, not only what is theirs."""
    return case_id in _worked_in(session, [case_id], actor, at=at)


def _worked_in(session: Session, case_ids: Collection[UUID], actor: Actor, *, at: datetime) -> frozenset[UUID]:
    if not case_ids:
        return frozenset()
    works = permissions.works_on_case(actor, on=day_of(at))
    return frozenset(session.scalars(select(Case.id).where(Case.id.in_(case_ids), works)))


def said_in(
    session: Session, office: Office, found: Found, actor: Actor, *, at: datetime, only: UUID | None = None
) -> tuple[Said, ...]:
    """Those who work in the case read everything; a party reads what it sent in itself; others nothing.

    Messages and notes are not among it: they stand together (`thread`). `only` is one submission.
    """
    return said_in_each(session, office, [found], actor, at=at, only=only)[found.case.id]


def said_in_each(
    session: Session,
    office: Office,
    cases: Sequence[Found],
    actor: Actor,
    *,
    at: datetime,
    only: UUID | None = None,
) -> dict[UUID, tuple[Said, ...]]:
    """By case, as `said_in`; the statements it takes do not grow with the cases."""
    of = {found.case.id: found for found in cases}
    statement = readable_in(session, cases, actor, at=at).where(Submission.form.not_in(WRITTEN))
    if only is not None:
        statement = statement.where(Submission.id == only)
    rows = _in_order(session, of, session.scalars(statement).all())
    people = person_names(session, (row.sent_by for row in rows))
    parties = _party_names(session, of, rows)
    opened = [(row, words_of(of[row.case_id], row)) for row in rows]
    names = names_of(session, (values for _row, (values, _labels) in opened))
    told: dict[UUID, list[Said]] = {case_id: [] for case_id in of}
    for row, (values, labels) in opened:
        found = of[row.case_id]
        said = Said(
            title=_title(found, row),
            who=(people.get(row.sent_by, "") if row.sent_by else "") or parties.get(row.party_id, ""),
            at=row.sent_at,
            answers=_answers(office.forms.get(row.form), values, labels, names, _hidden(found, row)),
            lost=not labels and not values,
        )
        told[row.case_id].append(said)
    return {case_id: tuple(each) for case_id, each in told.items()}


def _in_order(session: Session, cases: Collection[UUID], rows: Sequence[Submission]) -> list[Submission]:
    """Of each case as it went; what shares an instant, by its events."""
    done = {
        (case_id, ElementKey.parse(key).element): seq
        for case_id, order in orders_of(session, cases).items()
        for key, seq in order.done.items()
    }
    return sorted(rows, key=lambda row: (row.sent_at, row.element != START, done.get((row.case_id, row.element), 0)))


def readable(session: Session, found: Found, actor: Actor, *, at: datetime) -> Select[Submission]:
    """The submissions of a case that the actor may read. Why somebody is barred is not among them: that is for those
    who preside (`board.barred`). A party reads what it sent and what was written to it, and never a note."""
    return readable_in(session, [found], actor, at=at)


def readable_in(session: Session, cases: Sequence[Found], actor: Actor, *, at: datetime) -> Select[Submission]:
    """Those of several cases."""
    reads = [found.case.id for found in cases if found.reads]
    whole = _worked_in(session, reads, actor, at=at)
    of_people = Submission.form.not_in((DECLARED, LIFTED, *REASONS))
    theirs = and_(Submission.case_id.in_(set(reads) - whole), _by(actor), Submission.form != NOTE)
    return select(Submission).where(of_people, or_(Submission.case_id.in_(whole), theirs))


def _by(actor: Actor) -> Any:
    if actor.kind is ActorKind.PARTY:
        return Submission.party_id == actor.party_id
    mine = select(Party.id).where(Party.person_id == actor.person_id)
    return (Submission.sent_by == actor.person_id) | Submission.party_id.in_(mine)


def words_of(found: Found, row: Submission) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of a submission and the words of its questions; empty where it can no longer be read."""
    if found.key is None:
        return {}, {}
    try:
        return read(found.key, row)
    except SealBroken:
        return {}, {}


def _title(found: Found, row: Submission) -> str:
    if row.form in WORDS:  # a reason given for an act, which no form of the procedure asked
        known = found.deployed.definition.elements.get(row.element)
        return called(row.form, element_name(found.deployed, row.element) if known else "")
    match row.element:
        case element if element == START:
            return _("What was brought forward")
        case "withdrawal":
            return _("Withdrawal")
        case element:
            return element_name(found.deployed, element)


def _hidden(found: Found, row: Submission) -> frozenset[str]:
    """The answers of a submission that tell who brought the case, where the reader may not know."""
    asked_there = row.form == found.deployed.toml.start.form
    return sealed_fields(found.deployed) if found.sealed and asked_there else frozenset()


def _answers(
    form: FormSpec | None,
    values: Mapping[str, Any],
    labels: Mapping[str, str],
    names: Mapping[str, str],
    hidden: frozenset[str],
) -> tuple[Answer, ...]:
    choices = {field.name: dict(field.choices) for field in form.fields} if form else {}
    kept = {name: kept_words(labels, name) for name in values}
    asked = {field.name: field.label for field in form.fields} if form else {}
    labels = {**labels, **{name: in_readers_words(labels[name], asked[name]) for name in asked.keys() & labels.keys()}}
    choices |= {name: {key: _(word) for key, word in words.items()} for name, words in kept.items() if words}
    return tuple(
        Answer(
            labels.get(name) or _label(name, labels),
            (sealed_words(),) if name in hidden else _words(value, choices.get(name, {}), names),
            left_of=len(kept[name.removesuffix(LEFT.format(""))]) if name.endswith(LEFT.format("")) else 0,
        )
        for name, value in _with_what_was_left(values, labels)
        if value not in (None, "", [])
    )


def _with_what_was_left(values: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Each answer; after one to a list whose words were kept, under a name of its own, what was not chosen of it."""
    for name, value in values.items():
        yield name, value
        if left := left_of(labels, name, value):
            yield LEFT.format(name), [_(word) for word in left]


def _label(name: str, labels: Mapping[str, str]) -> str:
    if name.endswith(LEFT.format("")):
        return _("Not confirmed: %(question)s", question=labels.get(name.removesuffix(LEFT.format("")), ""))
    return _("Reason") if name == REASON else humanised(name)


def _words(value: Any, choices: Mapping[str, str], names: Mapping[str, str]) -> tuple[Value, ...]:
    if isinstance(value, list):
        return tuple(word for item in value for word in _words(item, choices, names))
    if isinstance(value, dict) and ATTACHMENT in value:
        return (File(UUID(value[ATTACHMENT]), value["name"], value["size"]),)
    if isinstance(value, bool):
        return (_("Yes") if value else _("No"),)
    text = str(value)
    if text in choices:
        return (str(choices[text]),)
    return (names.get(text) or dated(text),)


def in_options(value: Any, choices: Mapping[str, str]) -> tuple[Value, ...]:
    """An answer by the options of its form, in the reader's words; empty where nothing was answered."""
    return () if value in (None, "", []) else _words(value, choices, {})


def _party_names(session: Session, cases: Mapping[UUID, Found], rows: Sequence[Submission]) -> dict[UUID | None, str]:
    wanted = {row.party_id for row in rows if row.party_id}
    them = select(Party).where(Party.case_id.in_(cases), Party.id.in_(wanted)).options(joinedload(Party.person))
    parties = session.scalars(them)
    return {one.id: party_name(one, cases[one.case_id].key, sealed=cases[one.case_id].sealed) for one in parties}
