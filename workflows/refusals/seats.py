"""Of the seats of a body and the office of its co-chairs."""

from __future__ import annotations

from ombud.workflows.refusals.tree import Conflict, InvalidCommand


class SeatTaken(Conflict):
    """Somebody else sits in this seat on those days."""


class SeatNotThere(Conflict):
    """This seat does not exist on those days."""


class AlreadySeated(Conflict):
    """Nobody has two votes in one body: this person sits in another voting seat of it on those days."""


class NoSeatLeft(InvalidCommand):
    """There are as many seats as the policy allows."""


class SameOrganisation(InvalidCommand):
    """Two seats of this group never represent the same organisation."""


class NoGroundForSeat(InvalidCommand):
    """This seat exists only while the System Administrator is another entity than the Lead."""


class OfficeTaken(Conflict):
    """There are as many co-chairs on those days as the policy has, or this person is one already."""
