"""What becomes of a mail at the server: taken, refused for good, or to be tried again."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email.message import EmailMessage
from threading import Thread

import pytest

from ombud.workflows.mail.smtp import MailDelayed, MailRefused, SmtpMailer
from tests.support.mail import Inbox

TO = "director@nutmeg.example"


def a_message(to: str = TO) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ombud@nutmeg.example", to, "GRV-2026-0001: a letter is ready"
    message.set_content("A letter in case GRV-2026-0001 is ready for you to read.\n")
    return message


@pytest.fixture
def mailer(inbox: Inbox) -> SmtpMailer:
    return SmtpMailer(inbox.host, inbox.port, timeout=5)


def test_a_mail_is_taken(mailer: SmtpMailer, inbox: Inbox) -> None:
    mailer.send(a_message())
    assert [message["Subject"] for message in inbox.to(TO)] == ["GRV-2026-0001: a letter is ready"]


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ("550 no such mailbox", MailRefused),
        ("554 not wanted", MailRefused),
        ("450 mailbox busy", MailDelayed),
        ("451 try later", MailDelayed),
        ("421 closing", MailDelayed),
    ],
)
def test_a_reply_says_whether_asking_again_helps(
    mailer: SmtpMailer, inbox: Inbox, reply: str, error: type[MailRefused | MailDelayed]
) -> None:
    inbox.refuse[TO] = reply
    with pytest.raises(error) as caught:
        mailer.send(a_message())
    assert caught.value.code == int(reply[:3])
    assert TO not in str(caught.value)
    assert inbox.messages == []


def test_a_line_that_breaks_after_the_mail_was_taken_is_a_delay(mailer: SmtpMailer, inbox: Inbox) -> None:
    inbox.broken_off = True
    with pytest.raises(MailDelayed):
        mailer.send(a_message())
    assert len(inbox.messages) == 1


def test_nobody_there_is_a_delay() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(MailDelayed, match="no connection"):
            SmtpMailer("127.0.0.1", unused.getsockname()[1], timeout=1).send(a_message())


@pytest.fixture
def silent_server() -> Iterator[int]:
    """Takes a call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        calls: list[socket.socket] = []
        thread = Thread(target=lambda: calls.append(server.accept()[0]), daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(timeout=5)
        for call in calls:
            call.close()


def test_a_server_that_says_nothing_is_a_delay(silent_server: int) -> None:
    with pytest.raises(MailDelayed):
        SmtpMailer("127.0.0.1", silent_server, timeout=0.2).send(a_message())


def test_without_the_encryption_it_was_told_to_use_it_sends_nothing(inbox: Inbox) -> None:
    with pytest.raises(MailDelayed):
        SmtpMailer(inbox.host, inbox.port, starttls=True, timeout=5).send(a_message())
    assert inbox.messages == []


def test_without_the_sign_in_it_was_told_to_use_it_sends_nothing(inbox: Inbox) -> None:
    mailer = SmtpMailer(inbox.host, inbox.port, user="ombud", password="a password", timeout=5)
    with pytest.raises(MailDelayed):
        mailer.send(a_message())
    assert inbox.messages == []
    assert "a password" not in repr(mailer)
