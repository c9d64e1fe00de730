"""A worker in a process of its own that kills itself, without a word, at the n-th thing it does.

Things are: every SQL statement, every commit, and the moments before and after a mail is handed over.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from multiprocessing import get_context
from typing import Any

from sqlalchemy import event, make_url

from ombud.storage.session import Database
from ombud.workflows.mail.smtp import Mailer, SmtpMailer
from tests.integration.worker.world import MovingClock, World

PRELOADED = ["weasyprint", "tests.integration.worker.dying"]

APPLICATION = "a process that dies"
"""What PostgreSQL knows its connections by."""

Step = Callable[..., None]


@dataclass(frozen=True)
class Errand:
    """What a process is sent to do."""

    url: str
    at: datetime
    port: int
    worker: str
    dies_at: int  # 0: never


class CountingMailer:
    """Counts the moments around handing a mail over."""

    def __init__(self, mailer: Mailer, step: Step) -> None:
        self.mailer, self.step = mailer, step

    def send(self, message: EmailMessage) -> None:
        self.step()
        self.mailer.send(message)
        self.step()


def go(errand: Errand) -> None:
    """The whole life of such a process."""
    url = make_url(errand.url)
    if url.get_backend_name() == "postgresql":
        url = url.update_query_dict({"application_name": APPLICATION})
    database = Database(url)
    step = count_down(errand.dies_at)
    event.listen(database.engine, "before_cursor_execute", step)
    event.listen(database.engine, "commit", step)
    mailer = CountingMailer(SmtpMailer("127.0.0.1", errand.port, timeout=10), step)
    World(database, MovingClock(errand.at), mailer).work(errand.worker)


def count_down(steps: int) -> Step:
    left = steps

    def step(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def start(errand: Errand) -> Any:
    """A new process, forked from a clean one that has the imports done."""
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    process = context.Process(target=go, args=(errand,))
    process.start()
    return process
