"""Of whoever stands in for somebody."""

from __future__ import annotations

from ombud.workflows.refusals.tree import Conflict, InvalidCommand


class SubstituteForOneself(InvalidCommand):
    """Nobody stands in for themself."""


class SubstituteInThePast(InvalidCommand):
    """A substitute stands in from today on or later, and the last day is not before the first."""


class SubstituteInactive(InvalidCommand):
    """Both have to have an account here that is not disabled."""


class SubstituteTwice(Conflict):
    """On one of these days there is a substitute already, or somebody has been asked to be it. End that first."""


class SubstituteForSubstitute(InvalidCommand):
    """Who stands in for somebody does so in person: on those days they have no substitute of their own."""


class SubstituteAnswered(Conflict):
    """This is answered, withdrawn or over already."""
