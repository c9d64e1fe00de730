"""Who brought a case is opened by two people of two roles, with reasons, to these two only, and sealed again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ombud.storage.cases import Submission
from ombud.storage.letters import Letter
from ombud.storage.session import reading
from ombud.workflows import proof
from ombud.workflows.identity.reading import Stage
from ombud.workflows.letters.context import manuscript
from ombud.workflows.refusals import (
    IdentityAsked,
    IdentitySettled,
    InvalidCommand,
    NotFound,
)
from tests.integration.commands.sealed_world import (
    COCHAIR,
    COCHAIR2,
    NAME,
    STAFF,
    WHY,
    WHY_TOO,
    Sealed,
)


def test_nobody_but_the_client_knows_until_two_have_opened_it(sealed: Sealed) -> None:
    assert sealed.seeing() == []
    assert sealed.sheet(sealed.client).head.whose == NAME
    sealed.ask()
    assert sealed.seeing() == []
    assert sealed.sheet(sealed.who(STAFF)).head.whose == "The client"
    sealed.answer()
    assert sealed.seeing() == [STAFF, COCHAIR]
    assert sealed.sheet(sealed.who(STAFF)).head.whose == NAME
    assert [one.value for one in sealed.page(COCHAIR).known] == [NAME, "zephyrine@mail.example"]
    assert sealed.page(COCHAIR2).known == ()


def test_either_seals_it_again_for_both_and_it_can_be_asked_anew(sealed: Sealed) -> None:
    sealed.open()
    with pytest.raises(NotFound):
        sealed.seal(COCHAIR2)
    sealed.seal(COCHAIR)
    assert sealed.seeing() == []
    with pytest.raises(NotFound):
        sealed.seal(STAFF)
    sealed.at = sealed.at.replace(hour=16)
    sealed.ask(COCHAIR2, "cochair")
    sealed.answer(STAFF, "dsb_staff")
    assert sealed.seeing() == [STAFF, COCHAIR2]
    assert [one.kind.partition(".")[2] for one in sealed.events()] == ["asked", "opened", "sealed", "asked", "opened"]


def test_it_closes_with_the_case_and_is_asked_anew_to_post_the_last_letter(sealed: Sealed) -> None:
    sealed.open()
    sealed.triage()
    assert (sealed.case().status, sealed.seeing()) == ("closed", [])
    assert sealed.page(STAFF).seal.openings[0].stage is Stage.ENDED
    sealed.at = sealed.at.replace(hour=17)
    sealed.open()
    assert sealed.seeing() == [STAFF, COCHAIR]


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
    assert sealed.page(COCHAIR2).waiting.asked.reason == WHY, "who could agree reads why"
    sealed.answer()
    for actor in (sealed.client, sealed.who(STAFF)):
        (one,) = sealed.sheet(actor).seal.openings  # type: ignore[union-attr]
        assert (one.asked.reason, one.agreed and one.agreed.reason) == (WHY, WHY_TOO)
    (other,) = sealed.page(COCHAIR2).seal.openings
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
    assert sealed.seeing() == []
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


def test_who_could_agree_is_told_and_who_asked_gets_to_know(sealed: Sealed) -> None:
    sealed.ask()
    assert sealed.told() == {COCHAIR, COCHAIR2}
    sealed.answer()
    assert sealed.told() == {COCHAIR, COCHAIR2, STAFF}
    about = [mail.get_content() for mail in sealed.mailer.messages if "/identity" in mail.get_content()]
    assert not any(text in mail for mail in about for text in (WHY, WHY_TOO, NAME))
