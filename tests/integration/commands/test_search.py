"""Whoever may read a name finds its case by each of its whole words, and nobody else by any."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ombud.storage.board import ConflictKind
from ombud.storage.directory import Person
from ombud.storage.search import words_of
from ombud.storage.session import reading
from ombud.workflows.actors import Actor, person
from ombud.workflows.search.finding import MOST, Found, find
from tests.integration.commands.sealed_world import COCHAIR, COCHAIR2, NAME, STAFF, Sealed
from tests.support.court import Court
from tests.support.permit import Town
from tests.support.statements import statements

World = Town | Sealed | Court
NAMES = st.text(max_size=30) | st.lists(st.text(min_size=1, max_size=10), max_size=4).map(" ".join)


def look(world: World, text: str, by: Actor) -> Found:
    with reading(world.database) as session:
        return find(session, world.office, words_of(text), by, at=world.at)


def numbers(world: World, text: str, by: Actor) -> list[str]:
    """The numbers of the cases that somebody finds, newest first."""
    return [one.number for one in look(world, text, by).cases]


@given(name=NAMES, which=st.integers(min_value=0, max_value=30))
@example(name="Ana-María O’Brien, née ÅNGSTRÖM", which=1)
@example(name="ﬁnch straße İpek", which=2)
@example(name="李 小龍 नमस्ते", which=2)
@example(name="<zoe.B+1@Town.example> Ångström_2026", which=0)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_whole_word_of_a_name_finds_its_case_for_those_who_may_read_it(town: Town, name: str, which: int) -> None:
    """In a piece without a letter or a digit there is nothing to find."""
    words = [piece for piece in name.replace("\0", " ").split() if words_of(piece)]
    assume(words)
    asked, word = town.ask(contact_name=name.replace("\0", " ")), words[which % len(words)]
    assert numbers(town, f"{word} {asked.number}", town.who("clerk")) == [asked.number]
    for barred in ("passer", "chair"):
        assert numbers(town, word, town.who(barred)) == []


def test_a_name_typed_in_another_way_finds_it_and_a_part_of_a_word_does_not(town: Town) -> None:
    asked, clerk = town.ask(contact_name="Renée O’Hara-Ibáñez", contact_email="Renee@Town.example"), town.who("clerk")
    for text in ("renee", "RENÉE ohara", "o'hara", "Ibanez, Renee", "<renee@town.example>", f"ibáñez {asked.number}"):
        assert numbers(town, text, clerk) == [asked.number], text
    for text in ("Ren", "ibane", "town.example", "renee schmidt"):
        assert numbers(town, text, clerk) == [], text


def test_cases_are_found_by_number_procedure_and_party_with_an_account(town: Town) -> None:
    first, second = town.ask(), town.ask(town.who("asker"))
    clerk, asker = town.who("clerk"), town.who("asker")
    assert numbers(town, "permit", clerk) == [second.number, first.number]
    assert numbers(town, "per-2026-0001", clerk) == [first.number]
    assert numbers(town, "asa asker", clerk) == [second.number]
    assert numbers(town, "permit", asker) == [second.number], "their own, and no other"
    assert [one.starts for one in look(town, "permit", clerk).procedures] == [True], "staff record it for others"
    assert [one.starts for one in look(town, "asks", town.who("chair")).procedures] == [False]


def test_letters_are_found_by_title_by_those_who_may_read_them(town: Town) -> None:
    asked, other = town.ask(town.who("asker")), town.ask()
    for one in (asked, other):
        town.refuse_permit(one)
    assert numbers(town, "refused", town.who("clerk")) == [other.number, asked.number]
    town.work()
    (mine,) = look(town, "refused", town.who("asker")).cases
    assert mine.number == asked.number
    assert [(one.name, one.letter, one.ready) for one in mine.papers] == [("Your request was refused", True, True)]
    assert numbers(town, "refused", town.who("chair")) == []


def test_who_keeps_the_place_finds_a_case_and_not_the_name_in_it(town: Town) -> None:
    asked = town.ask(contact_name="Zoe Quillfeather")
    with reading(town.database) as session:
        operator = person(session.scalars(select(Person.id).where(Person.email.startswith("operator"))).one())
    (seen,) = look(town, asked.number, operator).cases
    assert "Quillfeather" not in seen.whose
    assert numbers(town, "quillfeather", operator) == numbers(town, f"quillfeather {asked.number}", operator) == []


def test_who_brought_a_sealed_case_finds_it_for_the_two_to_whom_it_is_open_and_as_long_as_it_is(sealed: Sealed) -> None:
    number, last = sealed.case().number, NAME.rpartition(" ")[2]
    sealed.ask()
    for email in (STAFF, "operator@ombud.example"):
        assert numbers(sealed, number, sealed.who(email)) == [number], "the case, not who brought it"
    for email in (STAFF, COCHAIR, COCHAIR2, "operator@ombud.example"):
        assert numbers(sealed, last, sealed.who(email)) == [], email
    sealed.answer()
    assert numbers(sealed, last, sealed.who(STAFF)) == [number]
    assert look(sealed, last, sealed.who(STAFF)).cases[0].whose == NAME
    assert numbers(sealed, last, sealed.who(COCHAIR2)) == []
    sealed.seal(STAFF)
    assert numbers(sealed, last, sealed.who(STAFF)) == []
    assert numbers(sealed, number, sealed.who(STAFF)) == [number]


def test_who_is_barred_finds_nothing_of_a_case_whatever_their_role(court: Court) -> None:
    court.appeal()
    number, names = court.case().number, ("recused", "declared", "subject", "free", "decided", "party")
    court.recuse("recused")
    for name in ("declared", "subject"):
        court.declare(name, ConflictKind(name), by="operator")
    for text in (number, "permit", "party", "plan", "refused"):
        finders = [name for name in names if numbers(court, text, court.who(name)) == [number]]
        assert finders == ["free", "decided", "party"], text
    assert numbers(court, "plan", court.who("auditor")) == []
    assert numbers(court, "party", court.who("auditor")) == [number]
    court.declare("auditor", ConflictKind.DECLARED, by="operator")
    assert numbers(court, number, court.who("auditor")) == []


def test_files_are_found_by_their_names_and_cases_by_the_organisation_they_are_from(court: Court) -> None:
    court.ask()
    number = court.case().number
    (seen,) = look(court, "plan.txt", court.who("clerk")).cases
    assert [(one.name, one.letter) for one in seen.papers] == [("plan.txt", False)]
    for text in ("harbor", "house harb", f"plan harbor {number}"):
        assert numbers(court, text, court.who("clerk")) == [number], text
    for text in ("arbor", "elm", "kiosk"):
        assert numbers(court, text, court.who("clerk")) == [], text


def test_as_many_statements_however_many_cases_and_no_more_than_fifty_cases(town: Town) -> None:
    clerk = town.who("clerk")
    town.ask(contact_name="Zoe")
    look(town, "zoe permit", clerk)  # the procedure is read
    with statements(town.database) as few:
        look(town, "zoe permit", clerk)
    for number in range(MOST):
        town.ask(contact_name=f"Zoe {number}")
    with statements(town.database) as many:
        found = look(town, "zoe permit", clerk)
    assert 0 < len(many) == len(few) <= 7, "\n".join(many)
    assert (len(found.cases), found.more) == (MOST, True)
    fewer = look(town, "zoe 49 permit", clerk)
    assert ({one.whose for one in fewer.cases}, fewer.more) == ({"Zoe 47", "Zoe 49"}, False), "one by its number"
