"""The list of the policies, a page for each, and the meaning of a citation."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import public
from ombud.webapp.policies import shorts, showing
from ombud.webapp.policies.clauses import clauses_of
from ombud.webapp.policies.under import under
from ombud.workflows import policies
from ombud.workflows.days import day_of
from ombud.workflows.guidance.about import titles
from ombud.workflows.procedures.policies import the_manual
from ombud.workflows.procedures.terms import several_names
from ombud.workflows.refusals import InvalidCommand, NotFound

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
        procedures = titles(session, desk().office, under=slug)
    shown = {"versions": versions[::-1], "line": line, "log": log, "today": day_of(now()), "procedures": procedures}
    return render_template("policies/policy.html", clauses=clauses_of(slug), under=cases, **shown)


def _day(text: str) -> date:
    if not text.strip():
        return day_of(now())
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidCommand(_("Enter a date as year-month-day, such as 2026-04-16.")) from None
