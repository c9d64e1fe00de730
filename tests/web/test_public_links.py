"""How a party without an account gets to its case: its code, a link from a mail that works once, another link."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text, update

from ombud.storage.base import Base
from ombud.storage.cases import Case, Party, TrackingLink
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.letters import OutboxMail
from ombud.storage.procedures import Setting
from ombud.storage.session import reading, unit_of_work
from ombud.webapp.public.limits import CODES_PER_ADDRESS, LINKS_PER_ADDRESS
from ombud.workflows import proof
from tests.web.house import DECISION, Browser, House, build_house
from tests.web.test_public_messages import link_in, mails_to

ROSA = "rosa@willow.example"
ARRIVED = "a letter is ready"
"""The mail after filing: a formal complaint is acknowledged by a letter."""
NOWHERE = "/track/link/" + "A" * 43
REFUSED = "This link opens nothing"


def a_link(house: House) -> str:
    house.file()
    house.work()
    return link_in(mails_to(house, ROSA, ARRIVED)[0])


def system_events(house: House) -> list[tuple[str, object]]:
    with reading(house.database) as session:
        rows = session.execute(select(Event.kind, Event.body).where(Event.chain == SYSTEM_CHAIN).order_by(Event.seq))
        return [(kind, body) for kind, body in rows if kind.startswith(("link.", "code."))]


def use(browser: Browser, link: str, status: int = 303) -> str:
    browser.see("/track")
    browser.send(link, status=status)
    return browser.page.text


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
    used, expired, destroyed = a_link(house), a_link(house), a_link(house)
    links = [link_in(mail) for mail in mails_to(house, ROSA, ARRIVED)]
    used, expired, destroyed = links
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


def ask(house: House, number: str, email: str, **more: str) -> str:
    browser = house.browser()
    browser.see("/track/lost")
    assert browser.send("/track/lost", {"number": number, "email": email} | more).location == "/track"
    return browser.see("/track")


def test_a_lost_code_is_answered_alike_for_known_and_unknown(house: House) -> None:
    number, _code = house.file()
    other, _other_code = house.file(contact_email="ned@harbor.example")
    house.work()
    house.mailer.messages.clear()
    answers = {
        re.sub(r'value="[^"]*"', "", ask(house, *asked))
        for asked in (
            (number, ROSA),
            (number, "mallory@x.example"),
            ("GRV-1999-0001", ROSA),
            (other, ROSA),
            ("' OR 1=1", "%"),
        )
    }
    assert len(answers) == 1
    assert "is on its way" in answers.pop()
    house.work()
    (mail,) = house.mailer.messages
    assert str(mail["To"]) == "Rosa Lindgren <rosa@willow.example>"
    rosa = house.browser()
    use(rosa, link_in(mails_to(house, ROSA, "the link you asked for")[0]))
    assert number in rosa.see("/track/case")
    assert system_events(house)[:5] == [("link.asked", {})] * 5


def test_the_number_and_address_may_be_typed_as_people_do(house: House) -> None:
    number, _code = house.file()
    ask(house, f" {number.lower()} ", " Rosa@Willow.Example ")
    house.work()
    assert mails_to(house, ROSA, "the link you asked for")


def test_asking_again_at_once_sends_no_second_mail(house: House) -> None:
    number, _code = house.file()
    for _time in range(3):
        ask(house, number, ROSA)
        house.work()
    assert len(mails_to(house, ROSA, "the link you asked for")) == 1
    house.pass_(minutes=6)
    ask(house, number, ROSA)
    house.work()
    assert len(mails_to(house, ROSA, "the link you asked for")) == 2


def test_asking_is_slowed_across_processes_and_programs_get_no_mail(house: House) -> None:
    number, _code = house.file()
    ask(house, number, ROSA, website="http://spam.example")
    house.work()
    assert not mails_to(house, ROSA, "the link you asked for")
    other = House(house.database, house.office, house.config, house.at)
    for n in range(LINKS_PER_ADDRESS):
        ask([house, other][n % 2], number, "nobody@x.example")
    late = other.browser()
    late.see("/track/lost")
    late.send("/track/lost", {"number": number, "email": ROSA}, status=429)


def test_what_was_typed_for_a_lost_code_stands_nowhere_in_the_clear_and_is_gone_afterwards(house: House) -> None:
    number, _code = house.file()
    ask(house, number, "quackenbush@pond.example")
    assert "quackenbush" not in _dump(house)
    with reading(house.database) as session:
        asked = "SELECT payload FROM jobs WHERE key LIKE 'link.asked%'"
        before = session.execute(text(asked)).scalar_one()
    house.work()
    with reading(house.database) as session:
        after = session.execute(text(asked)).scalar_one()
    assert len(bytes(after)) < 40 < len(bytes(before))


def test_s9_a_tracking_code_has_128_bits_and_is_stored_hashed_only(house: House) -> None:
    _number, code = house.file()
    plain = code.replace("-", "")
    assert re.fullmatch(r"[A-Z2-7]{32}", plain)  # 5 bits each
    with reading(house.database) as session:
        assert session.scalars(select(Party.tracking_hash)).one() == hashlib.sha256(plain.encode()).digest()


def test_s9_no_log_line_address_mail_event_or_column_holds_a_code_or_token(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="ombud")
    number, code = house.file()
    house.work()
    link = link_in(mails_to(house, ROSA, ARRIVED)[0])
    token, rosa = link.rsplit("/", 1)[1], house.track(code)
    addresses = re.findall(r'(?:href|action|src)="([^"]+)"', rosa.page.text)
    opened = house.browser()
    opened.see(link)
    addresses.append(opened.send(link).location)
    addresses += re.findall(r'(?:href|action|src)="([^"]+)"', opened.see("/track/case"))
    wrong = house.browser()
    wrong.see(link, status=404)
    wrong.send("/track", {"code": code[:-1]}, status=422) if "code" in wrong.see("/track") else None
    secrets = [code, code.replace("-", ""), code.lower(), token]
    mails = "".join(str(mail) for mail in house.mailer.messages)
    for secret in secrets:
        assert secret not in _dump(house)
        assert secret not in caplog.text
        assert not any(secret in address for address in addresses)
    assert code not in mails
    assert code.replace("-", "") not in mails
    with reading(house.database) as session:
        rows = session.scalars(select(OutboxMail).where(OutboxMail.text_sealed.is_not(None))).all()
        assert rows
        assert all(row.text == "" for row in rows)
        case = session.scalars(select(Case).where(Case.number == number)).one()
        exported = str(proof.export(session, house.office, case))
    assert token not in exported
    assert code not in exported


def _dump(house: House) -> str:
    """Every value of every table, bytes as the text they may hold."""
    with reading(house.database) as session:
        names = inspect(session.connection()).get_table_names()
        assert set(Base.metadata.tables) <= set(names)
        rows = [row for name in names for row in session.execute(text(f'SELECT * FROM "{name}"'))]  # noqa: S608
    values = [value for row in rows for value in row if value is not None]
    return "\n".join(_plain(value) for value in values)


def _plain(value: object) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)


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
