"""What a WSGI server loads: the application as the environment describes it."""

from __future__ import annotations

from flask import Flask

from ombud.webapp.app import create_app
from ombud.webapp.cli import environment
from ombud.workflows.clock import utc_now


def make() -> Flask:
    return create_app(environment.database(), environment.office(), clock=utc_now, config=environment.config())
