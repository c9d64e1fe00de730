"""About a procedure, the pages of help, and the glossary. They need no account and hold nothing of any case."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_login import current_user

from ombud.storage.directory import RoleScope
from ombud.webapp.cases.starting import startable
from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import holds, public
from ombud.webapp.guidance import guides, seeing, words
from ombud.workflows import policies
from ombud.workflows.actors import STRANGER
from ombud.workflows.days import day_of
from ombud.workflows.guidance import about as procedures
from ombud.workflows.guidance import roles
from ombud.workflows.procedures.guides import read_guides
from ombud.workflows.refusals import NotFound

blueprint = Blueprint("guidance", __name__)
blueprint.add_app_template_global(words.anchor, "glossary_anchor")


@blueprint.get("/procedures/<key>/about")
@public(record="everybody")
def about(key: str) -> Any:
    """`mark`, as often as there are elements to show; what the drawing does not have is left out."""
    at = now()
    with read() as session:
        found = procedures.about(session, desk().office, key, desk().manual.clauses, at=at)
        titles = {one.slug: one for one in policies.in_force(session, on=day_of(at))}
    marks = [each for each in dict.fromkeys(request.args.getlist("mark")) if each in found.places]
    starters = {who.role for who in (*found.begins.roles, *found.begins.recorders)}
    return render_template(
        "guidance/about.html",
        about=found,
        marks=marks,
        policies=[titles[slug] for slug in found.policies if slug in titles],
        may_start=holds(starters),
        guides={one: guide for one, guide in read_guides().items() if guide.leads_to(key)},
        known=_known(),
    )


@blueprint.get("/procedures/<key>/drawing.bpmn")
@public(record="everybody")
def bpmn(key: str) -> Any:
    with read() as session:
        deployed = desk().office.procedures.latest(session, key)
    return Response(deployed.drawing(), mimetype="application/xml")


@blueprint.get("/help")
@public
def index() -> Any:
    with read() as session:
        deployed = procedures.titles(session, desk().office)
        known = roles.listed(session, desk().office)
    mine = current_user.roles if _known() else frozenset()
    of_cases = [one for one in known if one.scopes == (RoleScope.CASE,)]
    return render_template(
        "guidance/index.html",
        guides=read_guides(),
        procedures=deployed,
        mine=[one for one in known if one.role in mine],
        roles=[one for one in known if one not in of_cases],
        of_cases=of_cases,
    )


@blueprint.get("/help/roles/<role>")
@public(record="everybody")
def role(role: str) -> Any:
    """Names of people stand there only for who is signed in."""
    with read() as session:
        found = roles.help_for(session, desk().office, role, desk().manual.clauses)
        operators = roles.operators(session, at=now()) if _known() else []
    theirs = {key: guide for key, guide in read_guides().items() if role in guide.roles}
    sees = seeing.of_role(current_app, role, of_a_case=found.of_a_case)
    return render_template("guidance/role.html", role=found, guides=theirs, sees=sees, operators=operators)


@blueprint.get("/help/guides/<key>")
@public(record="everybody")
def guide(key: str) -> Any:
    found = read_guides().get(key)
    if found is None:
        raise NotFound()
    with read() as session:
        deployed = {
            key: (url_for("guidance.about", key=key), title) for key, title in procedures.titles(session, desk().office)
        }
        offered = startable(session, desk(), STRANGER, at=now())
    deployed |= {one.key: (url_for("public.form", key=one.key), one.asks) for one in offered}
    details = [guides.link(f"role:{role}", deployed) for role in found.roles]
    return render_template(
        "guidance/guide.html", guide=found, passages=guides.passages_of(found, deployed), details=details
    )


@blueprint.get("/glossary")
@public
def glossary() -> Any:
    return render_template("guidance/glossary.html", groups=words.groups(), others=words.others())


def _known() -> bool:
    return bool(current_user.is_authenticated)
