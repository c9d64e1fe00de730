"""What a WSGI server loads: the application as the environment describes it."""

from __future__ import annotations

from flask import Flask

from ombud.storage.schema import require_current
from ombud.webapp.app import create_app
from ombud.webapp.cli import environment
from ombud.workflows.clock import utc_now


def make() -> Flask:
    """Raises SchemaMismatch on a database that this version was not written for: `ombud migrate` comes first."""
    database = environment.database()
    require_current(database)
    return create_app(database, environment.office(), clock=utc_now, config=environment.config())
