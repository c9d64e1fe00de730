"""Who may not decide in a case: recused, found to have a conflict, a party, of its organisation, or decided before."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, cast, exists, not_, or_, true
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import SQLCoreOperations

from ombud.storage.board import Conflict as Bar
from ombud.storage.board import ConflictKind
from ombud.storage.cases import Case, Party, Task
from ombud.storage.directory import Organisation, Person, RoleHolding
from ombud.workflows.permissions.roles import PersonId

Who = PersonId | tuple[PersonId, ...]
"""Somebody; or several, and what holds of one of them is enough."""


class Ground(StrEnum):
    """Why somebody is barred from deciding in a case."""

    RECUSED = "recused"
    DECLARED = "declared"
    SUBJECT = "subject"
    PARTY = "party"
    ORGANISATION = "organisation"
    OTHER_SIDE = "other_side"
    DECIDED = "decided"


_BAR, _PARTY, _CASE, _PERSON = aliased(Bar), aliased(Party), aliased(Case), aliased(Person)
_BEFORE, _JUDGING, _ACTING, _ITS_PERSON = aliased(Task), aliased(Task), aliased(Organisation), aliased(Person)
"""Made once: an alias takes a millisecond, and every list is filtered by these. No statement joins them itself, and each
predicate below names the aliases that are its own: every other row is the enclosing statement's, however deep it is in."""

CaseId = UUID | SQLCoreOperations[UUID]
Element = SQLCoreOperations[str] | None


def grounds(person_id: PersonId, case_id: CaseId, *, element: Element = None) -> dict[Ground, ColumnElement[bool]]:
    """Each ground as a predicate of its own. With `element`, deciding in that very task before is none."""
    return {Ground(kind): declared_barred(person_id, case_id, kind) for kind in ConflictKind} | {
        Ground.PARTY: _party_to(person_id, case_id),
        Ground.ORGANISATION: _of_its_organisation(person_id, case_id),
        Ground.OTHER_SIDE: _of_other_side(person_id, case_id, element),
        Ground.DECIDED: _decided_before(person_id, case_id, element),
    }


def has_conflict(person_id: Who, case_id: CaseId) -> ColumnElement[bool]:
    """Whether it is somebody's own matter: recused or found to have a conflict, a party, of the case's organisation."""
    own = or_(_party_to(person_id, case_id), _of_its_organisation(person_id, case_id))
    return or_(declared_barred(person_id, case_id), own)


def barred_from(person_id: Who, case_id: CaseId, *, element: Element = None) -> ColumnElement[bool]:
    """Whether somebody may not decide: they have a conflict, or decided in another impartial task than `element`, or
    that task judges an act of their organisation."""
    barred = or_(has_conflict(person_id, case_id), _decided_before(person_id, case_id, element))
    return barred if element is None else or_(barred, _of_other_side(person_id, case_id, element))


def _is(column: SQLCoreOperations[Any], who: Who) -> ColumnElement[bool]:
    return or_(*(column == one for one in who)) if isinstance(who, tuple) else column == who


def declared_barred(person_id: Who, case_id: CaseId, *kinds: ConflictKind) -> ColumnElement[bool]:
    """Stepped aside, was found to have a conflict, or is whom the case is about."""
    of_kind = _BAR.kind.in_(kinds) if kinds else true()
    in_force = and_(_is(_BAR.person_id, person_id), _BAR.lifted_at.is_(None))
    return exists().where(_BAR.case_id == case_id, in_force, of_kind).correlate_except(_BAR)


def _party_to(person_id: Who, case_id: CaseId) -> ColumnElement[bool]:
    own = and_(_is(_PARTY.person_id, person_id), _PARTY.own_matter.is_(True))
    return exists().where(_PARTY.case_id == case_id, own).correlate_except(_PARTY)


def _of_its_organisation(person_id: Who, case_id: CaseId) -> ColumnElement[bool]:
    same = and_(_is(_PERSON.id, person_id), _PERSON.organisation_id == _CASE.organisation_id)
    return exists().where(_CASE.id == case_id, same).correlate_except(_CASE, _PERSON)


def _decided_before(person_id: Who, case_id: CaseId, element: Element) -> ColumnElement[bool]:
    decided = and_(_BEFORE.case_id == case_id, _is(_BEFORE.completed_by, person_id), _BEFORE.impartial.is_(True))
    elsewhere = true() if element is None else _BEFORE.element != element
    return exists().where(decided, elsewhere).correlate_except(_BEFORE)


def _of_other_side(person_id: Who, case_id: CaseId, element: Element) -> ColumnElement[bool]:
    """Belongs to the organisation, or the kind of organisation, whose act the task judges; without `element`, that any
    task of it judges."""
    kind = and_(_JUDGING.excludes != "", _JUDGING.excludes == cast(_ACTING.kind, String))
    judged = and_(_JUDGING.case_id == case_id, or_(kind, _JUDGING.judged_id == _ACTING.id))
    if element is not None:
        judged = and_(judged, _JUDGING.element == element)
    theirs = and_(_is(_ITS_PERSON.id, person_id), _ITS_PERSON.organisation_id == _ACTING.id)
    return exists().where(judged, theirs).correlate_except(_JUDGING, _ACTING, _ITS_PERSON)


def for_somebody_free(case_id: CaseId, *, element: Element) -> ColumnElement[bool]:
    """On RoleHolding: held in one's own right, or on behalf of somebody who is not barred from the task."""
    barred = barred_from(RoleHolding.on_behalf_of, case_id, element=element)
    return or_(RoleHolding.on_behalf_of.is_(None), not_(barred))
