"""What somebody with an account begins in order to open a case: kept, and given up. The page itself is in `cases`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.webapp import flows
from ombud.webapp.answering import acts
from ombud.webapp.desk import perform
from ombud.webapp.guards import signed_in
from ombud.workflows import drafts

blueprint = Blueprint("beginning", __name__)


@blueprint.post("/procedures/<key>/draft")
@signed_in(record="may_start")
def draft(key: str) -> Any:
    return acts.save_start(current_user.actor, key)


@blueprint.post("/procedures/<key>/draft/delete")
@signed_in(record="may_start")
def give_up(key: str) -> Any:
    page, by = flows.start_page(current_user.actor, key), current_user.actor
    perform(lambda session: drafts.give_up(session, key, by=by))
    flash(_("What you had begun is deleted: %(what)s.", what=page.called))
    return redirect(url_for("cases.start", key=key), code=303)
