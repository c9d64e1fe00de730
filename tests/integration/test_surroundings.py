"""The servers that other tests stand on do what those tests assume of them."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterable
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import create_engine, text

from tests.support.browser import Serve
from tests.support.mail import Inbox

pytestmark = pytest.mark.both_databases


def _mail(to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ombud@nutmeg.example", to, "Decision"
    message.set_content("Your complaint was upheld.")
    return message


def _send(inbox: Inbox, message: EmailMessage) -> None:
    with smtplib.SMTP(inbox.host, inbox.port, timeout=5) as line:
        line.send_message(message)


def test_each_test_gets_an_empty_database(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE probe (id integer)"))
        connection.execute(text("INSERT INTO probe VALUES (1)"))
        assert connection.execute(text("SELECT count(*) FROM probe")).scalar_one() == 1
    engine.dispose()


def test_mail_arrives_with_its_envelope(inbox: Inbox) -> None:
    _send(inbox, _mail("director@nutmeg.example"))
    assert [message["Subject"] for message in inbox.to("director@nutmeg.example")] == ["Decision"]


def test_an_address_can_be_refused(inbox: Inbox) -> None:
    inbox.refuse["gone@nutmeg.example"] = "550 no such mailbox"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        _send(inbox, _mail("gone@nutmeg.example"))
    assert inbox.messages == []


def test_a_line_can_break_after_the_mail_was_taken_in(inbox: Inbox) -> None:
    inbox.broken_off = True
    with pytest.raises(smtplib.SMTPServerDisconnected):
        _send(inbox, _mail("director@nutmeg.example"))
    assert len(inbox.messages) == 1


def _page_without_language(environ: dict[str, Any], respond: Callable[..., Any]) -> Iterable[bytes]:
    respond("200 OK", [("Content-Type", "text/html"), ("Content-Security-Policy", "default-src 'self'")])
    return [b"<title>Inbox</title><main><h1>Inbox</h1></main>"]


def test_axe_works_under_a_strict_policy(page: Page, serve: Serve, axe: Callable[[Page], list[str]]) -> None:
    page.goto(serve(_page_without_language))
    assert page.title() == "Inbox"
    assert [line.split(":")[0] for line in axe(page)] == ["html-has-lang"]
