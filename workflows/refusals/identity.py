"""Of the sealed identity of who brought a case."""

from __future__ import annotations

from ombud.workflows.refusals.tree import Conflict, Forbidden


class NotAnOpener(Forbidden):
    """Two people of two roles open together who brought this case, and you are not one of those who may."""


class OneIsNotTwo(Forbidden):
    """It takes two people of two roles, and neither may act for the other."""


class IdentityAsked(Conflict):
    """Somebody has asked already and waits for an answer, or it is open to you."""


class IdentitySettled(Conflict):
    """This was answered or taken back meanwhile."""
