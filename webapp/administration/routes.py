"""The first page of administration: a card for each part that is the reader's."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from ombud.webapp.administration import cards
from ombud.webapp.administration.words import MARKS, STATES
from ombud.webapp.guards import role
from ombud.webapp.language import NAMES
from ombud.workflows.casefile.words import role_name
from ombud.workflows.permissions import EDITORS, INSPECTORS

blueprint = Blueprint("administration", __name__)


@blueprint.record_once
def words(setup: BlueprintSetupState) -> None:
    """What several pages call the same things."""
    setup.app.jinja_env.globals.update(state_words=STATES, state_marks=MARKS, language_titles=NAMES)
    setup.app.jinja_env.filters["role_title"] = role_name


@blueprint.get("/administration")
@role(*INSPECTORS, *EDITORS)
def index() -> Any:
    shown = cards.shown(current_app, current_user.roles)
    return render_template("administration/index.html", cards=shown)
