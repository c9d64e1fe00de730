"""The inbox: four boxes of tasks, looked at through a filter; and taking several at once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from flask_login import current_user

from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import holds, signed_in
from ombud.webapp.inbox import going_on
from ombud.webapp.inbox.taking import Taken, marked, take
from ombud.webapp.sent import whole
from ombud.workflows import inbox
from ombud.workflows.board.ballots.reading import my_ballots
from ombud.workflows.inbox import Box, Look
from ombud.workflows.inbox.saved import views_of
from ombud.workflows.people import vacancies
from ombud.workflows.permissions import NAMERS
from ombud.workflows.refusals import InvalidCommand, NotFound

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/inbox")
@signed_in
def show() -> Any:
    box, look, page = _asked()
    going_on.remember(look)
    office, actor, at = desk().office, current_user.actor, now()
    with read() as session:
        found = inbox.read(session, office, actor, at=at, box=box, look=look, page=page)
        views = views_of(session, office, current_user.person_id)
        ballots = my_ballots(session, office, actor, at=at)
        posts = vacancies.posts(session, actor, at=at) if holds(NAMERS) else []
    query = going_on.query_of(found.box, look)
    return render_template("inbox/inbox.html", inbox=found, query=query, views=views, ballots=ballots, posts=posts)


@blueprint.post("/inbox/take")
@signed_in
def take_marked() -> Any:
    ids = marked(request.form.getlist("task"))
    if not ids:
        return _outcome(Taken(0, ()), InvalidCommand.status)
    done = take(ids)
    if done.refused:
        return _outcome(done, 200 if done.number else done.refused[0].status)
    flash(ngettext("%(num)s task is yours now.", "%(num)s tasks are yours now.", done.number))
    return redirect(url_for("inbox.show", box=Box.MINE.value), code=303)


def _asked() -> tuple[Box | None, Look, int]:
    """What the address asks for. Raises NotFound for a box, a date or an order that there is not."""
    asked = request.args.get("box")
    try:
        box = Box(asked) if asked else None
        return box, inbox.look_of(request.args), max(1, whole(request.args.get("page"), 1))
    except ValueError:
        raise NotFound() from None


def _outcome(done: Taken, status: int) -> tuple[str, int]:
    return render_template("inbox/taken.html", done=done, back=url_for("inbox.show", box=Box.GROUPS.value)), status
