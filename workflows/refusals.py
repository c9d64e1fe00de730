"""What Ombud refuses, as a small tree of named exceptions.

The class docstring is the message people read; `detail` adds what is specific to the case at hand.
The name is public: scenarios say `refused = "NotYourTask"`. `status` is the HTTP status of the tree's branch.
"""

from __future__ import annotations

import inspect


class Refusal(Exception):
    """That is not possible."""

    status = 400

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        super().__init__(f"{self.message} {detail}".strip())

    @property
    def message(self) -> str:
        return inspect.cleandoc(type(self).__doc__ or "")


class NotFound(Refusal):
    """There is no such record, or it is not visible to you."""

    status = 404


class Forbidden(Refusal):
    """You may see this record, but this act is not yours."""

    status = 403


class NotYourTask(Forbidden):
    """This task belongs to another role."""


class NotYours(Forbidden):
    """This procedure is started by another role."""


class Conflict(Refusal):
    """Somebody else was faster, or the record has changed since you saw it."""

    status = 409


class RecordChanged(Conflict):
    """Somebody has changed this since you opened the page. Look at what it says now, and send yours again if it holds."""


class TaskGone(Conflict):
    """This task is no longer open."""


class AlreadyClaimed(Conflict):
    """Somebody else has claimed this task. Ask them, or ask for it to be reassigned."""


class PageOutdated(Conflict):
    """This was done already from this very page, and undone since. Open the page again, and do it from there."""


class CaseClosed(Conflict):
    """This case is closed."""


class CaseSuspended(Conflict):
    """This case is suspended by an operator. Nothing moves until it is resumed."""


class InvalidAnswers(Refusal):
    """Some answers need attention."""

    status = 422

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{name}: {' '.join(texts)}" for name, texts in errors.items()))


class InvalidCommand(Refusal):
    """The command does not fit what it is applied to."""

    status = 422


class NotReplayable(InvalidCommand):
    """The history of this case does not fit that version of the procedure."""


class NotConfigured(Refusal):
    """Something this step needs has not been set up."""

    status = 409


class AgendaChanged(Conflict):
    """The agenda has changed since you saw it. Look at it as it stands now, and repeat what you wanted to do."""


class NotAdjourned(Conflict):
    """This meeting has not been adjourned yet."""


class MinutesApproved(Conflict):
    """These minutes are approved; they are not changed any more."""


class BarredAlready(Conflict):
    """This person is barred from deciding in this case already."""


class MinutesChanged(Conflict):
    """Something about the meeting was recorded while its minutes were being set. Draft them again."""


class DraftedLater(InvalidCommand):
    """These minutes were drafted after that meeting had ended: it cannot have approved them."""


class MeetingOver(InvalidCommand):
    """This meeting is over or cancelled."""


class DayTaken(InvalidCommand):
    """The body meets on that day already."""


class NotARecurrence(InvalidCommand):
    """This is no rule of regular meetings."""


class MeetingChanged(Conflict):
    """This change cannot be undone: the meeting has been changed since, or its day has passed."""


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


class NotAMember(Forbidden):
    """This ballot is not yours to vote in."""


class RecusedFromThis(Forbidden):
    """Whoever is recused from a matter, or barred from it, does not vote on it or preside over the vote."""


class NotPresent(Forbidden):
    """At a meeting, only those who are there vote."""


class RulesChanged(Conflict):
    """Somebody has set rules of this body since you opened the page. Look at them as they stand now."""


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


class AuthenticatorTaken(Conflict):
    """This authenticator is somebody's already. Each person has one of their own."""


class OwnMatter(Forbidden):
    """You have a conflict in this case, so you do not operate on it. Another operator has to."""


class CaseChanged(Conflict):
    """Something happened in this case since you opened the page. Look at what this would do now, and decide again."""


class AddressTaken(InvalidCommand):
    """Somebody else has this address: no two people share one contact for signing in (P202-g)."""


class BothAtOnce(InvalidCommand):
    """The address and the second factor of somebody are not changed within days of each other: together they would
    give the account to somebody else. Wait, or have it done where Ombud runs."""


class RoleHeld(InvalidCommand):
    """They hold this role on those days already."""


class RoleFilled(InvalidCommand):
    """An organisation has one holder of this role at a time."""


class LastOperator(Forbidden):
    """Nobody else who can sign in is an operator then. Make somebody else an operator first."""


class DeviatesFromPolicy(InvalidCommand):
    """This deviates from the policy. Say that it is meant."""


class NameTaken(InvalidCommand):
    """There is an organisation with this very name."""


class LooksAlike(InvalidCommand):
    """There are organisations with names like this one."""


class ClosureHeeded(InvalidCommand):
    """That day has passed: whatever was counted over it was counted as it stood."""


class DayClosed(Conflict):
    """The office is closed on that day already."""


class NotAnOpener(Forbidden):
    """Two people of two roles open together who brought this case, and you are not one of those who may."""


class OneIsNotTwo(Forbidden):
    """It takes two people of two roles, and neither may act for the other."""


class IdentityAsked(Conflict):
    """Somebody has asked already and waits for an answer, or it is open to you."""


class IdentitySettled(Conflict):
    """This was answered or taken back meanwhile."""


class LinkGone(NotFound):
    """This link does not work: it was used already, it is too old, or it is not complete."""


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


class ChecklistChanged(Conflict):
    """Somebody has published another version of this checklist since you opened the page. Look at it first."""


class StandInInUse(Conflict):
    """What Ombud uses decides this: it follows the checklist that is published."""
