"""`ombud serve`, `ombud worker`, `ombud migrate`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence

import click

from ombud.storage.session import reading, unit_of_work
from ombud.webapp import logs
from ombud.webapp.cli import environment
from ombud.workflows import worker as workers
from ombud.workflows.board import duties
from ombud.workflows.clock import utc_now
from ombud.workflows.scheduling import calling
from ombud.workflows.search.index import is_missing

PATIENCE_SECONDS = 30
"""How long a stopping process may take to finish what it has in hand."""

KILLED = 128
"""What a shell adds to the number of the signal that ended a process."""


@click.command("migrate")
def migrate_database() -> None:
    """Bring the database to this version's schema."""
    database = environment.migrated()
    click.echo(f"The database is at {database.url.render_as_string(hide_password=True)}.")
    with reading(database) as session:
        if is_missing(session):
            click.echo("The search does not find the names in its cases yet: run `ombud search index`.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--processes", default=1, show_default=True, help="Web processes of eight threads each.")
@click.option("--no-worker", is_flag=True, help="The worker runs elsewhere (ombud worker).")
def serve(host: str, port: int, processes: int, no_worker: bool) -> None:
    """Run the web application and its worker until stopped."""
    environment.vault()
    environment.migrated().close()
    sys.exit(serve_processes(host, port, processes=processes, with_worker=not no_worker, environ=os.environ))


@click.command("worker")
def worker() -> None:
    """Do what is due: deadlines, reminders, letters, mail. Any number of workers may run."""
    logs.configure()
    database, office, mailer = environment.migrated(), environment.office(), environment.mailer()
    with unit_of_work(database) as session:
        duties.watch(session, office.duties, office.duties.duties, at=utc_now())
        calling.watch_all(session, office.procedures, at=utc_now())
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    workers.run(database, office, mailer, clock=utc_now, stop=stop, worker=f"{socket.gethostname()}:{os.getpid()}")


def serve_processes(host: str, port: int, *, processes: int, with_worker: bool, environ: Mapping[str, str]) -> int:
    """Starts web and worker processes and waits; when one ends, or on a signal, the others are stopped in good order."""
    commands = [_web_command(host, port, processes)]
    if with_worker:
        commands.append([sys.executable, "-m", "ombud.webapp.cli", "worker"])
    children = [subprocess.Popen(command, env=dict(environ)) for command in commands]
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _stop(children))
    ended = _wait_for_any(children)
    _stop(children)
    for child in children:
        child.wait(timeout=PATIENCE_SECONDS)
    return exit_code(ended)


def exit_code(ended: int) -> int:
    """Of a process that ended so, as a shell tells it: one that a signal ended did not succeed."""
    return ended if ended >= 0 else KILLED - ended


def _web_command(host: str, port: int, processes: int) -> Sequence[str]:
    return [
        sys.executable, "-m", "gunicorn", "--bind", f"{host}:{port}", "--workers", str(processes),
        "--worker-class", "gthread", "--threads", "8", "--no-control-socket",
        "--graceful-timeout", str(PATIENCE_SECONDS), "--log-level", "warning",
        "--logger-class", "ombud.webapp.serverlog.ServerLog", "ombud.webapp.wsgi:make()",
    ]  # fmt: skip


def _wait_for_any(children: Sequence[subprocess.Popen[bytes]]) -> int:
    pid, status = os.wait()
    for child in children:
        if child.pid == pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            return child.returncode
    return 0


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
