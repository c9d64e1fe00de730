"""The page of a ballot as one reader sees it: how the ballot stands, and who could do what on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus, VotedAs
from ombud.storage.meetings import Meeting
from ombud.webapp.board.body_page import choice_words, words_of_share
from ombud.workflows.actors import Actor
from ombud.workflows.board import packet
from ombud.workflows.board.ballots import reading
from ombud.workflows.board.ballots.reading import BallotPage, SeatLine
from ombud.workflows.board.papers.tallies import Tallied, tallied
from ombud.workflows.board.rules import Base
from ombud.workflows.casefile.finding import Found, case_by_id
from ombud.workflows.casefile.people import person_names
from ombud.workflows.casefile.said import Said, said_in
from ombud.workflows.office import Office
from ombud.workflows.refusals import NotFound
from ombud.workflows.text import ngettext
from ombud.workflows.text import translate as _

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A seat of the roster, and how it stands in words."""

    seat: str
    holder: str
    stands_in: str  # who else may vote for it, and as what
    state: str
    voted: bool
    out: bool


@dataclass(frozen=True, slots=True)
class Shown:
    ballot: BallotPage
    opened_by: str
    papers: Meeting | None  # in whose packet one reads what it is about
    told: Tallied | None  # once it is over
    roster: tuple[RosterLine, ...]
    voted: int
    rules: Pairs
    quorum: str
    may_see_case: bool
    said: tuple[Said, ...]  # what was sent in, for those who read it in the case
    may_recuse: bool
    recused: bool  # the reader is
    may_be_barred: Pairs
    may_be_proxy: Pairs

    @property
    def is_open(self) -> bool:
        return self.ballot.status is BallotStatus.OPEN


def shown(session: Session, office: Office, actor: Actor, ballot_id: UUID, *, at: datetime) -> Shown:
    """Raises NotFound where the ballot is not the reader's to see."""
    page = reading.ballot_of(session, office, ballot_id, actor, at=at)
    row = session.get_one(Ballot, ballot_id)
    own = [seat for seat in page.seats if seat.holder_id == actor.person_id]
    is_open, recused = page.status is BallotStatus.OPEN, any(seat.recused for seat in own)
    names = person_names(session, [row.opened_by])
    found = _case_of(session, office, row.case_id, actor, at=at)
    return Shown(
        ballot=page,
        opened_by=names.get(row.opened_by, "") if row.opened_by else "",
        papers=packet.meeting_of(session, row, actor, at=at) if is_open else None,
        told=None if is_open else tallied(session, [row])[0],
        roster=tuple(_roster_line(page, seat) for seat in page.seats),
        voted=sum(seat.voted for seat in page.seats),
        rules=tuple(_rules(page)),
        quorum=quorum_words(page),
        may_see_case=found is not None,
        said=said_in(session, office, found, actor, at=at) if found else (),
        may_recuse=is_open and page.on_roster and not recused,
        recused=recused,
        may_be_barred=tuple(_free(page)) if is_open and page.presides else (),
        may_be_proxy=tuple(_proxies(page, actor)) if is_open and own and not recused else (),
    )


def quorum_words(page: BallotPage) -> str:
    """How many take part, or did when it was closed, and how many have to."""
    present = (page.result or {}).get("present", page.present)
    needed, share = words_of_share(page.rules.quorum), page.rules.quorum
    if share.number is not None:
        needed = str(share.number)
    elif page.rules.quorum_of is Base.FILLED_SEATS:
        needed = _("%(share)s of the seats that are filled and not recused", share=needed)
    else:
        needed = _("%(share)s of all voting seats, vacant ones included", share=needed)
    return ngettext(
        "%(num)s seat takes part; needed: %(needed)s.",
        "%(num)s seats take part; needed: %(needed)s.",
        present,
        needed=needed,
    )


def _rules(page: BallotPage) -> list[tuple[str, str]]:
    rules = page.rules
    carries = _("%(share)s of %(whole)s", share=words_of_share(rules.majority), whole=choice_words(rules.majority_of))
    if rules.majority.number is not None:
        carries = words_of_share(rules.majority)
    allowed = [
        (_("Alternates"), rules.alternates),
        (_("Proxies"), rules.proxies),
        (_("Closing early"), rules.close_early),
    ]
    return [
        (_("What carries"), carries),
        (_("A tie"), choice_words(rules.tie)),
        *((title, _("allowed") if yes else _("not allowed")) for title, yes in allowed),
    ]


def _roster_line(page: BallotPage, seat: SeatLine) -> RosterLine:
    others = []
    if seat.proxy:
        others.append(_("%(name)s, by proxy", name=seat.proxy))
    if seat.alternate and page.rules.alternates:
        others.append(_("%(name)s, alternate", name=seat.alternate))
    return RosterLine(seat.label, seat.holder, "; ".join(others), _state(page, seat), seat.voted, seat.out)


def _state(page: BallotPage, seat: SeatLine) -> str:
    """Never who voted what in a secret ballot: the words come without a choice then."""
    if seat.out:
        return _("Recused")
    if seat.voted:
        voted = seat.choice or _("Voted")
        by = {VotedAs.ALTERNATE: _("%(vote)s, by the alternate"), VotedAs.PROXY: _("%(vote)s, by proxy")}
        return by[seat.voted_as] % {"vote": voted} if seat.voted_as in by else voted
    if not page.taking_votes:
        return _("Did not vote")
    waiting = _("Has not voted") if seat.there else _("Away")
    return _("Recused; the alternate has not voted") if seat.recused else waiting


def _free(page: BallotPage) -> list[tuple[str, str]]:
    """Who of the roster is not recused."""
    return [(str(seat.holder_id), seat.holder) for seat in page.seats if not seat.recused]


def _proxies(page: BallotPage, actor: Actor) -> list[tuple[str, str]]:
    """Whom the reader may ask to vote for them."""
    if not page.rules.proxies or page.meeting_id is None:
        return []
    return [(key, name) for key, name in _free(page) if key != str(actor.person_id)]


def _case_of(session: Session, office: Office, case_id: UUID | None, actor: Actor, *, at: datetime) -> Found | None:
    """The ballot's case; None where it has none, or the reader may see the ballot alone."""
    try:
        return case_by_id(session, office, actor, case_id, at=at) if case_id else None
    except NotFound:
        return None
