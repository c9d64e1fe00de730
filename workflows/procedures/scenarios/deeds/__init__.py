"""Board and operator commands a scenario may `do`, one module for each noun."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.workflows.procedures.scenarios.deeds import (
    agenda,
    attendance,
    ballots,
    cases,
    changes,
    conflicts,
    deadlines,
    delegations,
    deliveries,
    duties,
    identity,
    meetings,
    minutes,
    roles,
    seats,
    settings,
)
from ombud.workflows.procedures.scenarios.deeds.given import Deed
from ombud.workflows.procedures.scenarios.model import Step

DEEDS: dict[str, Deed] = (
    agenda.DEEDS
    | attendance.DEEDS
    | ballots.DEEDS
    | cases.DEEDS
    | changes.DEEDS
    | conflicts.DEEDS
    | deadlines.DEEDS
    | delegations.DEEDS
    | deliveries.DEEDS
    | duties.DEEDS
    | identity.DEEDS
    | meetings.DEEDS
    | minutes.DEEDS
    | roles.DEEDS
    | seats.DEEDS
    | settings.DEEDS
)


def each(step: Step) -> Iterator[Step]:
    """A step `ballot.vote` with `votes` is one vote after the other, each by the person it names; any other is itself."""
    votes = step.with_.get("votes")
    if step.do != "ballot.vote" or votes is None:
        yield step
        return
    rest = {name: value for name, value in step.with_.items() if name != "votes"}
    for email, choice in votes.items():
        yield step.retold(rest | {"choice": choice}, by=email)
