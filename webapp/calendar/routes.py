"""The public calendar: the coming meetings of all bodies, as a page and as feeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _
from flask_login import current_user

from ombud.webapp.calendar import upcoming
from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import public
from ombud.workflows.board import ics
from ombud.workflows.permissions import PRESIDERS

blueprint = Blueprint("calendar", __name__)


@blueprint.get("/meetings")
@public
def meetings() -> Any:
    with read() as session:
        coming, bodies = upcoming.upcoming(session, at=now()), upcoming.bodies(session, at=now())
        mine = current_user.is_authenticated and current_user.roles.intersection(PRESIDERS)
        kept = upcoming.kept_by(session, current_user.actor, at=now()) if mine else []
    return render_template("calendar/meetings.html", meetings=coming, bodies=bodies, kept=kept)


@blueprint.get("/meetings.ics")
@public
def feed() -> Response:
    with read() as session:
        entries = upcoming.entries_of_all(session)
    return _feed(_("Meetings"), entries)


@blueprint.get("/bodies/<key>/meetings.ics")
@public(record="everybody")
def feed_of(key: str) -> Response:
    with read() as session:
        name, entries = upcoming.entries_of(session, key)
    return _feed(name, entries)


def _feed(name: str, entries: Sequence[ics.Entry]) -> Response:
    base_url = desk().office.base_url
    host, url = urlsplit(base_url).hostname or "localhost", f"{base_url}/meetings"
    content = ics.feed(name, entries, host=host, url=url, at=now())
    return Response(content, mimetype="text/calendar", headers={"Content-Disposition": "inline; filename=meetings.ics"})
