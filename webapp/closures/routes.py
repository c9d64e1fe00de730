"""Closures: the days on which the office is closed, by year; adding some, taking one back, and what that moves."""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.directory import Person
from ombud.storage.meetings import Closure
from ombud.webapp.calendar.page import Difference, difference
from ombud.webapp.closures.falling import Falling, falling_on
from ombud.webapp.closures.forms import ClosuresForm
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import role
from ombud.webapp.idempotency import request_key
from ombud.workflows import closures
from ombud.workflows.days import day_of
from ombud.workflows.permissions import ADMINISTRATORS, READERS
from ombud.workflows.refusals import InvalidCommand, NotFound, Refusal
from ombud.workflows.text import translate

blueprint = Blueprint("closures", __name__, url_prefix="/administration/closures")


@blueprint.get("")
@role(*READERS)
def index() -> Any:
    today = day_of(now())
    with read() as session:
        listed = session.execute(
            select(Closure.on, Closure.name, Person.name.label("by"))
            .outerjoin(Person, Person.id == Closure.recorded_by)
            .order_by(Closure.on)
        ).all()
        heeded = _heeded_by(session)
    years = [(year, list(days)) for year, days in groupby(listed, key=lambda one: one.on.year)]
    may_change = not current_user.roles.isdisjoint(ADMINISTRATORS)
    return render_template("closures/index.html", years=years, today=today, heeded=heeded, may_change=may_change)


@blueprint.get("/new")
@role(*ADMINISTRATORS)
def new() -> Any:
    """With days in the address: what closing on them would move."""
    form = ClosuresForm(request.args if "days" in request.args else None)
    if "days" not in request.args:
        return _new_page(form)
    if not form.validate():
        return _new_page(form), InvalidCommand.status
    try:
        closures.must_suit(form.named, at=now())
    except InvalidCommand as refusal:
        return _refused(form, refusal), refusal.status
    with read() as session:
        found = _difference(session, closures.days_closed(session) | form.named.keys())
        falling = falling_on(session, desk().office, form.named, current_user.actor, at=now())
    return _new_page(form, found, falling)


@blueprint.post("/new")
@role(*ADMINISTRATORS)
def add() -> Any:
    form = ClosuresForm(request.form)
    if not form.validate():
        return _new_page(form), InvalidCommand.status
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    try:
        perform(lambda session: closures.add(session, office, form.named, by=by, at=at, request_key=key))
    except Refusal as refusal:
        if refusal.status not in (InvalidCommand.status, 409):
            raise
        return _refused(form, refusal), refusal.status
    flash(_("The days are recorded. What counts business days is computed anew at once."))
    return redirect(url_for("closures.index"), code=303)


@blueprint.get("/<on>/remove")
@role(*ADMINISTRATORS, record="everybody")
def removing(on: str) -> Any:
    day = _day(on)
    with read() as session:
        closures.must_be_removable(session, day, at=now())
        closure = session.get_one(Closure, day)
        found = _difference(session, closures.days_closed(session) - {day})
    return render_template("closures/remove.html", closure=closure, difference=found)


@blueprint.post("/<on>/remove")
@role(*ADMINISTRATORS, record="everybody")
def remove(on: str) -> Any:
    day, office, by, at, key = _day(on), desk().office, current_user.actor, now(), request_key()
    perform(lambda session: closures.remove(session, office, day, by=by, at=at, request_key=key))
    flash(_("The office is open on that day after all."))
    return redirect(url_for("closures.index"), code=303)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound() from None


def _heeded_by(session: Session) -> list[str]:
    """The procedures with a deadline that counts business days, by title."""
    return [translate(one.toml.title) for one in desk().office.procedures.all_latest(session) if closures.heeding(one)]


def _difference(session: Session, closed: Set[date]) -> Difference:
    shifts = closures.preview(session, desk().office, closed)
    return difference(session, shifts, current_user.actor, at=now())


def _refused(form: ClosuresForm, refusal: Refusal) -> str:
    form.days.errors = [words_of(refusal)]
    return _new_page(form)


def _new_page(form: ClosuresForm, found: Difference | None = None, falling: Falling | None = None) -> str:
    return render_template("closures/new.html", form=form, difference=found, falling=falling)
