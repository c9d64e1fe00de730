"""What the searcher sees: of each case, and of the documents in it. Words are compared with nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, or_, select

from ombud.storage.cases import Case, Party, Submission
from ombud.storage.letters import Delivery, Letter
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.barring import DECLARED, LIFTED
from ombud.workflows.identity.events import REASONS
from ombud.workflows.identity.sight import sees_identity
from ombud.workflows.messages import NOTE
from ombud.workflows.procedures.deployed import Deployed


def cases_seen(versions: Iterable[Deployed], actor: Actor, *, on: date) -> Subquery:
    """The cases they may find: `reads` what people wrote in it, `works` in it, knows who brought it: `named`."""
    columns = (Case.id, Case.number, Case.version_id, Case.organisation_id)
    reads = permissions.may_read_case(actor, on=on).label("reads")
    works = permissions.works_on_case(actor, on=on).label("works")
    named = _knows_who(versions, actor, on).label("named")
    return select(*columns, reads, works, named).where(permissions.finds_case(actor, on=on)).subquery("seen")


def of_the_case() -> ColumnElement[bool]:
    """On Submission: it is among what is read in the case; why somebody is barred is not."""
    return Submission.form.not_in((DECLARED, LIFTED, *REASONS))


def theirs(actor: Actor) -> ColumnElement[bool]:
    """On Submission: they sent it, or it was written to them. Whoever only reads the case reads no more of it."""
    sent = or_(Submission.sent_by == actor.person_id, Submission.party_id.in_(_parts(actor)))
    return and_(of_the_case(), sent, Submission.form != NOTE)


def to_them(actor: Actor) -> ColumnElement[bool]:
    """On Letter: it is addressed to them."""
    return Letter.deliveries.any(or_(Delivery.person_id == actor.person_id, Delivery.party_id.in_(_parts(actor))))


def _parts(actor: Actor) -> Select[UUID]:
    """The parts they play in cases."""
    return select(Party.id).where(Party.person_id == actor.person_id)


def _knows_who(versions: Iterable[Deployed], actor: Actor, on: date) -> ColumnElement[bool]:
    """On Case: its procedure seals nobody, or they are among those to whom it is open."""
    sealing = [deployed for deployed in versions if deployed.toml.identity is not None]
    opened = (and_(Case.version_id == one.id, sees_identity(one, actor, on=on)) for one in sealing)
    return or_(Case.version_id.not_in([one.id for one in sealing]), *opened)
