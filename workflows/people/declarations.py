"""What an organisation has declared of itself, where a checklist asks some items of those only who have declared it (A18).

It is kept beside the directory: who said it, when, and in which case. What is not known is never taken for a no.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case
from ombud.storage.declarations import Declaration
from ombud.storage.directory import Organisation, Person
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.asking import Asking
from ombud.workflows.days import day_of
from ombud.workflows.happening import happened
from ombud.workflows.procedures.checklists import Attribute, Checklists
from ombud.workflows.refusals import InvalidCommand, NotFound
from ombud.workflows.text import language
from ombud.workflows.text import translate as _

YES: Final = "yes"
NO: Final = "no"
UNSURE: Final = "unsure"

WORDS: Final[Mapping[str, bool]] = {YES: True, NO: False}


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an attribute. `declared` is None where it is not known, or not any more."""

    name: str
    question: str
    declared: bool | None = None
    at: datetime | None = None
    by: str = ""  # empty: an operator at the command line, or nobody yet
    case_number: str = ""  # the case it was certified in


def attributes(checklists: Checklists) -> dict[str, Attribute]:
    """Every attribute that a checklist names, by name."""
    return {name: one for toml in checklists.values() for name, one in toml.attributes.items()}


def newest(session: Session, organisation_id: UUID, attribute: str) -> Declaration | None:
    theirs = (Declaration.organisation_id == organisation_id, Declaration.attribute == attribute)
    return session.scalars(select(Declaration).where(*theirs).order_by(Declaration.at.desc()).limit(1)).first()


def standing(session: Session, checklists: Checklists, organisation_id: UUID) -> list[Standing]:
    """What is known of each attribute, for the organisation's page."""
    found = []
    for name, attribute in attributes(checklists).items():
        said = newest(session, organisation_id, name)
        if said is None:
            found.append(Standing(name, attribute.question))
            continue
        who = session.get(Person, said.by) if said.by else None
        case = session.get(Case, said.case_id) if said.case_id else None
        named, number = who.name if who else "", case.number if case else ""
        found.append(Standing(name, attribute.question, said.declared, said.at, named, number))
    return found


def declare(
    session: Session,
    checklists: Checklists,
    organisation_id: UUID,
    attribute: str,
    declared: bool | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Records what an organisation has declared; None: it is not known any more. What is known already is no change.

    Raises Forbidden, NotFound, and InvalidCommand for an attribute that no checklist names.
    """
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    if attribute not in attributes(checklists):
        raise InvalidCommand(_("No checklist asks for that."))
    found = select(Organisation.id).where(Organisation.id == organisation_id).with_for_update()
    if session.scalar(found) is None:
        raise NotFound()
    known = newest(session, organisation_id, attribute)
    if (known.declared if known else None) is declared:
        return
    session.add(
        Declaration(
            organisation_id=organisation_id,
            attribute=attribute,
            declared=declared,
            at=at,
            by=by.person_id,
            case_id=None,
        )
    )
    facts = {"organisation": str(organisation_id), "attribute": attribute, "declared": declared}
    happened(session, "organisation.declared", facts, by=by, at=at)


def offered(attribute: str, asking: Asking | None) -> Callable[[Session, datetime], list[tuple[str, str]]]:
    """The answers to an attribute's question: the declared one alone where it is known of the case's organisation, else
    yes, no, and that nobody is sure."""

    def found(session: Session, _at: datetime) -> list[tuple[str, str]]:
        whose = asking.organisation_id if asking is not None else None
        said = newest(session, whose, attribute) if whose is not None else None
        if said is None or said.declared is None:
            return [(YES, _("Yes")), (NO, _("No")), (UNSURE, _("Not known: nobody is sure"))]
        day = format_date(day_of(said.at), format="long", locale=language())
        if said.declared:
            return [(YES, _("Yes, as declared on %(day)s", day=day))]
        return [(NO, _("No, as declared on %(day)s", day=day))]

    return found
