"""`ombud demo`: a running application with fictional people, cases in different states and a mailbox."""

from __future__ import annotations

import os
import shutil
import sys
from asyncio import Server
from pathlib import Path
from typing import cast

import click
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from sqlalchemy import select

from ombud.storage.directory import Person
from ombud.storage.schema import migrate
from ombud.storage.sealing import new_key
from ombud.storage.session import Database, unit_of_work
from ombud.webapp.accounts.passwords import hash_password
from ombud.webapp.cli import environment
from ombud.webapp.cli.serving import serve_processes
from ombud.workflows.clock import utc_now
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.people.demonstration import account_of
from ombud.workflows.procedures.demonstration import began_at, play_up_to
from ombud.workflows.procedures.directory import read_directory
from ombud.workflows.procedures.load import load_all
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.scenarios.stage import furnish

PASSWORD = "demonstration only"  # noqa: S105  the sign-in page of the demonstration shows it
STORIES = BPMN / "demonstration"


class PostOffice(Controller):
    """A mail server that accepts everything: the mailbox page shows the mail. The system chooses its port."""

    def _trigger_server(self) -> None:
        self.port = cast(Server, self.server).sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--keep", is_flag=True, help="Go on with the last demonstration instead of a fresh one.")
@click.option("--prepare", is_flag=True, help="Only make the demonstration's database; do not serve it.")
def demo(host: str, port: int, keep: bool, prepare: bool) -> None:
    """Show Ombud with a demonstration directory, cases in different states and the mail it sends. Nobody in it exists."""
    folder = environment.var() / "demo"
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    _describe(folder, f"http://{host}:{port}")
    if not (folder / "ombud.sqlite").exists():
        click.echo("Preparing the demonstration ...")
        _prepare()
    if prepare:
        return
    click.echo(f"\nOmbud runs at http://{host}:{port}  (stop with Ctrl+C)\n\n{_who()}\n")
    post_office = PostOffice(Sink(), hostname="127.0.0.1", port=0)
    post_office.start()
    os.environ["OMBUD_MAIL_PORT"] = str(post_office.port)
    try:
        sys.exit(serve_processes(host, port, processes=1, with_worker=True, environ=os.environ))
    finally:
        post_office.stop()


def _describe(folder: Path, url: str) -> None:
    """The environment of the demonstration, for this process and those it starts. Its key lies beside its database."""
    key = folder / "key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(new_key())
    os.environ |= {
        "OMBUD_DATABASE_URL": f"sqlite:///{folder / 'ombud.sqlite'}",
        "OMBUD_KEY": key.read_text(),
        "OMBUD_BASE_URL": url,
        "OMBUD_MAIL_FROM": "ombud@demonstration.example",
        "OMBUD_MAIL_HOST": "127.0.0.1",
        "OMBUD_DEMO": "1",
        "OMBUD_DEMO_PASSWORD": PASSWORD,
        "OMBUD_PLAIN_HTTP": "1",
    }


def _prepare() -> None:
    database, office, now = environment.database(), environment.office(), utc_now()
    migrate(database)
    stories = sorted(STORIES.glob("*.toml"))
    began = began_at(stories, now=now)
    with unit_of_work(database) as session:
        procedures, directory = load_all(BPMN), read_directory(BPMN / "directory.toml")
        furnish(session, office, procedures=procedures, directory=directory, at=began)
        password = hash_password(PASSWORD)
        for person_id in session.scalars(select(Person.id)):
            session.add(account_of(office, person_id, password, at=began))
    play_up_to(database, office, KeptMailer(), stories, now=now)
    database.close()


def _who() -> str:
    with unit_of_work(Database(os.environ["OMBUD_DATABASE_URL"])) as session:
        people = session.scalars(select(Person).order_by(Person.organisation_id, Person.name)).all()
        lines = [f"  {person.email:<34} {person.name}" for person in people]
    return "\n".join([f'Who may sign in, all with the password "{PASSWORD}"; the code is filled in for you:', *lines])
