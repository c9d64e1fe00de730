"""Who brought a case is opened by two people of two roles, with reasons, to these two only, and sealed again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select, update

from ombud.storage.cases import IdentityOpening, Submission
from ombud.storage.directory import Person
from ombud.storage.letters import Letter
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import proof
from ombud.workflows.identity.reading import Stage, page_of
from ombud.workflows.letters.context import manuscript
from ombud.workflows.refusals import (
    IdentityAsked,
    IdentitySettled,
    InvalidCommand,
    NotAnOpener,
    NotFound,
    OneIsNotTwo,
    Refusal,
)
from tests.integration.commands.sealed_world import (
    COCHAIR,
    COCHAIR2,
    DIRECTOR,
    MEMBER,
    NAME,
    STAFF,
    WHY,
    WHY_TOO,
    Sealed,
    sealed_world,
)

EVERYBODY = (STAFF, COCHAIR, COCHAIR2, MEMBER, DIRECTOR, "operator@ombud.example", "auditor@ombud.example")


@pytest.fixture
def sealed(database_url: str) -> Iterator[Sealed]:
    world = sealed_world(database_url)
    yield world
    world.database.close()


def seeing(sealed: Sealed) -> list[str]:
    return [email for email in EVERYBODY if sealed.sees(email)]


def page(sealed: Sealed, email: str) -> Any:
    with reading(sealed.database) as session:
        return page_of(session, sealed.office, sealed.case().number, sealed.who(email), at=sealed.at)


def together(*acts: Callable[[], object]) -> list[str]:
    """Carries them out at once; gives for each how it was refused, nothing where it was not."""
    barrier, outcomes = threading.Barrier(len(acts)), [""] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except Refusal as refused:
            outcomes[number] = type(refused).__name__

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_nobody_but_the_client_knows_until_two_have_opened_it(sealed: Sealed) -> None:
    assert seeing(sealed) == []
    assert sealed.sheet(sealed.client).head.whose == NAME
    sealed.ask()
    assert seeing(sealed) == []
    assert sealed.sheet(sealed.who(STAFF)).head.whose == "The client"
    sealed.answer()
    assert seeing(sealed) == [STAFF, COCHAIR]
    assert sealed.sheet(sealed.who(STAFF)).head.whose == NAME
    assert [one.value for one in page(sealed, COCHAIR).known] == [NAME, "zephyrine@mail.example"]
    assert page(sealed, COCHAIR2).known == ()


def test_either_seals_it_again_for_both_and_it_can_be_asked_anew(sealed: Sealed) -> None:
    sealed.open()
    with pytest.raises(NotFound):
        sealed.seal(COCHAIR2)
    sealed.seal(COCHAIR)
    assert seeing(sealed) == []
    with pytest.raises(NotFound):
        sealed.seal(STAFF)
    sealed.at = sealed.at.replace(hour=16)
    sealed.ask(COCHAIR2, "cochair")
    sealed.answer(STAFF, "dsb_staff")
    assert seeing(sealed) == [STAFF, COCHAIR2]
    assert [one.kind.partition(".")[2] for one in sealed.events()] == ["asked", "opened", "sealed", "asked", "opened"]


def test_it_closes_with_the_case_and_is_asked_anew_to_post_the_last_letter(sealed: Sealed) -> None:
    sealed.open()
    sealed.triage()
    assert (sealed.case().status, seeing(sealed)) == ("closed", [])
    assert page(sealed, STAFF).seal.openings[0].stage is Stage.ENDED
    sealed.at = sealed.at.replace(hour=17)
    sealed.open()
    assert seeing(sealed) == [STAFF, COCHAIR]


def test_the_events_hold_roles_and_no_reason_and_both_sides_read_of_them(sealed: Sealed) -> None:
    sealed.open()
    asked, opened = sealed.events()
    assert (asked.body["role"], opened.body["roles"]) == ("dsb_staff", ["dsb_staff", "cochair"])
    assert not any(text in str(one.body) for one in (asked, opened) for text in (WHY, WHY_TOO, NAME))
    words = [f"{one.what}" for one in sealed.sheet(sealed.client).timeline]
    assert words[0] == "Opened who brought this case, for stated reasons: Board staff, Co-chair"
    assert words == [f"{one.what}" for one in sealed.sheet(sealed.who(STAFF)).timeline]
    with reading(sealed.database) as session:
        assert proof.verify(session, sealed.office, sealed.case()) == []
        sealed_text = session.scalars(select(Submission.answers_sealed)).all()
    assert not any(WHY.encode() in text for text in sealed_text)


def test_the_reasons_are_for_the_two_and_the_client(sealed: Sealed) -> None:
    sealed.ask()
    assert page(sealed, COCHAIR2).waiting.asked.reason == WHY, "who could agree reads why"
    sealed.answer()
    for actor in (sealed.client, sealed.who(STAFF)):
        (one,) = sealed.sheet(actor).seal.openings  # type: ignore[union-attr]
        assert (one.asked.reason, one.agreed and one.agreed.reason) == (WHY, WHY_TOO)
    (other,) = page(sealed, COCHAIR2).seal.openings
    assert (other.asked.reason, other.agreed.reason) == ("", "")
    (auditor,) = sealed.sheet(sealed.who("auditor@ombud.example")).seal.openings  # type: ignore[union-attr]
    assert auditor.asked.reason == ""
    assert WHY not in str(sealed.sheet(sealed.who(STAFF)).said)


def test_whoever_reads_the_complaint_reads_everything_but_who_it_is(sealed: Sealed) -> None:
    said = str(sealed.sheet(sealed.who(STAFF)).said)
    assert "I asked for a bed" in said
    assert said.count("Sealed: who brought this case") == 2
    assert NAME not in said
    sealed.open()
    assert NAME in str(sealed.sheet(sealed.who(STAFF)).said)


def test_a_letter_is_to_the_client_and_quotes_nothing_of_who_it_is(sealed: Sealed) -> None:
    sealed.triage()
    with reading(sealed.database) as session:
        letter = session.scalars(select(Letter).where(Letter.name == "redirection_service")).one()
        made = manuscript(session, sealed.office, letter, at=sealed.at)
    assert made.values["letter"].recipients == [f"The client in case {sealed.case().number}"]
    complaint = made.values["complaint"]
    assert (complaint.answers.contact_name, complaint.sender) == ("Sealed: who brought this case", "The client")
    assert complaint.answers.happened.startswith("I asked for a bed")
    assert [recipient.email for recipient in made.recipients] == ["zephyrine@mail.example"], "the mail goes to them"


def test_refused_and_taken_back(sealed: Sealed) -> None:
    sealed.ask()
    sealed.answer(agrees=False)
    assert seeing(sealed) == []
    with pytest.raises(IdentitySettled):
        sealed.answer(COCHAIR2)
    sealed.at = sealed.at.replace(hour=16)
    sealed.ask()
    sealed.seal(STAFF)
    with pytest.raises(IdentitySettled):
        sealed.answer()
    kinds = [one.kind.partition(".")[2] for one in sealed.events()]
    assert kinds == ["asked", "refused", "asked", "sealed"]


def test_asking_twice_and_without_a_reason(sealed: Sealed) -> None:
    with pytest.raises(InvalidCommand, match="Say why"):
        sealed.ask(reason="  ")
    sealed.ask(key="a request")
    sealed.ask(key="a request")
    with pytest.raises(IdentityAsked):
        sealed.ask()
    with pytest.raises(IdentityAsked):
        sealed.ask(COCHAIR2, "cochair")
    with pytest.raises(InvalidCommand, match="Say why"):
        sealed.answer(reason="")
    sealed.answer(key="an answer")
    sealed.answer(key="an answer")
    with pytest.raises(IdentityAsked):
        sealed.ask()
    assert len(sealed.events()) == 2


@pytest.mark.parametrize(
    ("by", "role", "refused"),
    [
        (DIRECTOR, "director", NotFound),
        (DIRECTOR, "dsb_staff", NotFound),
        ("operator@ombud.example", "operator", NotAnOpener),
        ("auditor@ombud.example", "dsb_staff", NotAnOpener),
        (STAFF, "cochair", NotAnOpener),
        (MEMBER, "member", NotFound),
    ],
)
def test_only_holders_of_the_roles_ask(sealed: Sealed, by: str, role: str, refused: type[Refusal]) -> None:
    with pytest.raises(refused):
        sealed.ask(by, role)
    assert sealed.events() == []


def test_one_person_with_both_roles_is_still_one(sealed: Sealed) -> None:
    sealed.give(STAFF, "cochair", body="dsb")
    sealed.ask()
    with pytest.raises(OneIsNotTwo):
        sealed.answer(STAFF, "cochair")
    with pytest.raises(OneIsNotTwo):
        sealed.answer(STAFF, "dsb_staff")
    assert page(sealed, STAFF).may_agree == ()


def test_two_of_one_role_are_not_enough(sealed: Sealed) -> None:
    sealed.give(MEMBER, "dsb_staff")
    sealed.ask()
    with pytest.raises(OneIsNotTwo):
        sealed.answer(MEMBER, "dsb_staff")


def test_nobody_agrees_for_whoever_asked(sealed: Sealed) -> None:
    """A substitute acts by the role they hold, and on the authority of whom they act for."""
    sealed.give(MEMBER, "cochair", for_=STAFF, body="dsb")
    sealed.ask()
    with pytest.raises(OneIsNotTwo):
        sealed.answer(MEMBER)
    sealed.seal(STAFF)
    sealed.at = sealed.at.replace(hour=16)
    sealed.give("bruno@dsb.example", "dsb_staff", for_=COCHAIR)
    sealed.ask("bruno@dsb.example")
    with pytest.raises(OneIsNotTwo):
        sealed.answer(COCHAIR)
    sealed.answer(COCHAIR2)
    assert sealed.sees("bruno@dsb.example")


def test_whoever_loses_the_role_loses_sight_and_so_does_who_is_gone(sealed: Sealed) -> None:
    sealed.open()
    sealed.take(COCHAIR, "cochair")
    assert seeing(sealed) == [STAFF]
    with unit_of_work(sealed.database) as session:
        session.execute(update(Person).where(Person.email == STAFF).values(active=False))
    assert seeing(sealed) == []


def test_an_unrelated_body_gives_no_standing(sealed: Sealed) -> None:
    sealed.take(COCHAIR, "cochair")
    with pytest.raises((NotFound, NotAnOpener)):
        sealed.ask(COCHAIR, "cochair")


def test_a_conflict_bars_from_asking_agreeing_and_seeing(sealed: Sealed) -> None:
    sealed.bar(COCHAIR2)
    with pytest.raises((NotFound, NotAnOpener)):
        sealed.ask(COCHAIR2, "cochair")
    sealed.open()
    sealed.bar(COCHAIR)
    assert seeing(sealed) == [STAFF]
    assert COCHAIR2 not in sealed.told()


def test_a_complaint_that_may_be_about_the_lead_is_not_opened_by_its_people(sealed: Sealed) -> None:
    sealed.move_to_lead(COCHAIR)
    sealed.ask()
    with pytest.raises((NotFound, NotAnOpener)):
        sealed.answer(COCHAIR)
    sealed.move_to_lead(STAFF)
    with pytest.raises(IdentitySettled):
        sealed.answer(COCHAIR2)


def test_who_could_agree_is_told_and_who_asked_gets_to_know(sealed: Sealed) -> None:
    sealed.ask()
    assert sealed.told() == {COCHAIR, COCHAIR2}
    sealed.answer()
    assert sealed.told() == {COCHAIR, COCHAIR2, STAFF}
    about = [mail.get_content() for mail in sealed.mailer.messages if "/identity" in mail.get_content()]
    assert not any(text in mail for mail in about for text in (WHY, WHY_TOO, NAME))


def test_two_agree_at_once_and_it_is_open_to_one_of_them(sealed: Sealed) -> None:
    sealed.ask()
    outcomes = together(lambda: sealed.answer(COCHAIR), lambda: sealed.answer(COCHAIR2))
    assert outcomes == ["", "IdentitySettled"]
    with reading(sealed.database) as session:
        row = session.scalars(select(IdentityOpening)).one()
    assert len(seeing(sealed)) == 2
    assert row.agreed_at is not None


def test_agreed_and_refused_at_once_is_one_of_them(sealed: Sealed) -> None:
    sealed.ask()
    assert together(lambda: sealed.answer(COCHAIR), lambda: sealed.answer(COCHAIR2, agrees=False)) == [
        "",
        "IdentitySettled",
    ]
    assert len(sealed.events()) == 2


def test_two_ask_at_once_and_one_waits(sealed: Sealed) -> None:
    outcomes = together(lambda: sealed.ask(STAFF), lambda: sealed.ask(COCHAIR, "cochair"))
    assert outcomes == ["", "IdentityAsked"]
