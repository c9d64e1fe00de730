"""Seats within the numbers of the policy, and who may sit in them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from ombud.storage.board import Body, Seat, SeatTerm, TermKind
from ombud.storage.directory import RoleHolding, RoleScope
from ombud.storage.schema import migrate
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows import settings
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import seat_table, seats
from ombud.workflows.procedures.board import read_board
from ombud.workflows.procedures.directory import load_directory, read_directory
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.refusals import (
    AlreadySeated,
    DeviatesFromPolicy,
    Forbidden,
    InvalidCommand,
    NoGroundForSeat,
    NoSeatLeft,
    NotFound,
    SameOrganisation,
    SeatNotThere,
    SeatTaken,
)
from tests.integration.board.seats_world import AT, PEOPLE, TODAY, World
from tests.support.together import together

GROUPS = (
    ["provider"] * 4
    + ["can_backbone"] * 2
    + ["coc"] * 2
    + ["statewide_can_manager", "coalition"]
    + ["funder"] * 2
    + ["can_backbone_statewide"]
)
LATER = TODAY + timedelta(days=30)


def test_the_groups_make_up_thirteen_votes_and_a_fourteenth_is_refused(world: World) -> None:
    for group in GROUPS:
        world.open_seat(group)
    for group in set(GROUPS):
        with pytest.raises(NoSeatLeft):
            world.open_seat(group)
    for group in ("lead", "system_administrator"):
        world.open_seat(group)
        with pytest.raises(NoSeatLeft):
            world.open_seat(group)
    assert Counter(seat.voting for seat in world.roster()) == {True: 13, False: 2}


def test_the_body_is_full_even_where_a_group_has_room(world: World) -> None:
    """The 13 and the 2 hold by themselves: an installation may widen a group, and the whole stays."""
    board = world.office.board
    wide = tuple(group.model_copy(update={"cap": 20}) for group in board.groups)
    world.office = replace(world.office, board=board.model_copy(update={"groups": wide}))
    for _seat in range(13):
        world.open_seat("provider")
    with pytest.raises(NoSeatLeft, match="13 voting"):
        world.open_seat("coalition")
    for _seat in range(2):
        world.open_seat("lead")
    with pytest.raises(NoSeatLeft, match="2 non-voting"):
        world.open_seat("lead")


def test_how_many_seats_there_are_is_a_setting(world: World) -> None:
    """A public page of the Board says 12 (A62): whoever follows it sets that, with where it is written, and from when."""
    for group in GROUPS[:-1]:
        world.open_seat(group)
    table = seat_table.family(world.office.board)
    how: dict[str, Any] = {"reason": "The Board's page", "by": OPERATOR, "at": AT}
    with pytest.raises(DeviatesFromPolicy, match="P102-c"), unit_of_work(world.database) as session:
        settings.change(session, table, "dsb_voting", 12, **how)
    with unit_of_work(world.database) as session:
        settings.change(session, table, "dsb_voting", 12, deviating=True, **how)
        settings.change(session, table, "dsb_lead", 2, deviating=True, **how)
    with pytest.raises(NoSeatLeft, match="12 voting"):
        world.open_seat(GROUPS[-1])
    for _seat in range(2):
        world.open_seat("lead")


def test_a_closed_seat_makes_room_from_the_day_after(world: World) -> None:
    seat = world.open_seat("coalition")
    world.do(lambda s: seats.close_seat(s, seat, on=LATER, by=OPERATOR, at=AT))
    with pytest.raises(NoSeatLeft):
        world.open_seat("coalition", from_on=LATER)
    world.open_seat("coalition", from_on=LATER + timedelta(days=1))


def test_who_sits_in_a_seat_is_a_member_and_no_longer_after_the_term(world: World) -> None:
    seat = world.open_seat("provider")
    term = world.appoint(seat, "ada")
    assert world.roles("ada") == [("member", TODAY, None)]
    world.do(lambda s: seats.end_term(s, term, on=LATER, by=OPERATOR, at=AT))
    assert world.roles("ada") == [("member", TODAY, LATER)]
    assert [seat.holder.name for seat in world.roster(on=LATER) if seat.holder] == ["Ada"]
    vacant = world.look(lambda s: seats.vacancies(s, world.body(), on=LATER + timedelta(days=1)))
    assert [one.seat_id for one in vacant] == [seat]


def test_an_alternate_is_no_holder(world: World) -> None:
    seat = world.open_seat("provider")
    world.appoint(seat, "ben", kind=TermKind.ALTERNATE)
    assert world.roles("ben") == [("alternate", TODAY, None)]
    (found,) = world.roster()
    assert found.holder is None
    assert found.alternate is not None
    assert found.alternate.name == "Ben"
    with pytest.raises(SeatTaken):
        world.appoint(seat, "ben")
    world.appoint(seat, "ada")
    with pytest.raises(SeatTaken):
        world.appoint(seat, "cleo", kind=TermKind.ALTERNATE)


@pytest.mark.parametrize(
    ("from_on", "to_on", "taken"),
    [
        (TODAY, None, True),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), False),
        (TODAY - timedelta(days=9), TODAY, True),
        (LATER, LATER, True),
        (LATER + timedelta(days=1), None, False),
    ],
)
def test_terms_in_one_seat_share_no_day(world: World, from_on: date, to_on: date | None, taken: bool) -> None:
    seat = world.open_seat("provider", from_on=TODAY - timedelta(days=90))
    world.appoint(seat, "ada", to_on=LATER)
    if taken:
        with pytest.raises(SeatTaken):
            world.appoint(seat, "ben", from_on=from_on, to_on=to_on)
    else:
        world.appoint(seat, "ben", from_on=from_on, to_on=to_on)


def test_nobody_has_two_votes_in_one_body(world: World) -> None:
    first, second = world.open_seat("provider"), world.open_seat("coalition")
    world.appoint(first, "ada", to_on=LATER)
    for kind in TermKind:
        with pytest.raises(AlreadySeated):
            world.appoint(second, "ada", kind=kind)
    world.appoint(second, "ada", from_on=LATER + timedelta(days=1))
    elsewhere = world.open_seat("member", body="hearings")
    world.appoint(elsewhere, "ada")


def test_a_seat_without_a_vote_beside_one_with_a_vote_shares_the_role(world: World) -> None:
    vote, lead = world.open_seat("provider"), world.open_seat("lead")
    term, advice = world.appoint(vote, "ada"), world.appoint(lead, "ada")
    assert world.roles("ada") == [("member", TODAY, None)]
    world.do(lambda s: seats.end_term(s, term, on=TODAY, by=OPERATOR, at=AT))
    assert world.roles("ada") == [("member", TODAY, None)]
    world.do(lambda s: seats.end_term(s, advice, on=LATER, by=OPERATOR, at=AT))
    assert world.roles("ada") == [("member", TODAY, LATER)]


@pytest.mark.parametrize("group", ["can_backbone", "coc", "funder"])
def test_groups_of_different_organisations_have_different_ones(world: World, group: str) -> None:
    first, second = world.open_seat(group), world.open_seat(group)
    north, south = world.organisation("North Network"), world.organisation("South Network")
    with pytest.raises(InvalidCommand, match="Name the organisation"):
        world.appoint(first, "ada")
    world.appoint(first, "ada", organisation_id=north)
    with pytest.raises(SameOrganisation):
        world.appoint(second, "ben", organisation_id=north)
    world.appoint(second, "ben", organisation_id=south)


def test_providers_may_come_from_one_organisation(world: World) -> None:
    north = world.organisation("North Network")
    for name in ("ada", "ben"):
        world.appoint(world.open_seat("provider"), name, organisation_id=north)
    assert {seat.holder.organisation for seat in world.roster() if seat.holder} == {"North Network"}


def test_the_administrators_seat_exists_only_beside_another_lead(world: World) -> None:
    seat = world.open_seat("system_administrator")
    world.appoint(seat, "ada")
    body_id = world.body()
    close = partial(seats.close_without_ground, office=world.office, body_id=body_id, by=OPERATOR, at=AT)
    assert world.do(close) == []
    world.merge_administrator_into_lead()
    assert world.do(close) == [seat]
    assert world.roles("ada") == [("member", TODAY, TODAY)]
    assert world.roster(on=LATER) == []
    with pytest.raises(NoGroundForSeat):
        world.open_seat("system_administrator", from_on=LATER)
    assert world.do(close) == []


def test_a_term_stays_within_its_seat(world: World) -> None:
    seat = world.open_seat("provider")
    with pytest.raises(SeatNotThere):
        world.appoint(seat, "ada", from_on=TODAY - timedelta(days=1))
    world.do(lambda s: seats.close_seat(s, seat, on=LATER, by=OPERATOR, at=AT))
    with pytest.raises(SeatNotThere):
        world.appoint(seat, "ada", to_on=LATER + timedelta(days=1))
    world.appoint(seat, "ada")
    assert world.roles("ada") == [("member", TODAY, LATER)]


def test_what_does_not_fit_is_refused_in_words(world: World) -> None:
    seat = world.open_seat("provider")
    with pytest.raises(InvalidCommand, match="no group"):
        world.open_seat("king")
    with pytest.raises(InvalidCommand, match="last day"):
        world.appoint(seat, "ada", to_on=TODAY - timedelta(days=1))
    term = world.appoint(seat, "ada", from_on=LATER)
    with pytest.raises(InvalidCommand, match="does not reach"):
        world.do(lambda s: seats.end_term(s, term, on=TODAY, by=OPERATOR, at=AT))
    with pytest.raises(InvalidCommand, match="later day"):
        world.do(lambda s: seats.close_seat(s, seat, on=TODAY, by=OPERATOR, at=AT))
    with pytest.raises(NotFound):
        world.do(lambda s: seats.end_term(s, seat, on=TODAY, by=OPERATOR, at=AT))


def test_whoever_presides_keeps_the_seats_and_nobody_else(world: World) -> None:
    with pytest.raises(Forbidden):
        world.open_seat("provider", by=world.who("ada"))
    with pytest.raises(Forbidden):
        world.open_seat("provider", by=world.who("chair"))
    seat = world.open_seat("provider", by=world.who("staff"))
    world.open_seat("member", body="hearings", by=world.who("chair"))
    with pytest.raises(Forbidden):
        world.appoint(seat, "ada", by=world.who("ada"))
    world.appoint(seat, "ada", by=world.who("staff"))


def test_each_change_is_an_event_without_names(world: World) -> None:
    seat = world.open_seat("provider")
    term = world.appoint(seat, "ada", appointed_by="Miriam of the association")
    world.do(lambda s: seats.end_term(s, term, on=TODAY, by=OPERATOR, at=AT))
    world.do(lambda s: seats.close_seat(s, seat, on=TODAY, by=OPERATOR, at=AT))
    told = world.told()
    assert [kind for kind, _body in told] == ["seat.opened", "seat.filled", "seat.left", "seat.closed"]
    assert "Ada" not in str(told)
    assert "Miriam" not in str(told)


@pytest.mark.both_databases
def test_of_two_appointments_at_once_one_is_refused(world: World) -> None:
    seat = world.open_seat("provider")

    outcomes = together(*(partial(world.appoint, seat, name) for name in PEOPLE[:4]))
    assert outcomes.count(SeatTaken) == 3


@pytest.mark.both_databases
def test_of_two_seats_at_once_for_one_person_one_is_refused(world: World) -> None:
    opened = [world.open_seat("provider") for _seat in range(3)]

    outcomes = together(*(partial(world.appoint, seat, "ada") for seat in opened))
    assert outcomes.count(AlreadySeated) == 2


def test_the_demonstrations_board_is_one_the_policy_allows() -> None:
    """Its seats are written down, not opened by commands: they obey the same numbers."""
    database, board = Database("sqlite://"), read_board()
    migrate(database)
    with unit_of_work(database) as session:
        load_directory(session, read_directory(BPMN / "directory.toml"), at=datetime(2026, 3, 2, tzinfo=UTC))
    with reading(database) as session:
        found = session.scalars(select(Body).where(Body.key == "dsb")).one()
        roster = seats.roster(session, found.id, on=TODAY)
        held = session.scalars(
            select(RoleHolding.person_id).where(
                RoleHolding.role == "member", RoleHolding.scope == RoleScope.BODY, RoleHolding.scope_id == found.id
            )
        ).all()
        terms = session.scalars(
            select(SeatTerm).join(Seat).where(Seat.body_id == found.id, SeatTerm.kind == TermKind.HOLDER)
        ).all()
    caps = {group.key: group.cap for group in board.groups_of("dsb")}
    assert Counter(seat.group for seat in roster) == caps
    assert Counter(seat.voting for seat in roster) == {True: 13, False: 2}
    assert [seat.label for seat in roster if seat.holder is None] == ["Provider representative 4"]
    assert sorted(held) == sorted(term.person_id for term in terms)
    assert len(set(held)) == len(held)
    for group in board.groups_of("dsb"):
        represented = [seat.holder.organisation for seat in roster if seat.group == group.key and seat.holder]
        assert not group.different_organisations or len(set(represented)) == len(represented)
    database.close()
