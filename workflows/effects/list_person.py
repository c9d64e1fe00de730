"""list_person: people of one organisation are named one after the other at a task, each of them once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from ombud.storage.directory import Organisation, OrganisationKind, Person
from ombud.workflows import engine
from ombud.workflows.effects.add_party import belongs_to, who_belongs
from ombud.workflows.held import HeldCase
from ombud.workflows.log import history_of
from ombud.workflows.refusals import InvalidAnswers
from ombud.workflows.text import translate as _


def list_person(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Looks at whom the newest answer to the question `field` of the task `task` names, `person` being their id.

    Raises InvalidAnswers for somebody who was named there before in this case (an answer that was taken back does not
    count), and with `within`, an organisation, for whoever neither belongs to it nor holds a role there. Both say by
    their places in the list who is meant, never by name. With `another`, whether it was said that somebody else follows,
    and `more`, the question that asks it, also where nobody of the organisation is left to name. Nothing is written.
    """
    given = effect.parameters
    field, task, person = str(given["field"]), str(given["task"]), str(given["person"])
    entries = history_of(held.connection, held.id).inputs
    named = [str(one.values.get(field)) for one in entries if one.key is not None and one.key.element == task]
    place, within = len(named) + 1, given.get("within")
    if person in named:
        raise InvalidAnswers({field: [_again(place, named.index(person) + 1)]})
    if within and not belongs_to(held, UUID(person), UUID(str(within))):
        raise InvalidAnswers({field: [_elsewhere(place)]})
    if within and given.get("another") and not _anybody_left(held, UUID(str(within)), [*named, person]):
        raise InvalidAnswers({str(given["more"]): [_("All of the organisation are named: nobody is left to follow.")]})


def _anybody_left(held: HeldCase, organisation_id: UUID, named: list[str]) -> bool:
    """Whether somebody of the organisation can still be chosen: who is active, and of an agency."""
    of_agency = Person.organisation_id.in_(select(Organisation.id).where(Organisation.kind == OrganisationKind.AGENCY))
    others = select(Person.id).where(Person.active, of_agency, Person.id.not_in([UUID(one) for one in named]))
    return held.connection.scalar(others.where(who_belongs(held, organisation_id)).limit(1)) is not None


def _again(place: int, first: int) -> str:
    return _(
        "Person %(place)d of your list is person %(first)d already: name everybody once.", place=place, first=first
    )


def _elsewhere(place: int) -> str:
    return _(
        "Person %(place)d of your list does not belong to the organisation that this is about: name somebody who does.",
        place=place,
    )
