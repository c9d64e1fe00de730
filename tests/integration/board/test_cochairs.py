"""Co-chairs: terms that follow from the policy, and what their chairs are warned of (A63)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ombud.storage.directory import Person
from ombud.workflows.board import cochairs
from ombud.workflows.board.cochairs import Concern, last_day
from ombud.workflows.refusals import Forbidden, InvalidCommand, OfficeTaken
from tests.integration.board.seats_world import TODAY, World

FIRST = date(2026, 1, 22)


@pytest.fixture
def world(world: World) -> World:
    """A board with four seats filled."""
    for name, group in (("ada", "provider"), ("ben", "coalition"), ("cleo", "provider"), ("dan", "provider")):
        world.appoint(world.open_seat(group), name)
    return world


def terms(world: World, on: date | None = None) -> list[tuple[str, date, date | None]]:
    found = world.look(lambda s: cochairs.terms(s, world.office.board, on=on))
    return [(term.name, term.from_on, term.to_on) for term in found]


def concerns(world: World, on: date = TODAY) -> list[Concern]:
    return [one.concern for one in world.look(lambda s: cochairs.warnings(s, world.office.board, on=on))]


def test_the_first_two_serve_two_and_three_years_and_every_later_one_two(world: World) -> None:
    world.designate("ada", FIRST)
    world.designate("ben", FIRST)
    world.designate("cleo", date(2028, 1, 22))
    world.designate("dan", date(2029, 1, 22))
    world.designate("ada", date(2030, 1, 22))
    assert terms(world) == [
        ("Ada", FIRST, date(2028, 1, 21)),
        ("Ben", FIRST, date(2029, 1, 21)),
        ("Cleo", date(2028, 1, 22), date(2030, 1, 21)),
        ("Dan", date(2029, 1, 22), date(2031, 1, 21)),
        ("Ada", date(2030, 1, 22), date(2032, 1, 21)),
    ]
    assert terms(world, on=date(2030, 6, 1)) == [
        ("Dan", date(2029, 1, 22), date(2031, 1, 21)),
        ("Ada", date(2030, 1, 22), date(2032, 1, 21)),
    ]


@pytest.mark.parametrize("from_on", [FIRST, date(2027, 6, 1), date(2028, 1, 21)])
def test_there_are_two_at_a_time(world: World, from_on: date) -> None:
    world.designate("ada", FIRST)
    world.designate("ben", FIRST)
    with pytest.raises(OfficeTaken):
        world.designate("cleo", from_on)


def test_a_term_that_would_run_into_two_others_is_refused(world: World) -> None:
    world.designate("ada", FIRST)
    world.designate("ben", FIRST)
    world.designate("cleo", date(2029, 6, 1))
    world.designate("dan", date(2028, 6, 1))
    with pytest.raises(OfficeTaken):
        world.designate("eve", date(2029, 2, 1))


def test_nobody_holds_the_office_twice_at_once(world: World) -> None:
    world.designate("ada", FIRST)
    with pytest.raises(OfficeTaken):
        world.designate("ada", date(2027, 1, 1))


def test_the_next_term_begins_when_one_ends(world: World) -> None:
    def next_day(on: date) -> date:
        return world.look(lambda s: cochairs.next_day(s, world.office.board, on=on))

    assert next_day(FIRST) == FIRST
    world.designate("ada", FIRST)
    assert next_day(TODAY) == TODAY
    world.designate("ben", FIRST)
    assert next_day(TODAY) == date(2028, 1, 22)
    world.designate("cleo", date(2028, 1, 22))
    assert next_day(TODAY) == date(2029, 1, 22)


def test_a_vacancy_in_office_is_told(world: World) -> None:
    assert concerns(world) == [Concern.VACANCY]
    world.designate("ada", FIRST)
    assert Concern.VACANCY in concerns(world)
    world.designate("ben", FIRST)
    assert Concern.VACANCY not in concerns(world)
    assert Concern.VACANCY in concerns(world, date(2028, 1, 22))


def test_a_year_in_which_nobody_leaves_is_told(world: World) -> None:
    """The first year has no expiry, nor has the second: the first one is at the end of year two."""
    world.designate("ada", FIRST)
    world.designate("ben", FIRST)
    (warning,) = world.look(lambda s: cochairs.warnings(s, world.office.board, on=TODAY))
    assert (warning.concern, warning.source) == (Concern.NO_EXPIRY, "P102-r")
    assert "2026, 2027" in warning.sentence
    world.designate("cleo", date(2028, 1, 22))
    assert concerns(world, date(2028, 2, 1)) == []


def test_a_cochair_without_a_seat_is_told(world: World) -> None:
    world.designate("eve", FIRST)
    world.designate("ben", FIRST)
    found = world.look(lambda s: cochairs.warnings(s, world.office.board, on=TODAY))
    assert [one.sentence for one in found if one.concern is Concern.NO_SEAT] == ["Eve is co-chair and holds no seat."]


def test_who_may_record_a_designation(world: World) -> None:
    with pytest.raises(Forbidden):
        world.designate("ada", FIRST, by=world.who("ada"))
    world.designate("ada", FIRST, by=world.who("staff"))
    assert world.told()[-1][0] == "cochair.designated"
    assert "Ada" not in str(world.told())


def test_somebody_who_left_is_not_designated(world: World) -> None:
    def leave(name: str) -> None:
        person_id = world.person(name)
        world.do(lambda s: setattr(s.get_one(Person, person_id), "active", False))

    leave("ada")
    with pytest.raises(InvalidCommand):
        world.designate("ada", FIRST)


@pytest.mark.parametrize(
    ("from_on", "years", "to_on"),
    [
        (date(2026, 1, 22), 2, date(2028, 1, 21)),
        (date(2026, 1, 1), 3, date(2028, 12, 31)),
        (date(2028, 2, 29), 2, date(2030, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 28)),
        (date(2027, 3, 1), 1, date(2028, 2, 29)),
    ],
)
def test_a_term_ends_the_day_before_its_anniversary(from_on: date, years: int, to_on: date) -> None:
    assert last_day(from_on, years) == to_on
    assert last_day(from_on, years) - from_on >= timedelta(days=365 * years - 1)
