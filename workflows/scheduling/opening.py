"""One case of a round is opened: by nobody, without a form, in a transaction of its own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.scheduling import ScheduledCase
from ombud.workflows import engine, opening, record
from ombud.workflows.actors import WORKER
from ombud.workflows.office import Office
from ombud.workflows.writing import write


def open_scheduled(session: Session, office: Office, scheduled_id: UUID, *, at: datetime) -> UUID | None:
    """Opens the case of a row under the row's lock, on the newest version; None where it is open already, or the
    schedule was retired since its round was called."""
    locked = select(ScheduledCase).where(ScheduledCase.id == scheduled_id).with_for_update(of=ScheduledCase)
    row = session.scalars(locked.execution_options(populate_existing=True)).one()
    deployed = office.procedures.latest(session, row.procedure)
    rule = deployed.toml.schedule
    if row.case_id is not None or rule is None:
        return None
    organisation_id = row.scope_id if rule.per else None
    held = opening.add_case(session, office, deployed, organisation_id=organisation_id, by=WORKER, at=at)
    variables = {"period": row.period} | ({"organisation": str(organisation_id)} if organisation_id else {}) | rule.says
    step = engine.open(deployed.definition, variables=variables | held.steering, now=at)
    record.apply(held, step, facts={"period": row.period})
    write(held)
    row.case_id = held.id
    session.flush()
    return held.id
