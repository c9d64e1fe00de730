"""The list of the policies, a page for each, the procedures as they are drawn, and the meaning of a citation."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import public
from ombud.webapp.policies import shorts, showing
from ombud.webapp.policies.clauses import clauses_of
from ombud.webapp.policies.drawn import steps_of
from ombud.webapp.policies.under import under
from ombud.workflows import policies
from ombud.workflows.days import day_of
from ombud.workflows.procedures.drawings import Drawing, drawings
from ombud.workflows.procedures.policies import the_manual
from ombud.workflows.procedures.terms import several_names
from ombud.workflows.refusals import InvalidCommand, NotFound
from ombud.workflows.text import translate

blueprint = Blueprint("policies", __name__)

LONGEST_NUMBER = 40


@blueprint.app_template_filter("numbers")
def _numbers(policy: policies.PolicyAt) -> str:
    return showing.numbers(policy)


blueprint.add_app_template_filter(shorts.explained, "explained")
blueprint.add_app_template_filter(shorts.in_words, "in_words")
blueprint.add_app_template_global(shorts.shorts_of, "shorts_of")


@blueprint.get("/policies")
@public
def listed() -> Any:
    today = day_of(now())
    with read() as session:
        lines = showing.lines(session, desk().office.board, at=now())
        log = policies.change_log(session)
    return render_template(
        "policies/policies.html",
        manual=the_manual(),
        lines=lines,
        today=today,
        log=showing.with_words(log),
        called=several_names(),
    )


@blueprint.get("/policies/citation")
@public
def citation() -> Any:
    """Raises InvalidCommand, in a sentence, for a day that is none or a number nobody could mean."""
    number, on = request.args.get("number", "").strip(), _day(request.args.get("on", ""))
    if not number or len(number) > LONGEST_NUMBER:
        raise InvalidCommand(_("Enter the number of a policy, such as 212."))
    with read() as session:
        found = policies.by_number(session, number, on=on)
        stands = policies.by_slug(session, found.slug, on=day_of(now())) if found else None
    page = render_template("policies/citation.html", number=number, on=on, found=found, stands=stands)
    return page, 200 if found else NotFound.status


@blueprint.get("/policies/<slug>")
@public(record="everybody")
def show(slug: str) -> Any:
    with read() as session:
        versions = policies.versions_of(session, slug)
        if not versions:
            raise NotFound()
        line = next((line for line in showing.lines(session, desk().office.board, at=now()) if line.slug == slug), None)
        log = [change for change in policies.change_log(session) if change.slug == slug]
        known = current_user.is_authenticated
        cases = under(session, desk().office, slug, current_user.actor, at=now()) if known else None
    shown = {"versions": versions[::-1], "line": line, "log": log, "today": day_of(now())}
    return render_template("policies/policy.html", clauses=clauses_of(slug), under=cases, **shown)


@blueprint.get("/procedures/<key>/drawing")
@public(record="everybody")
def drawing(key: str) -> Any:
    """`mark`, as often as there are elements to show; what the drawing does not have is left out."""
    found = _drawing(key)
    marks = [each for each in dict.fromkeys(request.args.getlist("mark")) if each in found.elements]
    with read() as session:
        titles = {one.slug: one for one in policies.in_force(session, on=day_of(now()))}
    return render_template(
        "policies/drawing.html",
        drawing=found,
        title=translate(found.title),
        summary=translate(found.summary),
        marks=marks,
        steps=steps_of(found, desk().manual.clauses, marks),
        policies=[titles[slug] for slug in found.policies if slug in titles],
    )


@blueprint.get("/procedures/<key>/drawing.bpmn")
@public(record="everybody")
def bpmn(key: str) -> Any:
    return Response(_drawing(key).source, mimetype="application/xml")


def _drawing(key: str) -> Drawing:
    found = drawings().get(key)
    if found is None:
        raise NotFound()
    return found


def _day(text: str) -> date:
    if not text.strip():
        return day_of(now())
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidCommand(_("Enter a date as year-month-day, such as 2026-04-16.")) from None
