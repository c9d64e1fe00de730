"""Links from a mail: each opens the case once, for some days, and guessing is slowed."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from sqlalchemy import select, update

from ombud.storage.cases import Case, Party, TrackingLink
from ombud.storage.procedures import Setting
from ombud.storage.session import reading, unit_of_work
from ombud.webapp.public.limits import CODES_PER_ADDRESS
from tests.web.house import DECISION, House, build_house
from tests.web.links import (
    ARRIVED,
    NOWHERE,
    REFUSED,
    ROSA,
    a_link,
    ask,
    link_in,
    mails_to,
    system_events,
    use,
)


def test_a_link_opens_the_case_once_and_looking_at_it_uses_nothing_up(house: House) -> None:
    link = a_link(house)
    for _scanner in range(3):
        assert "Open my case" in house.browser().see(link)
    rosa = house.browser()
    page = rosa.get(link)
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["Cache-Control"] == "no-store"
    rosa.see(link)
    assert rosa.send(link).location == "/track/case"
    assert "GRV-2026-0001" in rosa.see("/track/case")
    assert REFUSED in house.browser().see(link, status=404)
    assert REFUSED in use(house.browser(), link, status=404)
    assert "GRV-2026-0001" in rosa.see("/track/case")


def test_the_button_pressed_twice_opens_the_case_and_a_replay_elsewhere_does_not(house: House) -> None:
    link, rosa = a_link(house), house.browser()
    rosa.see(link)
    key = rosa.hidden("request_key")
    for _click in range(2):
        assert rosa.send(link, key=key).location == "/track/case"
    thief = house.browser()
    thief.see("/track")
    thief.send(link, key=key, status=404)
    assert thief.get("/track/case").location == "/track"


def test_several_links_are_good_at_a_time_each_once(house: House) -> None:
    number, _code = house.file()
    house.work()
    house.complete(number, "director_decides", "director@lead.example", DECISION)
    house.work()
    links = [link_in(mail) for mail in mails_to(house, ROSA, number)]
    assert len(set(links)) == len(links) == 3
    for link in reversed(links):
        use(house.browser(), link)
    for link in links:
        use(house.browser(), link, status=404)


def test_whatever_is_wrong_with_a_link_the_answer_is_the_same_and_nothing_changes(house: House) -> None:
    for _case in range(3):
        house.file()
    house.work()
    used, expired, destroyed = (link_in(mail) for mail in mails_to(house, ROSA, ARRIVED))
    use(house.browser(), used)
    with unit_of_work(house.database) as session:
        old = update(TrackingLink).where(TrackingLink.token_hash == hash_of(expired))
        session.execute(old.values(expires_at=house.at))
        gone = select(Party.case_id).join(TrackingLink, TrackingLink.party_id == Party.id)
        gone = gone.where(TrackingLink.token_hash == hash_of(destroyed))
        session.execute(update(Case).where(Case.id == gone.scalar_subquery()).values(data_key=None))
    before = _changing(house)
    wrong = [
        used,
        expired,
        destroyed,
        NOWHERE,
        destroyed[:-1],
        NOWHERE[:14],
        f"/track/link/{'x' * 5000}",
        "/track/link/%ff%00é",
    ]
    pages = set()
    for link in wrong:
        browser = house.browser()
        page = browser.see(link, status=404)
        pages.add(re.sub(r'(csrf_token|request_key|back)" value="[^"]*"', "", page))
        house.pass_(minutes=10)
        assert REFUSED in use(browser, link, status=404)
        assert browser.get("/track/case").location == "/track"
        house.pass_(minutes=10)
    assert len(pages) == 1
    assert _changing(house) == before
    assert system_events(house) == [("link.refused", {})] * (2 * len(wrong))


def hash_of(link: str) -> bytes:
    return hashlib.sha256(link.rsplit("/", 1)[1].encode()).digest()


def _changing(house: House) -> list[object]:
    with reading(house.database) as session:
        cases = session.execute(select(Case.number, Case.head_seq, Case.status).order_by(Case.number)).all()
        links = session.execute(select(TrackingLink.id, TrackingLink.used_at).order_by(TrackingLink.id)).all()
        return [*cases, *links]


def test_a_link_is_good_for_as_many_days_as_the_office_says(house: House) -> None:
    link = a_link(house)
    house.pass_(days=7)
    assert "Open my case" in house.browser().see(link)
    house.pass_(days=1)
    house.browser().see(link, status=404)


def test_without_a_letter_that_acknowledges_it_a_receipt_brings_the_link(house: House) -> None:
    number, _code = house.file(stage="informal")
    house.work()
    (receipt,) = mails_to(house, ROSA, "we have received it")
    assert number in receipt
    assert "Open my case" in house.browser().see(link_in(receipt))
    house.file()
    house.work()
    assert len(mails_to(house, ROSA, "we have received it")) == 1


def test_an_office_without_links_sends_people_to_their_code(house: House) -> None:
    with unit_of_work(house.database) as session:
        session.add(Setting(name="accounts.party_link_days", value=0, from_at=house.at, reason="No links by mail."))
    number, _code = house.file()
    house.work()
    (mail,) = mails_to(house, ROSA, ARRIVED)
    assert "/track/link/" not in mail
    assert "tracking code" in mail
    assert number in mail


def test_guessing_links_and_codes_is_slowed_across_processes_and_what_is_right_still_opens(house: House) -> None:
    _number, code = house.file()
    house.work()
    link = link_in(mails_to(house, ROSA, ARRIVED)[0])
    other = House(house.database, house.office, house.config, house.at)
    houses = [house, other]
    for n in range(CODES_PER_ADDRESS):
        houses[n % 2].browser().see(NOWHERE, status=404)
    kept = len(system_events(house))
    other.browser().see(NOWHERE, status=429)
    house.browser().see(NOWHERE, status=429)
    guesser = other.browser()
    guesser.see("/track")
    guesser.send("/track", {"code": "AAAA-BBBB"}, status=429)
    assert len(system_events(house)) == kept
    other.track(code)
    assert "Open my case" in house.browser().see(link)
    use(other.browser(), link)


def test_a_reader_of_spanish_is_met_in_spanish(house: House) -> None:
    house.file(language="es")
    house.work()
    mails = [str(mail.get_body(("plain",)).get_content()) for mail in house.mailer.messages if ROSA in str(mail["To"])]  # type: ignore[union-attr]
    browser = house.browser()
    assert '<html lang="es">' in browser.see(link_in(mails[0]))
    browser.send(link_in(mails[0]))
    assert '<html lang="es">' in browser.see("/track/case")


def test_links_and_messages_work_on_postgresql_too(tmp_path: Path, postgres_url: str) -> None:
    house = build_house(tmp_path, url=postgres_url)
    number, code = house.file()
    house.work()
    link = link_in(mails_to(house, ROSA, ARRIVED)[0])
    rosa = house.browser()
    rosa.see(link)
    rosa.send(link)
    rosa.see("/track/case")
    rosa.send("/track/messages", {"message": "Is there any news?"})
    use(house.browser(), link, status=404)
    ask(house, number, ROSA)
    house.work()
    use(house.browser(), link_in(mails_to(house, ROSA, "the link you asked for")[0]))
    director = house.as_("director@lead.example")
    assert "Is there any news?" in director.see(f"/cases/{number}")
    director.send(f"/cases/{number}/notes", {"note": "Not yet."})
    assert "Not yet." not in house.track(code).page.text
    assert "Not yet." in director.see(f"/cases/{number}/messages")
    house.database.close()
