"""The first page after signing in: what waits for whoever it is, by the roles they hold, and ways on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from ombud.webapp.cases.starting import startable
from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import holds, signed_in
from ombud.webapp.inbox import going_on
from ombud.webapp.operator.overview import troubles_of
from ombud.workflows import home
from ombud.workflows.board.ballots.reading import my_ballots
from ombud.workflows.inbox import Look
from ombud.workflows.people import standing_in, vacancies
from ombud.workflows.permissions import NAMERS, OPERATORS
from ombud.workflows.procedures.guides import read_guides

blueprint = Blueprint("home", __name__)


@blueprint.get("/home")
@signed_in
def show() -> Any:
    going_on.remember(Look())
    office, actor, at = desk().office, current_user.actor, now()
    with read() as session:
        shown = {
            "home": home.read(session, office, actor, at=at),
            "ballots": my_ballots(session, office, actor, at=at),
            "asks": standing_in.asked_of(session, actor, at=at),
            "posts": vacancies.posts(session, actor, at=at) if holds(NAMERS) else [],
            "troubles": troubles_of(session, office, at=at) if holds(OPERATORS) else None,
            "procedures": startable(session, desk(), actor, at=at),
        }
    guides = {key: guide for key, guide in read_guides().items() if holds(guide.roles)}
    return render_template("home/home.html", guides=guides, **shown)
