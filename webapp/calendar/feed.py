"""Somebody's own calendar feed. Its address is its key: whoever knows it reads it, so it holds nothing of any case."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from sqlalchemy import and_, func, select

from ombud.storage.board import Body
from ombud.storage.meetings import Meeting, MeetingStatus
from ombud.webapp.calendar.upcoming import entries_where
from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import public
from ombud.workflows.board import ics
from ombud.workflows.days import day_of, start_of
from ombud.workflows.feed import address, dates
from ombud.workflows.refusals import NotFound
from ombud.workflows.text import in_language
from ombud.workflows.text import translate as _

REFRESH: Final = "PT1H"
BACK: Final = timedelta(days=31)
"""Meetings that are over stay for a while: whoever looks back finds them."""

blueprint = Blueprint("feed", __name__)


@blueprint.get("/calendar/<token>.ics")
@public(record="secret_address")
def own(token: str) -> Response:
    """Kept by nobody on the way; a calendar program that has it already is told so."""
    office, today = desk().office, start_of(day_of(now()))
    with read() as session:
        person = address.owner_of(session, token)
        if person is None:
            raise NotFound()
        with in_language(person.language):
            theirs = select(func.coalesce(Body.calendar_of_id, Body.id)).where(dates.of_bodies(person.id, at=now()))
            to_come = and_(Meeting.status == MeetingStatus.SCHEDULED, Meeting.starts_at > today - BACK)
            meetings = entries_where(session, and_(to_come, Meeting.body_id.in_(theirs)))
            waiting = dates.entries(session, office, person.id, at=now())
            name = _("Ombud: what waits for you")
    host, url = urlsplit(office.base_url).hostname or "localhost", f"{office.base_url}/meetings"
    content = ics.feed(name, [*meetings, *waiting], host=host, url=url, at=today, refresh=REFRESH)
    response = Response(content, mimetype="text/calendar", headers={"Cache-Control": "private, no-cache"})
    response.headers["Content-Disposition"] = "inline; filename=ombud.ics"
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    response.make_conditional(request)
    return response
