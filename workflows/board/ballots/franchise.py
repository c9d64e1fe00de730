"""Who may vote for which seat, and which votes count. Rows in, verdicts out; nothing is read here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from ombud.storage.ballots import BallotSeat, Vote, VotedAs
from ombud.workflows.board.rules import Rules
from ombud.workflows.refusals import NotAllowedByRules, NotAMember, NotPresent, RecusedFromThis
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Franchise:
    """A ballot's frozen roster as it stands now. `present` is None by correspondence: nobody is absent then."""

    rules: Rules
    seats: tuple[BallotSeat, ...]
    present: frozenset[UUID] | None
    barred: frozenset[UUID]

    def voter(self, seat: BallotSeat) -> tuple[UUID, VotedAs] | None:
        """The one person whose vote this seat takes now.

        The holder; while they are away, the member they asked to vote; else the alternate, who also stands in for a
        holder who is barred.
        """
        if seat.holder_id in self.barred:
            return self._alternate(seat)
        if self._here(seat.holder_id):
            return seat.holder_id, VotedAs.HOLDER
        if self.rules.proxies and seat.proxy_id is not None and self._acts(seat.proxy_id):
            return seat.proxy_id, VotedAs.PROXY
        return self._alternate(seat)

    def is_out(self, seat: BallotSeat) -> bool:
        """Whether nobody may vote for it whoever comes: the holder is barred and no alternate may stand in."""
        stand_in = self.rules.alternates and seat.alternate_id is not None and seat.alternate_id not in self.barred
        return seat.holder_id in self.barred and not stand_in

    def counts(self, seat: BallotSeat, newest: Vote | None) -> bool:
        """Whether a seat's newest vote is countable: whoever cast it has not been barred since, nor whom they spoke for."""
        if newest is None or newest.cast_by in self.barred:
            return False
        return newest.voted_as is not VotedAs.PROXY or seat.holder_id not in self.barred

    def seats_of(self, person_id: UUID) -> list[tuple[BallotSeat, VotedAs]]:
        """The seats a person votes for now, their own first."""
        order = list(VotedAs)
        mine = [(seat, found[1]) for seat in self.seats if (found := self.voter(seat)) and found[0] == person_id]
        return sorted(mine, key=lambda one: (order.index(one[1]), one[0].label))

    def concerns(self, person_id: UUID) -> bool:
        """Whether the person stands on the roster in any way."""
        return any(person_id in (seat.holder_id, seat.alternate_id, seat.proxy_id) for seat in self.seats)

    def refuse(self, person_id: UUID | None) -> None:
        """Says why somebody votes for no seat now. Raises NotAMember, RecusedFromThis, NotPresent, NotAllowedByRules."""
        if person_id is None or not self.concerns(person_id):
            raise NotAMember()
        if person_id in self.barred:
            raise RecusedFromThis()
        if not self._here(person_id):
            raise NotPresent()
        if not self.rules.alternates and any(seat.alternate_id == person_id for seat in self.seats):
            raise NotAllowedByRules(_("Alternates do not vote in this body."))
        raise NotAllowedByRules(_("Somebody else votes for this seat now."))

    def _alternate(self, seat: BallotSeat) -> tuple[UUID, VotedAs] | None:
        """By correspondence they stand in only for a holder who is barred."""
        away = self.present is not None or seat.holder_id in self.barred
        if self.rules.alternates and away and seat.alternate_id is not None and self._acts(seat.alternate_id):
            return seat.alternate_id, VotedAs.ALTERNATE
        return None

    def _acts(self, person_id: UUID) -> bool:
        return person_id not in self.barred and self._here(person_id)

    def _here(self, person_id: UUID) -> bool:
        return self.present is None or person_id in self.present


def franchise(rules: Rules, seats: Iterable[BallotSeat], present: Iterable[UUID] | None) -> Franchise:
    """Whoever is barred in one place of the roster is barred in all of them."""
    rows = tuple(seats)
    holders = {seat.holder_id for seat in rows if seat.recused_at is not None}
    alternates = {seat.alternate_id for seat in rows if seat.alternate_recused_at is not None and seat.alternate_id}
    here = None if present is None else frozenset(present)
    return Franchise(rules, rows, here, frozenset(holders | alternates))
