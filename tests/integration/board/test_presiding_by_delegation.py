"""Whoever presides by a role that was passed on cites the delegation in all they do for a body, as in their tasks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ombud.storage.board import Conflict, ConflictKind
from ombud.storage.directory import RoleHolding
from ombud.storage.events import SYSTEM_CHAIN
from ombud.storage.meetings import MeetingKind
from ombud.workflows.board import agenda, attendance, conflicts, delegations, duties, meetings, rules
from tests.integration.board.by_ballot import MEETING
from tests.integration.board.hall import Hall


def pass_on(hall: Hall, name: str, to: str) -> UUID:
    by = hall.who(name)
    held = select(RoleHolding.id).where(RoleHolding.person_id == by.person_id)
    holding_id = hall.see(lambda s: s.scalars(held).one())
    days = {"from_on": hall.at.date(), "to_on": None}
    said = {"terms": "Keeps the calendar", "source": "P103-d", **days}
    to_id = hall.people[to]
    return hall.do(
        lambda s: delegations.record(
            s, hall.office, holding_id=holding_id, to_person_id=to_id, by=by, at=hall.at, **said
        )
    )


def preside(hall: Hall, name: str) -> None:
    """A calendar, a rule, an agenda, who came, a ballot, a duty."""
    by, office, meeting_id = hall.who(name), hall.office, hall.meeting_id
    later = MEETING + timedelta(days=35)
    new = hall.do(lambda s: meetings.schedule(s, "panel", starts_at=later, kind=MeetingKind.REGULAR, by=by, at=hall.at))
    hall.do(lambda s: meetings.cancel(s, new, reason="Snow.", by=by, at=hall.at, office=office))
    hall.do(lambda s: rules.set_rules(s, office.board, "panel", {"secret": False}, reason="By-laws", by=by, at=hall.at))
    hall.do(lambda s: agenda.add_item(s, office, meeting_id, title="Dates", seen=0, by=by, at=hall.at))
    hall.do(lambda s: attendance.arrive(s, meeting_id, hall.people["ada"], by=by, at=hall.at))
    duty = office.duties.duties[0].key
    today = hall.at.date()
    hall.do(lambda s: duties.record_done(s, office, duty, done_on=today, evidence="Minutes.", by=by, at=hall.at))
    hall.open_motion(by=name, meeting_id=meeting_id)
    hall.void(by=name)


def find_and_lift(hall: Hall, name: str, whom: str) -> None:
    """A conflict of somebody in the case, which proves to be none."""
    by, office, person_id = hall.who(name), hall.office, hall.people[whom]
    how: dict[str, Any] = {"reason": "A cousin asks.", "by": by, "at": hall.at}
    found = ConflictKind.DECLARED
    hall.do(lambda s: conflicts.declare(s, office, hall.case_id, person_id=person_id, kind=found, **how))
    row = select(Conflict.id).where(Conflict.person_id == person_id)
    conflict_id = hall.see(lambda s: s.scalars(row).one())
    hall.do(lambda s: conflicts.lift(s, office, conflict_id, **how))


KINDS = ["meeting.scheduled", "meeting.cancelled", "body.rule_set", "agenda.added", "attendance.arrived", "duty.done",
         "ballot.opened", "ballot.void"]  # fmt: skip


def test_what_is_done_by_a_delegated_right_to_preside_cites_it(hall: Hall) -> None:
    delegation_id = str(pass_on(hall, "staff", "pat"))
    preside(hall, "pat")
    done = [one for one in hall.events(SYSTEM_CHAIN) if one.actor_id == hall.people["pat"]]
    assert [(one.kind, one.body.get("delegation")) for one in done] == [(kind, delegation_id) for kind in KINDS]


def test_whoever_presides_in_their_own_right_cites_nothing(hall: Hall) -> None:
    """The duty is another body's: that one they record by what was passed on to them."""
    pass_on(hall, "staff", "coco")
    preside(hall, "coco")
    done = [one for one in hall.events(SYSTEM_CHAIN) if one.actor_id == hall.people["coco"]]
    assert [one.kind for one in done] == KINDS
    assert [one.kind for one in done if "delegation" in one.body] == ["duty.done"]


def test_a_ballot_on_a_case_cites_it_on_the_cases_chain(hall: Hall) -> None:
    delegation_id = str(pass_on(hall, "staff", "pat"))
    hall.appeal()
    hall.at = MEETING
    hall.arrive("ada", "ben", "cas")
    hall.open(by="pat")
    hall.recuse("eve", by="pat")
    for name in ("ada", "ben", "cas"):
        hall.vote(name, "upheld")
    find_and_lift(hall, "pat", "alma")
    hall.close(by="pat")
    cited = {one.kind: one.body.get("delegation") for one in hall.events() if "ballot" in one.body}
    assert (cited["ballot.opened"], cited["ballot.closed"], cited["vote.cast"]) == (delegation_id, delegation_id, None)
    found = [one.body.get("delegation") for one in hall.events() if one.kind.startswith("conflict.")]
    assert found == [delegation_id] * 3
    assert hall.proven() == []
