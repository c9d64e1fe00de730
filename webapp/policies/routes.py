"""The list of the policies, a page for each, and the meaning of a citation."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import public
from ombud.webapp.policies import showing
from ombud.workflows import policies
from ombud.workflows.days import day_of
from ombud.workflows.procedures.obligations import obligations
from ombud.workflows.procedures.policies import the_manual
from ombud.workflows.refusals import InvalidCommand, NotFound

blueprint = Blueprint("policies", __name__)

LONGEST_NUMBER = 40


@blueprint.app_template_filter("numbers")
def _numbers(policy: policies.PolicyAt) -> str:
    return showing.numbers(policy)


@blueprint.get("/policies")
@public
def listed() -> Any:
    today = day_of(now())
    with read() as session:
        lines = showing.lines(session, desk().office.board, at=now())
        log = policies.change_log(session)
    return render_template(
        "policies/policies.html", manual=the_manual(), lines=lines, today=today, log=showing.with_words(log)
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
    held = obligations().get(slug, ())
    return render_template(
        "policies/policy.html", versions=versions[::-1], line=line, log=log, obligations=held, today=day_of(now())
    )


def _day(text: str) -> date:
    if not text.strip():
        return day_of(now())
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidCommand(_("Enter a date as year-month-day, such as 2026-04-16.")) from None
