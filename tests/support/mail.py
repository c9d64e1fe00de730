"""A real mail server: what smtplib hands over arrives in `inbox.messages`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Inbox:
    """`refuse` maps an address to the reply it gets; `broken_off` drops the line after a mail was taken in."""

    host: str = "127.0.0.1"
    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    broken_off: bool = False

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if address in str(message["X-RcptTo"]).split(", ")]


class _Handler:
    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.inbox.refuse:
            return self.inbox.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        message["X-MailFrom"] = envelope.mail_from
        message["X-RcptTo"] = ", ".join(envelope.rcpt_tos)
        self.inbox.messages.append(message)
        if self.inbox.broken_off and server.transport is not None:
            server.transport.close()
        return "250 Message accepted"


class _Server(Controller):
    """Port 0 lets the system choose; the controller's own self-test needs to know the choice."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    inbox = Inbox()
    server = _Server(_Handler(inbox), hostname=inbox.host, port=0)
    server.start()
    inbox.port = server.port
    yield inbox
    server.stop()
