"""The overview: pictures of how things stand, each with its table, which is the truth, and that table as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import role
from ombud.webapp.overview import export, of_cases, of_time, shape
from ombud.webapp.overview.forms import PeriodForm, asked
from ombud.webapp.overview.quick import quick_links, span
from ombud.webapp.overview.shape import Picture
from ombud.workflows.days import day_of
from ombud.workflows.overview import period as periods
from ombud.workflows.overview import reading
from ombud.workflows.overview.ageing import ageing_of
from ombud.workflows.overview.diary import diary_of
from ombud.workflows.overview.draws import draws_of
from ombud.workflows.overview.heat import Heat, heat_of
from ombud.workflows.overview.period import Period
from ombud.workflows.overview.standings import standings_of
from ombud.workflows.overview.workload import workload_of
from ombud.workflows.permissions import WATCHERS
from ombud.workflows.refusals import InvalidAnswers, InvalidCommand
from ombud.workflows.text import translate

blueprint = Blueprint("overview", __name__)

blueprint.add_app_template_filter(shape.number, "decimal")

watcher = role(*WATCHERS, record="everybody")
"""Whoever oversees, operates or presides; what they count is decided case by case."""


@blueprint.get("/overview")
@watcher
def index() -> Any:
    with read() as session:
        found = reading.counted(session, desk().office.procedures, current_user.actor, at=now())
    told = [one.deployed for one in found if one.deployed.toml.by_agency]
    agencies = [(one.toml.key, translate(one.toml.by_agency.title)) for one in told if one.toml.by_agency]
    picture = of_cases.by_procedure(found)
    files = {one: url_for("overview.cases", kind=one) for one in export.TYPES}
    return render_template("overview/index.html", picture=picture, agencies=agencies, files=files)


@blueprint.get("/overview/cases.<any(csv, xlsx):kind>")
@watcher
def cases(kind: str) -> Any:
    with read() as session:
        found = reading.counted(session, desk().office.procedures, current_user.actor, at=now())
    return _file(of_cases.by_procedure(found), kind)


@blueprint.get("/overview/procedures/<key>")
@blueprint.get("/overview/procedures/<key>/table.<any(csv, xlsx):kind>")
@watcher
def heat(key: str, kind: str = "") -> Any:
    def found(session: Session, period: Period) -> Heat:
        return heat_of(session, desk().office.procedures, key, current_user.actor, period=period, at=now())

    form, period = asked(request.args, today=day_of(now()))
    with read() as session:
        known = found(session, period or periods.year(day_of(now()).year))
    return _answer(of_cases.heat(known), form, period, kind, key=key, marks=of_cases.marks(known))


@blueprint.get("/overview/procedures/<key>/drawing.bpmn")
@watcher
def drawing(key: str) -> Any:
    """The drawing of the newest version, which is what the counts stand on."""
    with read() as session:
        newest = desk().office.procedures.latest(session, key)
    return Response(newest.drawing(), mimetype="application/xml")


@blueprint.get("/overview/tasks")
@blueprint.get("/overview/tasks.<any(csv, xlsx):kind>")
@watcher
def tasks(kind: str = "") -> Any:
    with read() as session:
        found = ageing_of(session, desk().office.procedures, current_user.actor, at=now())
    return _answer(of_cases.ageing(found), PeriodForm(), None, kind)


@blueprint.get("/overview/bodies")
@blueprint.get("/overview/bodies.<any(csv, xlsx):kind>")
@watcher
def bodies(kind: str = "") -> Any:
    def found(session: Session, period: Period) -> Picture:
        known = workload_of(session, desk().office, current_user.actor, period=period, at=now())
        return of_time.workload(known)

    return _of_period(found, kind)


@blueprint.get("/overview/rounds")
@blueprint.get("/overview/rounds.<any(csv, xlsx):kind>")
@watcher
def rounds(kind: str = "") -> Any:
    def found(session: Session, period: Period) -> Picture:
        procedures = desk().office.procedures
        return of_time.draws(draws_of(session, procedures, current_user.actor, period=period, at=now()))

    return _of_period(found, kind)


@blueprint.get("/overview/calendar")
@blueprint.get("/overview/calendar.<any(csv, xlsx):kind>")
@watcher
def calendar(kind: str = "") -> Any:
    def found(session: Session, period: Period) -> Picture:
        return of_time.diary(diary_of(session, desk().office, current_user.actor, period=period, at=now()))

    return _of_period(found, kind)


@blueprint.get("/overview/agencies/<key>")
@blueprint.get("/overview/agencies/<key>/table.<any(csv, xlsx):kind>")
@watcher
def agencies(key: str, kind: str = "") -> Any:
    def found(session: Session, period: Period) -> Picture:
        procedures = desk().office.procedures
        known = standings_of(session, procedures, key, current_user.actor, period=period, at=now())
        return of_cases.standings(known)

    return _of_period(found, kind, key=key)


def _of_period(found: Callable[[Session, Period], Picture], kind: str, **place: str) -> Any:
    """Where the address names no period that there is, the picture of this year is only asked what it is called."""
    form, period = asked(request.args, today=day_of(now()))
    with read() as session:
        picture = found(session, period or periods.year(day_of(now()).year))
    return _answer(picture, form, period, kind, **place)


def _answer(picture: Picture, form: PeriodForm, period: Period | None, kind: str, **shown: Any) -> Any:
    refused = picture.timed and period is None
    if kind and refused:
        raise InvalidCommand(_("Choose two days as year-month-day, such as 2026-01-01, the first one first."))
    if kind:
        return _file(picture, kind)
    here = str(request.endpoint)
    place: dict[str, Any] = {name: value for name, value in shown.items() if name == "key"}
    page = render_template(
        "overview/heat.html" if "marks" in shown else "overview/picture.html",
        picture=picture,
        form=form,
        refused=refused,
        quick=quick_links(period, here, place, today=day_of(now())),
        here=url_for(here, **place),
        files={one: url_for(here, kind=one, **place, **span(period)) for one in export.TYPES},
        **shown,
    )
    return page, InvalidAnswers.status if refused else 200


def _file(picture: Picture, kind: str) -> Response:
    """Its name says what it is and of which day; nobody's name stands in it."""
    file = Response(export.file_of(picture, kind, at=now()), content_type=export.TYPES[kind])
    name = f"ombud-{picture.slug.replace('_', '-')}-{day_of(now()).isoformat()}.{kind}"
    file.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return file
