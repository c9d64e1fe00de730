"""The search, for whoever is signed in. Words may be a name, so they come by POST and stand in no address or log."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user

from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import signed_in
from ombud.webapp.search.forms import SearchForm
from ombud.workflows.refusals import InvalidCommand
from ombud.workflows.search.finding import find

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@signed_in
def show() -> Any:
    return render_template("search/search.html", form=SearchForm(), found=None)


@blueprint.post("/search")
@signed_in
def results() -> Any:
    """Changes nothing, and needs no throttle: nobody finds here what they could not open."""
    form = SearchForm(request.form)
    if not form.validate():
        return render_template("search/search.html", form=form, found=None), InvalidCommand.status
    with read() as session:
        found = find(session, desk().office, form.words, current_user.actor, at=now())
    return render_template("search/search.html", form=form, found=found)
