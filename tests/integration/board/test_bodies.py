"""Committees are convened for a charge and end; a body is found under every name it has had."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from ombud.storage.board import Body, BodyKind
from ombud.storage.meetings import Meeting, MeetingKind, MeetingStatus
from ombud.workflows.actors import OPERATOR, Actor
from ombud.workflows.board import bodies
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotFound, SeatNotThere
from tests.integration.board.seats_world import AT, TODAY, World

END = TODAY + timedelta(days=120)


def convene(world: World, **differs: Any) -> UUID:
    given: dict[str, Any] = {
        "key": "evaluators",
        "name": "Evaluators",
        "parent_key": "dsb",
        "kind": BodyKind.SELECTION,
        "charge": "Compare the offers and recommend one.",
        "begins_on": TODAY,
        "ends_on": END,
        "by": OPERATOR,
        "at": AT,
    } | differs
    return world.do(lambda s: bodies.convene(s, **given))


def named(world: World, name: str, on: date = TODAY) -> str | None:
    found = world.look(lambda s: bodies.by_name(s, name, on=on))
    return found.key if found else None


@pytest.mark.parametrize(
    ("name", "on", "key"),
    [
        ("Data Board", TODAY, "dsb"),
        ("  data   BOARD ", TODAY, "dsb"),
        ("dsb", TODAY, "dsb"),
        ("DB", TODAY, "dsb"),
        ("Steering Group", date(2024, 9, 30), "dsb"),
        ("Steering Group", TODAY, "dsb"),
        ("Board of Data", TODAY, None),
        ("Board of Data", date(2027, 1, 1), "dsb"),
        ("Hearings", TODAY, "hearings"),
        ("Nobody's", TODAY, None),
        ("%", TODAY, None),
    ],
)
def test_every_name_routes_to_the_body(world: World, name: str, on: date, key: str | None) -> None:
    """A name that went out of use still does; one that is not in use yet does not."""
    assert named(world, name, on) == key


def test_a_committee_stands_from_its_first_to_its_last_day(world: World) -> None:
    convene(world)
    days = (TODAY - timedelta(days=1), TODAY, END, END + timedelta(days=1))
    assert [named(world, "Evaluators", day) for day in days] == [None, "evaluators", "evaluators", None]


@pytest.mark.parametrize(
    "differs",
    [
        {"charge": " "},
        {"ends_on": None},
        {"ends_on": TODAY - timedelta(days=1)},
        {"key": "Evaluators"},
        {"key": "hearings"},
        {"name": "steering group"},
        {"name": "HEARINGS"},
        {"name": " "},
    ],
    ids=str,
)
def test_a_committee_needs_a_charge_an_end_and_a_name_of_its_own(world: World, differs: dict[str, Any]) -> None:
    with pytest.raises(InvalidCommand):
        convene(world, **differs)


def test_a_standing_subcommittee_needs_neither(world: World) -> None:
    convene(world, kind=BodyKind.STANDING, charge="", ends_on=None)
    assert named(world, "evaluators", date(2099, 1, 1)) == "evaluators"


def test_whoever_presides_over_the_parent_convenes(world: World) -> None:
    def by(name: str) -> Actor:
        return world.who(name)

    with pytest.raises(NotFound):
        convene(world, parent_key="nothing")
    with pytest.raises(Forbidden):
        convene(world, by=by("ada"))
    with pytest.raises(Forbidden):
        convene(world, by=by("chair"))
    convene(world, by=by("chair"), parent_key="hearings")
    convene(world, by=by("staff"), key="readers", name="Readers")


def test_nothing_outlasts_the_body_it_belongs_to(world: World) -> None:
    convene(world)
    with pytest.raises(InvalidCommand):
        convene(world, key="readers", name="Readers", parent_key="evaluators", ends_on=END + timedelta(days=1))
    seat = world.open_seat("member", body="evaluators")
    with pytest.raises(SeatNotThere):
        world.appoint(seat, "ada", to_on=END + timedelta(days=1))
    world.appoint(seat, "ada")
    assert world.roles("ada") == [("member", TODAY, END)]


def test_dissolving_closes_seats_and_ends_roles(world: World) -> None:
    convene(world)
    seat = world.open_seat("member", body="evaluators")
    world.appoint(seat, "ada")
    later = world.open_seat("member", body="evaluators")
    world.appoint(later, "ben", from_on=TODAY + timedelta(days=20))
    last = TODAY + timedelta(days=10)
    world.do(lambda s: bodies.dissolve(s, "evaluators", on=last, by=OPERATOR, at=AT))
    assert world.roles("ada") == [("member", TODAY, last)]
    assert world.roles("ben") == []
    assert world.roster(body="evaluators", on=last + timedelta(days=1)) == []
    assert named(world, "evaluators", last + timedelta(days=1)) is None
    assert [kind for kind, _body in world.told()][-1] == "body.dissolved"


def test_a_body_with_meetings_ahead_is_not_dissolved(world: World) -> None:
    convene(world)
    world.do(
        lambda s: s.add(
            Meeting(
                body_id=s.scalars(select(Body.id).where(Body.key == "evaluators")).one(),
                starts_at=AT + timedelta(days=30),
                kind=MeetingKind.REGULAR,
                status=MeetingStatus.SCHEDULED,
                reason="",
            )
        )
    )
    with pytest.raises(InvalidCommand, match="meetings"):
        world.do(lambda s: bodies.dissolve(s, "evaluators", on=TODAY, by=OPERATOR, at=AT))
    world.do(lambda s: bodies.dissolve(s, "evaluators", on=TODAY + timedelta(days=30), by=OPERATOR, at=AT))


def test_the_board_itself_is_not_dissolved_here(world: World) -> None:
    with pytest.raises(InvalidCommand):
        world.do(lambda s: bodies.dissolve(s, "dsb", on=TODAY, by=OPERATOR, at=AT))
    convene(world)
    with pytest.raises(InvalidCommand, match="does not exist"):
        world.do(lambda s: bodies.dissolve(s, "evaluators", on=END + timedelta(days=1), by=OPERATOR, at=AT))


def test_a_body_with_committees_of_its_own_outlives_them(world: World) -> None:
    convene(world)
    convene(world, key="readers", name="Readers", parent_key="evaluators")
    with pytest.raises(InvalidCommand, match="committees"):
        world.do(lambda s: bodies.dissolve(s, "evaluators", on=TODAY, by=OPERATOR, at=AT))


def test_the_events_hold_no_words_that_people_typed(world: World) -> None:
    convene(world, charge="Look into what Miriam did.")
    assert "Miriam" not in str(world.told())
