"""As each kind of person, from the page they start at: every link leads somewhere, every page they may reach is offered,
and none takes more statements where there is more of everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from ombud.storage.directory import Person, RoleScope
from ombud.storage.session import reading
from ombud.webapp.access.matrix import ACCOUNT, CODE, NOBODY
from ombud.workflows import permissions
from ombud.workflows.people.roles import known_roles
from tests.web.crawler import Crawl, unlinked
from tests.web.house import House
from tests.web.people import ABENA, AUDITOR, BOARD_STAFF, COCHAIR, DIRECTOR, HDC, OPERATOR, STAFF
from tests.web.places import build_hamlet
from tests.web.stories import build_stories

#: roles -> one of those who hold them in the directory; between them they hold all that anybody is given
PEOPLE = {
    "director": DIRECTOR,
    "lead_staff": STAFF,
    "lead_executive_director": "executive@lead.example",
    "security_officer": "security@lead.example",
    "system_administrator": "admin@laurel.example",
    "executive_director": "director@harbor.example",
    "hdc": HDC,
    "security_coordinator": "security@harbor.example",
    "end_user": "user@harbor.example",
    "coc_representative": "coordinator@shoreline.example",
    "can_leadership": "leader@tworivers.example",
    "member": ABENA,
    "alternate": "felix@dsb.example",
    "chair": "carol@dsb.example",
    "cochair": COCHAIR,
    "dsb_staff": BOARD_STAFF,
    "operator": OPERATOR,
    "auditor": AUDITOR,
}
UNHELD = {"hmis_administrator"}
"""Nobody was given it: the Director has it by default (A08)."""

UNLINKED = {"health.alive", "health.ready", "public.show_receipt", "reaching.calendar"}
"""What machines ask, and what is shown once to whoever has just filed something, or made an address."""
ON_OCCASION = {"views.new", "views.listing"}
"""Where the inbox is filtered, and where somebody has named such a view."""
TO_COME_IN = UNLINKED | {"links.forgotten", "public.lost", "public.track"}
"""And for whoever has no account, or forgot how they come in."""
STANDS_ELSEWHERE = {"messages.show_by_code"}
"""The messages of a case stand on its page; by themselves they are shown where one was refused."""


FAILED = 500
"""From this status on it is the application's own fault."""


def crawl(house: House, who: str, *, each: int = 2) -> Crawl:
    starts = "/inbox" if who else "/"
    return Crawl(house, house.as_(who) if who else house.browser(), starts, each).go()


def roles_of(house: House, who: str) -> set[str]:
    with reading(house.database) as session:
        person_id = session.scalars(select(Person.id).where(Person.email == who)).one()
        return {held.role for held in permissions.roles_of(session, person_id, at=house.at)} | {ACCOUNT}


@pytest.mark.parametrize("who", [HDC, BOARD_STAFF])
def test_two_of_them_find_every_page_and_no_dead_link(house: House, who: str) -> None:
    house.file()
    seen = crawl(house, who, each=1)
    assert seen.dead == []
    assert unlinked(seen, roles_of(house, who)) <= TO_COME_IN | ON_OCCASION


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demonstration, with a job that was given up."""
    house = build_stories(tmp_path_factory.mktemp("stories"))
    yield house
    house.database.close()


@pytest.mark.long
def test_there_is_somebody_for_every_role(place: House) -> None:
    with reading(place.database) as session:
        known = {one.role for one in known_roles(session, place.office) if one.scopes != (RoleScope.CASE,)}
    assert known == {*PEOPLE, *UNHELD}
    assert {role for role, who in PEOPLE.items() if role not in roles_of(place, who)} == set()


@pytest.mark.long
@pytest.mark.parametrize("role", [*PEOPLE])
def test_each_role_finds_every_page_it_may_reach_and_no_dead_link(place: House, role: str) -> None:
    who = PEOPLE[role]
    seen = crawl(place, who)
    assert seen.dead == []
    assert unlinked(seen, roles_of(place, who)) <= TO_COME_IN | ON_OCCASION
    assert len(seen.asked) > 15, "a walk that stops at a closed door would prove nothing"


@pytest.mark.long
def test_whoever_is_not_signed_in_finds_every_public_page(place: House) -> None:
    seen = crawl(place, "")
    assert seen.dead == []
    assert unlinked(seen, {NOBODY}) <= UNLINKED


@pytest.mark.long
def test_a_party_with_its_code_finds_every_page_of_its_case(tmp_path: Path) -> None:
    hamlet = build_hamlet(tmp_path)
    seen = Crawl(hamlet.house, hamlet.house.track(hamlet.asked_code), "/track/case").go()
    assert seen.dead == []
    assert unlinked(seen, {CODE}) <= TO_COME_IN | STANDS_ELSEWHERE
    hamlet.house.close()


@pytest.mark.long
@pytest.mark.timeout(900)
def test_no_page_takes_more_statements_where_there_is_three_times_as_much(
    place: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    larger = build_stories(tmp_path_factory.mktemp("larger"), times=3)
    grown, counted = {}, set[str]()
    for who in (OPERATOR, DIRECTOR, BOARD_STAFF, ABENA, HDC, AUDITOR):
        walks = [crawl(house, who, each=3) for house in (place, larger)]
        assert [one for walk in walks for one in walk.dead if one.status >= FAILED] == []
        few, many = (walk.most_asked() for walk in walks)
        assert few.keys() & many.keys() >= {"inbox.show", "bodies.show", "policies.show"}
        counted |= few.keys() & many.keys()
        grown |= {(who, page): (few[page], asked) for page, asked in many.items() if page in few and asked > few[page]}
    assert counted >= {"cases.show", "meetings.packet_page", "meetings.packet_pdf.pdf", "overview.heat.csv"}
    assert grown == {}
    larger.database.close()
