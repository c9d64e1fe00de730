"""Tracking codes: long enough, and written down nowhere."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from ombud.storage.cases import Case, Party
from ombud.storage.letters import OutboxMail
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import reading
from ombud.workflows import proof
from ombud.workflows.opening import tracking_code
from tests.web.house import House
from tests.web.links import (
    ARRIVED,
    ROSA,
    link_in,
    mails_to,
    values_of,
)


def test_s9_a_tracking_code_has_128_bits_and_is_stored_hashed_only(house: House) -> None:
    _number, code = house.file()
    plain = code.replace("-", "")
    assert re.fullmatch(r"[A-Z2-7]{32}", plain)  # 5 bits each
    with reading(house.database) as session:
        assert session.scalars(select(Party.tracking_hash)).one() == hashlib.sha256(plain.encode()).digest()


def test_s9_a_code_cannot_be_worked_out_from_the_key_of_its_request(house: House) -> None:
    """Browsers send that key in the clear, and it stands in the event: only who has the master key gets to the code."""
    elsewhere = replace(house.office, vault=Vault(parse_key(new_key())))
    assert tracking_code(house.office, "one request") == tracking_code(house.office, "one request")
    assert tracking_code(house.office, "one request") != tracking_code(elsewhere, "one request")
    assert tracking_code(house.office, "one request") != tracking_code(house.office, "another request")


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
    wrong.see("/track")
    wrong.send("/track", {"code": code[:-1]}, status=422)
    secrets = [code, code.replace("-", ""), code.lower(), token]
    for browser in (rosa, opened):
        with browser.session_transaction() as cookie:  # signed, and read by whoever has it
            assert not [secret for secret in secrets if secret in str(dict(cookie))]
    mails = "".join(str(mail) for mail in house.mailer.messages)
    for secret in secrets:
        assert secret not in values_of(house)
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


def test_the_doors_of_a_case_speak_of_no_one_procedure(house: House) -> None:
    """A complaint is one kind of case; somebody who asks for access has a code too."""
    for path in ("/track", "/track/lost", "/sign-in", "/receipt"):
        said = house.browser().see(path).split("<main")[1].lower()
        assert "grievance" not in said, path
        assert "complaint" not in said, path


def test_a_code_is_read_as_somebody_copies_it_by_hand(house: House) -> None:
    number, code = house.file()
    for copied in (code.lower(), code.replace("O", "0"), code.replace("I", "1", 2), code.replace("L", "1", 2)):
        assert number in house.track(copied).see("/track/case")


def test_what_is_no_code_is_answered_by_what_it_is(house: House) -> None:
    number, code = house.file()
    browser = house.browser()
    for typed, said in (
        (number, "That is the number of a case. The code has 32 letters and digits."),
        (number.lower().replace("-", " "), "That is the number of a case."),
        (code[:-1], "The code has 32 letters and digits. 1 is missing."),
        (code[:20], "The code has 32 letters and digits. 16 are missing."),
        ("ABCD-EFGH-" * 4, "No case has this code."),
    ):
        browser.see("/track")
        browser.send("/track", {"code": typed}, status=422)
        assert said in browser.page.text
