"""The inbox: four boxes of tasks."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user

from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import holds, signed_in
from ombud.webapp.sent import whole
from ombud.workflows import inbox
from ombud.workflows.board.ballots.reading import needs_my_vote
from ombud.workflows.inbox import Box
from ombud.workflows.people import vacancies
from ombud.workflows.permissions import NAMERS
from ombud.workflows.refusals import NotFound

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/inbox")
@signed_in
def show() -> Any:
    try:
        box, page = Box(request.args.get("box", Box.MINE)), max(1, whole(request.args.get("page"), 1))
    except ValueError:
        raise NotFound() from None
    with read() as session:
        found = inbox.read(session, desk().office, current_user.actor, box=box, at=now(), page=page)
        votes = needs_my_vote(session, desk().office, current_user.actor, at=now())
        posts = vacancies.posts(session, current_user.actor, at=now()) if holds(NAMERS) else []
    return render_template("inbox/inbox.html", inbox=found, votes=votes, posts=posts)
