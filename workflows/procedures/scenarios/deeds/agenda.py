"""Deeds about what a meeting takes up. An item is named by its case, or by its title where it has none."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.meetings import AgendaItem, Meeting
from ombud.workflows.actors import Actor
from ombud.workflows.board import agenda
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.scenarios.deeds.given import Deed, meeting_of
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _add(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    meeting = session.get_one(Meeting, meeting_of(stage, session, step.with_))
    agenda.add_item(
        session,
        stage.office,
        meeting.id,
        title=step.with_["title"],
        input_wanted=bool(step.with_.get("input_wanted", False)),
        seen=_seen(step, meeting),
        by=by,
        at=stage.now,
    )


def _order(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    meeting = session.get_one(Meeting, meeting_of(stage, session, step.with_))
    items = [item_of(stage, session, name).id for name in step.with_["items"]]
    agenda.order(session, stage.office, meeting.id, items, seen=_seen(step, meeting), by=by, at=stage.now)


def _defer(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    """To the meeting on day `to` of the same body, else to its next one."""
    item = item_of(stage, session, step.with_.get("title") or step.case)
    given = {"body": session.get_one(Body, item.body_id).key, **step.with_}
    to = meeting_of(stage, session, given, "to") if "to" in given else None
    stands_on = session.get_one(Meeting, item.meeting_id or to)
    seen = _seen(step, stands_on)
    agenda.defer(session, stage.office, item.id, to_meeting_id=to, seen=seen, by=by, at=stage.now)


def _seen(step: Step, meeting: Meeting) -> int:
    """The agenda as it stands, unless the step says which one its doer still had before them."""
    return int(step.with_.get("seen", meeting.agenda_version))


def item_of(stage: Stage, session: Session, name: str | None) -> AgendaItem:
    """The newest item of a case, or of a title. Raises ProcedureError."""
    items = select(AgendaItem).where(AgendaItem.removed_at.is_(None)).order_by(AgendaItem.added_at.desc())
    titled = session.scalars(items.where(AgendaItem.title == name)).first() if name else None
    if titled is not None:
        return titled
    found = session.scalars(items.where(AgendaItem.case_id == stage.case_id(name))).first()
    if found is None:
        raise ProcedureError("the case is on no agenda.")
    return found


DEEDS: dict[str, Deed] = {"agenda.add": _add, "agenda.order": _order, "agenda.defer": _defer}
