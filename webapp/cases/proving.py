"""Proving a case from its page, for those who oversee: the check, and its fingerprints to take away."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, render_template
from flask_login import current_user

from ombud.webapp.desk import desk, now, read
from ombud.webapp.files import download
from ombud.webapp.guards import role
from ombud.workflows.casefile import proof
from ombud.workflows.casefile.documents import Download
from ombud.workflows.casefile.finding import case_by_number
from ombud.workflows.casefile.sheet import head_of
from ombud.workflows.permissions import OVERSEERS

blueprint = Blueprint("proving", __name__)


@blueprint.get("/cases/<number>/proof")
@role(*OVERSEERS, record="may_see_case")
def show(number: str) -> Any:
    at = now()
    with read() as session:
        found = case_by_number(session, desk().office, current_user.actor, number, at=at)
        head, checked = head_of(session, found), proof.check(session, desk().office, found.case)
    return render_template("cases/proof.html", head=head, checked=checked, at=at)


@blueprint.get("/cases/<number>/fingerprints.json")
@role(*OVERSEERS, record="may_see_case")
def fingerprints(number: str) -> Response:
    with read() as session:
        found = case_by_number(session, desk().office, current_user.actor, number, at=now())
        content = orjson.dumps(proof.fingerprints(session, found.case), option=orjson.OPT_INDENT_2)
    return download(Download(f"{number}-fingerprints.json", "application/json", content))
