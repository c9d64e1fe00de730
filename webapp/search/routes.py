"""The search, for whoever is signed in. Words may be a name: they come by POST, and what was found is a page of its own,
whose address does not tell them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user

from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import signed_in
from ombud.webapp.search import asked
from ombud.webapp.search.forms import SearchForm
from ombud.workflows.refusals import InvalidCommand
from ombud.workflows.search.finding import find

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@signed_in
def show() -> Any:
    """The question; and what was found, where the address names what was asked."""
    name = request.args.get("asked", "")
    text = asked.asked(name, by=current_user.person_id) if name else None
    form = SearchForm(data={"text": text or ""})
    if text is None or not form.validate():
        return render_template("search/search.html", form=form, found=None, forgotten=bool(name))
    with read() as session:
        found = find(session, desk().office, form.words, current_user.actor, at=now())
    return render_template("search/search.html", form=form, found=found)


@blueprint.post("/search")
@signed_in
def look() -> Any:
    """Changes nothing, and needs no throttle: nobody finds here what they could not open."""
    form = SearchForm(request.form)
    if not form.validate():
        return render_template("search/search.html", form=form, found=None), InvalidCommand.status
    name = asked.keep(str(form.text.data), by=current_user.person_id)
    return redirect(url_for("search.show", asked=name), code=303)
