"""A client in a shelter complains, on a telephone, in their own language: they find the form, come back by the link of a mail,
are sent to the agency first, write and are written to, are heard by the subcommittee and read its letter; or lose their
code and withdraw. With JavaScript and without, without a fault axe knows; in Spanish, nothing is left in English.

`OMBUD_SCREENSHOTS=folder` keeps pictures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from ombud.storage.meetings import AgendaItem
from ombud.storage.session import reading
from tests.browser.conftest import enter
from tests.browser.gallery import Axe
from tests.browser.spanish import english_in
from tests.browser.street import Street, a_street, write
from tests.support.browser import Serve
from tests.support.pdf import text_of
from tests.web.boardroom import Hearing, vote
from tests.web.house import House
from tests.web.links import mails_to
from tests.web.people import ABENA, BOARD_STAFF, BRUNO, CAROL

long = partial(pytest.param, marks=pytest.mark.long)
AMIRA = "amira@street.example"
LETTER, TASK, MESSAGE, LINK = (
    "%(number)s: a letter is ready",
    "%(number)s: a task is waiting for you",
    "%(number)s: a message is waiting for you",
    "%(number)s: the link you asked for",
)
NOTHING_TO_DO = (
    "You do not have to do anything now. If you gave an e-mail address, we write to you when something is asked of you "
    "or a letter is ready."
)
HAPPENED = "En la recepción leyeron mi dirección en voz alta."
SAID = "Dijeron que no había pasado nada."
WHY_THE_AGENCY = "Se trata de sus datos en la agencia."
REASONS = "Escuchamos lo ocurrido y leímos las normas de la agencia.\n\nNadie debe leer una dirección en voz alta."


@pytest.fixture
def street(
    request: pytest.FixtureRequest, house: House, serve: Serve, new_page: Callable[..., Page], axe: Axe
) -> Street:
    return a_street(request.param, house, serve, new_page, axe)


@pytest.mark.long
@pytest.mark.parametrize("street", ["phone-es", "narrow-es", "plain-es"], indirect=True)
def test_a_client_is_sent_to_the_agency_then_heard(street: Street) -> None:
    house, say = street.house, street.say
    number = _file(_find_the_form(street), street)
    house.work()
    (mail,) = mails_to(house, AMIRA, say(LETTER, number=number))
    assert say("A letter in case %(number)s is ready for you to read.", number=number) in mail
    assert not english_in(re.sub(r"http\S+", "", mail))
    amira = street.by_link(AMIRA, LETTER)
    street.see(amira, "complaint-new")
    expect(amira.locator("main")).to_contain_text(say(NOTHING_TO_DO))

    triage = {"matter": "personal_information", "agency_tried": "no", "agency_name": "Harbor House"}
    house.complete(number, "triage", BOARD_STAFF, triage | {"reason": WHY_THE_AGENCY})
    house.work()
    amira = street.by_link(AMIRA, TASK)
    assert WHY_THE_AGENCY in _letter(amira, street, "Please take your complaint to the agency first")
    _tell_how_it_went(amira, street)
    house.work()
    assert SAID in _letter(_again(amira), street, "The grievance subcommittee will hear your complaint")
    subcommittee = say("Member of the %(name)s", name=say("Grievance subcommittee"))
    expect(amira.locator("main")).to_contain_text(say("It is with: %(who)s.", who=subcommittee))
    street.see(amira, "complaint-referred")

    _hear(house, number)
    said = {
        "reasons": REASONS,
        "action": "La agencia capacita a su personal.",
        "for_the_agency": "Capacite a su gente.",
    }
    house.complete(number, "write_reasons", BOARD_STAFF, said)
    house.work()
    amira = street.by_link(AMIRA, LETTER)
    expect(amira.locator("main")).to_contain_text(say("Decided by the grievance subcommittee"))
    street.see(amira, "complaint-decided")
    letter = _letter(amira, street, "Decision on your complaint")
    assert f"{say('The complaint is right')}: 3" in letter
    assert "Nadie debe leer una dirección en voz alta." in letter
    amira.get_by_role("button", name=say("Leave this case")).click()
    street.see(amira, "complaint-left")
    assert not street.eye.faults, "\n".join(street.eye.faults)


@pytest.mark.long
@pytest.mark.parametrize(
    "street", [long("wide"), "phone", long("narrow"), long("plain"), long("phone-es")], indirect=True
)
def test_a_client_writes_loses_the_code_and_withdraws(street: Street) -> None:
    house, say = street.house, street.say
    number = _file(_find_the_form(street), street)
    house.work()
    amira = street.by_link(AMIRA, LETTER)
    street.see(amira, "case-new")

    staff = enter(street.open_page(), street.address, house, BOARD_STAFF)
    staff.goto(f"{street.address}/cases/{number}")
    write(staff, "¿En qué mostrador fue?")
    write(staff, "The shelter has a new clerk.", note=True)
    expect(staff.locator(".message--note")).to_contain_text("only staff see this")
    street.eye.see(staff, "case-staff")
    house.work()

    amira = street.by_link(AMIRA, MESSAGE)
    expect(amira.locator(".message")).to_contain_text("¿En qué mostrador fue?")
    amira.locator("summary", has_text=say("Write a message")).click()
    street.see(amira, "case-asked")
    amira.get_by_role("button", name=say("Send the message")).click()
    expect(amira.locator("main")).to_contain_text(say("Write your message."))
    street.see(amira, "message-empty")
    amira.goto(f"{street.address}/track/case")
    write(amira, "En el que está junto a la puerta.", file="lo-que-se-leyo.txt", say=say)
    expect(amira.get_by_role("status")).to_contain_text(say("Sent. Thank you.").split(".")[0])
    expect(amira.locator("main")).not_to_contain_text("new clerk")
    street.see(amira, "case-answered")

    staff.reload()
    with staff.expect_download() as sent:
        staff.get_by_role("link", name="lo-que-se-leyo.txt").click()
    assert Path(sent.value.path()).read_bytes() == b"What was read aloud."

    amira = _lost(street, number)
    amira.get_by_role("link", name=say("Withdraw")).click()
    street.see(amira, "withdraw")
    amira.get_by_role("button", name=say("Withdraw")).click()
    expect(amira.locator("main")).to_contain_text(say("It is closed."))
    expect(amira.locator("main")).to_contain_text(
        say("The case is closed: its messages can be read, and no more are sent.")
    )
    street.see(amira, "case-closed")
    house.work()
    assert number in _letter(_again(amira), street, "Your complaint is withdrawn")
    assert not street.eye.faults, "\n".join(street.eye.faults)


def _find_the_form(street: Street) -> Page:
    """From the front page by way of help, in the language they choose there."""
    amira, say = street.open_page(), street.say
    amira.goto(street.address)
    if street.language != "en":
        amira.get_by_role("button", name="Español").click()
    street.see(amira, "front")
    amira.get_by_role("navigation").get_by_role("link", name=say("Help"), exact=True).click()
    street.see(amira, "help")
    amira.get_by_role("link", name=say("You get help from an agency and want to ask or complain")).click()
    street.see(amira, "guide")
    amira.get_by_role("navigation").get_by_role("link", name=say("Start a case")).click()
    asks = say("Complain about help you got, or about your information")
    amira.get_by_role("link", name=say("How it goes: %(title)s", title=asks)).click()
    street.see(amira, "how-it-goes")
    amira.get_by_role("link", name=say("Begin"), exact=True).click()
    return amira


def _file(amira: Page, street: Street) -> str:
    """Sends the form, the second time without a mistake; the number. The code is shown once."""
    say = street.say
    street.see(amira, "form")
    amira.get_by_role("button", name=say("Send"), exact=True).click()
    expect(amira.locator("[data-summary]")).to_contain_text(say("Tell us what happened, in your own words."))
    street.see(amira, "form-errors")
    amira.get_by_text(say("For me"), exact=True).click()
    amira.get_by_label(say("Your name"), exact=True).fill("Amira Haddad")
    amira.get_by_label(say("Your e-mail address, if you have one")).fill(AMIRA)
    amira.get_by_text(say("How my personal information was used or shared"), exact=True).click()
    amira.get_by_label(say("What happened?")).fill(HAPPENED)
    amira.locator('label[for="told_agency-1"]').click()
    amira.get_by_role("button", name=say("Send"), exact=True).click()
    expect(amira).to_have_url(f"{street.address}/receipt")
    expect(amira.locator(".receipt__code")).to_have_text(re.compile(r"^([A-Z2-7]{4}-){7}[A-Z2-7]{4}$"))
    street.see(amira, "receipt")
    (number,) = re.findall(r"CGR-\d+-\d+", amira.locator(".lead").inner_text())
    amira.reload()
    expect(amira.locator("h1")).to_have_text(say("The code was shown already"))
    expect(amira.locator(".receipt__code")).to_have_count(0)
    street.see(amira, "receipt-gone")
    return number


def _tell_how_it_went(amira: Page, street: Street) -> None:
    say = street.say
    street.see(amira, "complaint-asked")
    amira.get_by_role("link", name=say("Answer")).click()
    street.see(amira, "task")
    amira.get_by_role("button", name=say("Send"), exact=True).click()
    expect(amira.locator("[data-summary]")).to_contain_text(say("Choose whether the agency solved the problem."))
    street.see(amira, "task-errors")
    amira.get_by_text(say("No, please send it to the grievance subcommittee"), exact=True).click()
    amira.get_by_label(say("If not: what did the agency say or do?")).fill(SAID)
    amira.get_by_role("button", name=say("Send"), exact=True).click()
    expect(amira.locator("main")).to_contain_text(say("What was sent"))
    street.see(amira, "task-receipt")
    amira.get_by_role("link", name=say("See where the case is")).click()


def _hear(house: House, number: str) -> None:
    """The subcommittee meets, and all three find the complaint right."""
    task = house.task(number, "subcommittee_hears")
    with reading(house.database) as session:
        item = session.scalars(select(AgendaItem).where(AgendaItem.task_id == UUID(task))).one()
        assert item.meeting is not None
        meeting_id, house.at = item.meeting.id, item.meeting.starts_at
    hearing = Hearing(house, number, "", task, meeting_id)
    chair = hearing.call_to_order(ABENA, BRUNO, CAROL)
    ballot = hearing.open_ballot(chair)
    for email in (ABENA, BRUNO, CAROL):
        vote(house, email, ballot, "founded")
    chair.see(ballot)
    chair.send(f"{ballot}/close")
    house.work()


def _again(amira: Page) -> Page:
    amira.reload()
    return amira


def _letter(amira: Page, street: Street, title: str) -> str:
    """What a letter says; in Spanish, nothing in English."""
    name = street.say("Download: %(title)s (PDF)", title=street.say(title))
    with amira.expect_download() as sent:
        amira.get_by_role("link", name=name).click()
    letter = text_of(Path(sent.value.path()).read_bytes())
    assert street.say(title) in letter
    assert street.language == "en" or not english_in(letter), english_in(letter)
    return letter


def _lost(street: Street, number: str) -> Page:
    page, say = street.open_page(), street.say
    page.goto(f"{street.address}/track")
    if street.language != "en":
        page.get_by_role("button", name="Español").click()
    page.get_by_label(say("Tracking code")).fill("ABCD-EFGH-" * 4)
    page.get_by_role("button", name=say("Show my case")).click()
    expect(page.locator("[data-summary]")).to_contain_text(say("No case has this code. Compare it with your receipt."))
    street.see(page, "code-wrong")
    page.get_by_role("link", name=say("I do not have the code any more")).click()
    page.get_by_role("button", name=say("Send me a link")).click()
    expect(page.locator("main")).to_contain_text(
        say("Enter the number of your case, as it stands on your receipt and in our mails.")
    )
    street.see(page, "lost-empty")
    page.get_by_label(say("Number of your case")).fill(number)
    page.get_by_label(say("Your e-mail address")).fill(AMIRA)
    page.get_by_role("button", name=say("Send me a link")).click()
    expect(page.get_by_role("status")).to_contain_text(
        say("If this case has this address, a link to it is on its way. It can take a few minutes.")
    )
    street.see(page, "lost-asked")
    street.house.work()
    return street.by_link(AMIRA, LINK)
