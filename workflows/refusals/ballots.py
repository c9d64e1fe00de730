"""Of a ballot, a vote, and the rules by which a body decides."""

from __future__ import annotations

from ombud.workflows.refusals.tree import Conflict, Forbidden


class NotAMember(Forbidden):
    """This ballot is not yours to vote in."""


class RecusedFromThis(Forbidden):
    """Whoever is recused from a matter, or barred from it, does not vote on it or preside over the vote."""


class NotPresent(Forbidden):
    """At a meeting, only those who are there vote."""


class VoteChanged(Conflict):
    """A vote was cast for this seat since you opened the page. Look at how it stands now. Nothing was counted twice."""


class BallotClosed(Conflict):
    """This ballot is closed. Nothing was counted."""


class BallotOpen(Conflict):
    """A ballot on this is open. Its result will answer it; close the ballot, or declare it void."""


class BallotStillOpen(Conflict):
    """A ballot is open at this meeting, and it counts those who are there. Close it or declare it void, then adjourn."""


class NoQuorum(Conflict):
    """There is no quorum, so the ballot stays open."""


class Undecided(Conflict):
    """The votes are tied, and the chair decides: close the ballot with the casting vote."""


class NotAllowedByRules(Conflict):
    """The rules of this body do not allow that."""


class RulesChanged(Conflict):
    """Somebody has set rules of this body since you opened the page. Look at them as they stand now."""
