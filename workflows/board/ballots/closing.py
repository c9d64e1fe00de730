"""Closing a ballot: the votes are counted, and a tally that decides completes exactly one task in the same commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.ballots import BallotStatus
from ombud.storage.board import Body
from ombud.workflows.actors import WORKER, Actor
from ombud.workflows.board import resolutions
from ombud.workflows.board.ballots import completing, reminding, voiding, words
from ombud.workflows.board.ballots.holding import (
    HeldBallot,
    hold,
    is_over,
    must_be_free,
    must_be_open,
    must_cast,
)
from ombud.workflows.board.ballots.standing import Standing
from ombud.workflows.board.ballots.tally import Reason, Tally, cannot_change, count
from ombud.workflows.board.ballots.voiding import void, void_of_meeting
from ombud.workflows.board.presiding import must_preside
from ombud.workflows.board.rules import Rules, Tie
from ombud.workflows.held import must_run
from ombud.workflows.office import Office
from ombud.workflows.refusals import InvalidCommand, NoQuorum, NotAllowedByRules, Undecided
from ombud.workflows.text import translate as _

__all__ = ["at_its_end", "close", "void", "void_of_meeting"]


def close(
    session: Session,
    office: Office,
    ballot_id: UUID,
    *,
    by: Actor,
    at: datetime,
    casting_vote: str | None = None,
    request_key: str | None = None,
) -> None:
    """Counts and closes, for whoever presides. `casting_vote`: the option a chair chooses where votes are tied, which
    is a vote: it is for those who may decide.

    Raises NotFound, Forbidden, RecusedFromThis, BallotClosed, NoQuorum (the ballot stays open), Undecided where the
    casting vote is missing, NotAllowedByRules while votes are out that could change the result, InvalidCommand for a
    casting vote where nothing is tied, InvalidAnswers where the task's form asks for more than a ballot can say.
    """
    held = hold(session, office, ballot_id, by=by, at=at, request_key=request_key)
    must_preside(session, held.ballot.body_id, by=by, at=at)
    must_be_free(session, held.ballot.case_id, by=by)
    if held.is_repeat:
        return
    must_be_open(held)
    standing = held.standing()
    rules = standing.franchise.rules
    if casting_vote is not None and rules.tie is not Tie.CHAIR_DECIDES:
        raise NotAllowedByRules(_("In this body a tie decides nothing."))
    if casting_vote is not None:
        must_cast(held)
    tally = count(standing.roll(), rules, casting_vote=casting_vote)
    if not tally.quorum_met:
        raise NoQuorum(_("%(present)s of %(seats)s take part.", present=tally.present, seats=_seats(standing, tally)))
    if not is_over(held.ballot, at=at):
        _must_be_complete(standing, rules, tally)
    _must_be_decided(rules, tally, casting_vote)
    _finish(held, tally)


def at_its_end(session: Session, office: Office, ballot_id: UUID, *, at: datetime) -> None:
    """A ballot by correspondence has reached its last instant: it is closed whoever has not voted.

    Without a quorum it is void, and whoever presides is told. Tied, it waits for the chair where the chair decides, and
    the chairs are told. Raises what `must_run` raises.
    """
    held = hold(session, office, ballot_id, by=WORKER, at=at)
    if not held.is_open or not is_over(held.ballot, at=at):
        return
    if held.case is not None:
        must_run(held.case)
    standing = held.standing()
    tally = count(standing.roll(), standing.franchise.rules)
    if not tally.quorum_met:
        voiding.for_want_of_quorum(held, tally)
        reminding.tell_presiders(session, office, held.ballot, words.no_quorum, at=at)
    elif tally.tied and standing.franchise.rules.tie is Tie.CHAIR_DECIDES:
        reminding.tell_chairs(session, office, held.ballot, words.tied, at=at)
    else:
        _finish(held, tally)


def _seats(standing: Standing, tally: Tally) -> int:
    return len(standing.seats) - tally.recused


def _must_be_complete(standing: Standing, rules: Rules, tally: Tally) -> None:
    """Only where every vote is in, or what is missing changes nothing and the rules do not wait for it."""
    if not tally.waiting:
        return
    missing = _("Not voted yet: %(count)s.", count=tally.waiting)
    if not rules.close_early:
        raise NotAllowedByRules(missing)
    if not cannot_change(standing.roll(), rules):
        raise NotAllowedByRules(_("%(missing)s That could still change the result.", missing=missing))


def _must_be_decided(rules: Rules, tally: Tally, casting_vote: str | None) -> None:
    if tally.reason is Reason.TIED and rules.tie is Tie.CHAIR_DECIDES:
        if casting_vote is not None:
            raise InvalidCommand(_("The casting vote goes to one of the answers that are tied."))
        raise Undecided()
    if casting_vote is not None and tally.reason is not Reason.CASTING_VOTE:
        raise InvalidCommand(_("Nothing is tied: there is no casting vote."))


def _finish(held: HeldBallot, tally: Tally) -> None:
    """A tie decides nothing; where nothing is carried, the procedure may say which option stands then."""
    ballot, outcome = held.ballot, tally.outcome
    rule = completing.rule_of(held)
    if outcome is None and rule is not None and tally.reason is Reason.NOT_CARRIED:
        outcome = rule.if_not_carried or None
    if outcome is not None and (rule is None or rule.numbered):
        body = held.session.get_one(Body, ballot.body_id)
        ballot.resolution = resolutions.next_number(held.session, body.key, at=held.at)
    ballot.status, ballot.closed_at, ballot.closed_by = BallotStatus.CLOSED, held.at, held.by.person_id
    ballot.result = tally.facts() | {"outcome": outcome}
    held.session.flush()
    held.event("ballot.closed", ballot.result | {"resolution": ballot.resolution})
    if outcome is not None and held.case is not None:
        completing.complete(held, outcome, tally)
    held.save()
