"""Of people, their organisations, their roles and how they sign in."""

from __future__ import annotations

from ombud.workflows.refusals.tree import Conflict, Forbidden, InvalidCommand, NotFound


class AuthenticatorTaken(Conflict):
    """This authenticator is somebody's already. Each person has one of their own."""


class AddressTaken(InvalidCommand):
    """Somebody else has this address: no two people share one contact for signing in (P202-g)."""


class BothAtOnce(InvalidCommand):
    """The address and the second factor of somebody are not changed within days of each other: together they would
    give the account to somebody else. Wait, or have it done where Ombud runs."""


class LinkGone(NotFound):
    """This link does not work: it was used already, it is too old, or it is not complete."""


class RoleHeld(InvalidCommand):
    """They hold this role on those days already."""


class RoleFilled(InvalidCommand):
    """An organisation has one holder of this role at a time."""


class LastOperator(Forbidden):
    """Nobody else who can sign in is an operator then. Make somebody else an operator first."""


class NameTaken(InvalidCommand):
    """There is an organisation with this very name."""


class LooksAlike(InvalidCommand):
    """There are organisations with names like this one."""
