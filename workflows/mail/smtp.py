"""Handing one mail to a mail server, and telling a refusal from a delay."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Protocol

from ombud.workflows.jobs.faults import Fault

PERMANENT = 500
"""SMTP replies from here on say that asking again is useless (RFC 5321, 4.2.1)."""


class MailRefused(Exception):
    """The mail server will never take this mail."""

    def __init__(self, code: int | None = None) -> None:
        self.code = code
        super().__init__(f"refused with reply {code}" if code else "the address or a header is not valid")


class MailDelayed(Fault):
    """The mail server cannot be reached or asks to be tried later."""

    def __init__(self, code: int | None = None) -> None:
        self.code = code
        super().__init__(f"delayed with reply {code}" if code else "no connection")


class Mailer(Protocol):
    """Returns once the server has accepted the mail. Raises MailRefused, MailDelayed."""

    def send(self, message: EmailMessage) -> None: ...


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """`starttls` asks for encryption and refuses to go on without; `timeout` in seconds, for each answer."""

    host: str
    port: int = 25
    starttls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 10

    def send(self, message: EmailMessage) -> None:
        try:
            with smtplib.SMTP(self.host, self.port, timeout=self.timeout) as line:
                self._prepare(line)
                line.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _judged(next(iter(error.recipients.values()))[0]) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _judged(error.smtp_code) from error
        except smtplib.SMTPNotSupportedError as error:
            raise self._unsupported() from error
        except smtplib.SMTPResponseException as error:
            raise MailDelayed(error.smtp_code) from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailDelayed() from error
        except UnicodeError as error:
            raise MailRefused() from error

    def _prepare(self, line: smtplib.SMTP) -> None:
        if self.starttls:
            line.starttls(context=ssl.create_default_context())
        if self.user:
            line.login(self.user, self.password)

    def _unsupported(self) -> MailRefused | MailDelayed:
        """Without STARTTLS or sign-in where asked for, the fault is the server's set-up; else the address needs
        SMTPUTF8, which that server has not got."""
        return MailDelayed() if self.starttls or self.user else MailRefused()


def _judged(code: int) -> MailRefused | MailDelayed:
    return MailRefused(code) if code >= PERMANENT else MailDelayed(code)


@dataclass(frozen=True, slots=True)
class KeptMailer:
    """Keeps every mail in memory: for scenarios, which say who was told."""

    messages: list[EmailMessage] = field(default_factory=list)

    def send(self, message: EmailMessage) -> None:
        self.messages.append(message)
