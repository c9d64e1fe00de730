"""add_party: somebody who was named plays a part in this one case, such as the Manager of the person concerned."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, insert, or_, select, update

from ombud.storage.board import Conflict, ConflictKind
from ombud.storage.cases import LAPSED, Party, Submission
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.storage.letters import Delivery
from ombud.workflows import engine, permissions
from ombud.workflows.days import day_of
from ombud.workflows.held import HeldCase
from ombud.workflows.refusals import InvalidAnswers
from ombud.workflows.text import translate as _

WHAT = "party"


def add_party(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Makes `person` a party in the role `role`; the tasks of a lane with that role and scope = "case" are theirs.

    They decide nowhere in the case in another role. Raises InvalidAnswers, naming the question `field`, for whom the
    case is about and for somebody who has a part in it already: the parts are played by different people. With `within`,
    an organisation, also for whoever neither belongs to it nor holds a role there.
    """
    given = effect.parameters
    person_id = UUID(str(given["person"]))
    within = given.get("within")
    problem = _unfit(held, person_id)
    if not problem and within and not belongs_to(held, person_id, UUID(str(within))):
        problem = _("They do not belong to the organisation that this is about: choose somebody who does.")
    if problem:
        raise InvalidAnswers({str(given["field"]): [problem]})
    row = {
        "id": held.row_id(WHAT, effect.key),
        "case_id": held.id,
        "role": str(given["role"]),
        "own_matter": True,
        "person_id": person_id,
        "organisation_id": None,
        "contact_sealed": None,
        "tracking_hash": None,
    }
    lapsed = update(Party).where(Party.id == row["id"]).values(row)
    if not held.connection.execute(lapsed).rowcount:
        held.connection.execute(insert(Party), row)


def take_back_parties(held: HeldCase, gone: Sequence[engine.ElementKey]) -> None:
    """Takes back who became a party by steps which were taken back. A letter sent to them stays theirs. What they wrote is
    history and names their part, so that part stays without anybody in it: it lapses, and is taken up by the same step."""
    ids = [held.row_id(WHAT, key) for key in gone]
    mine, wrote = Party.id.in_(ids), exists().where(Submission.party_id == Party.id)
    held.connection.execute(update(Delivery).where(Delivery.party_id.in_(ids)).values(party_id=None))
    held.connection.execute(update(Party).where(mine, wrote).values(role=LAPSED, person_id=None))
    held.connection.execute(delete(Party).where(mine, ~wrote))


def is_party_already(held: HeldCase, person_id: UUID) -> bool:
    """Whether they have a part in the case."""
    theirs = exists().where(Party.case_id == held.id, Party.person_id == person_id)
    return bool(held.connection.scalar(select(theirs)))


def _unfit(held: HeldCase, person_id: UUID) -> str:
    about = (Conflict.case_id == held.id, Conflict.person_id == person_id, Conflict.lifted_at.is_(None))
    if held.connection.scalar(select(exists().where(*about, Conflict.kind == ConflictKind.SUBJECT))):
        return _("The case is about them: choose somebody else.")
    if is_party_already(held, person_id):
        return _("They have a part in this case already: choose somebody else.")
    return ""


def belongs_to(held: HeldCase, person_id: UUID, organisation_id: UUID) -> bool:
    """Whether they are of the organisation today: somebody may hold a role within several, and belong to one (A80)."""
    found = select(Person.id).where(Person.id == person_id, who_belongs(held, organisation_id))
    return held.connection.scalar(found) is not None


def who_belongs(held: HeldCase, organisation_id: UUID) -> ColumnElement[bool]:
    """The same, on Person."""
    there = (RoleHolding.scope == RoleScope.ORGANISATION, RoleHolding.scope_id == organisation_id)
    holds = exists().where(RoleHolding.person_id == Person.id, *there, permissions.in_force(day_of(held.at)))
    return or_(Person.organisation_id == organisation_id, holds)
