"""How pages write days, instants and counts: words first, with the machine-readable date beside them."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_time, get_timezone_name
from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from ombud.webapp.desk import desk, now
from ombud.webapp.forms_bridge import yours
from ombud.webapp.language import language
from ombud.workflows.days import ZONE, dated, day_of, text_and_days
from ombud.workflows.inbox import COUNTED_TO
from ombud.workflows.letters.filters import paragraphs
from ombud.workflows.procedures.contact import Contact, read_contact


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        day=day_tag,
        moment=moment_tag,
        due=due_tag,
        count=capped,
        answer=answer,
        paragraphs=paragraphs,
        policy=policy,
        with_days=with_days,
    )
    known = {"asset": asset, "config_of": lambda: desk().config, "now": now, "today_in_full": today_in_full}
    app.jinja_env.globals.update(known, yours=yours, zone_name=zone_name, office_contact=office_contact)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def office_contact() -> Contact:
    """How the office is reached without an account; false where it has not said."""
    given = read_contact()
    return given.demonstration if desk().config.demo else given.contact


def day_words(day: date) -> str:
    """“Fri, Dec 11”, with the year where it is another one than this."""
    if day.year == day_of(now()).year:
        return format_date(day, _("EEE, MMM d"), locale=language())
    return format_date(day, _("EEE, MMM d, y"), locale=language())


def today_in_full() -> str:
    """With the year, which the days of this one go without: paper is read in another."""
    return str(format_date(day_of(now()), format="long", locale=language()))


def day_tag(value: date | datetime) -> Markup:
    day = day_of(value) if isinstance(value, datetime) else value
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), day_words(day))


def moment_tag(at: datetime) -> Markup:
    words = _("%(day)s, %(time)s", day=day_words(day_of(at)), time=clock_words(at))
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(timespec="seconds"), words)


def clock_words(at: datetime) -> str:
    """“2:14 PM”."""
    return format_time(at.astimezone(ZONE), format="short", locale=language(), tzinfo=ZONE).replace("\u202f", " ")


def zone_name() -> str:
    """“Eastern Time”."""
    return get_timezone_name(ZONE, locale=language())


def due_tag(at: datetime) -> Markup:
    """“Due in 3 days (Fri, Dec 11)”; never colour alone."""
    day = day_of(at)
    away = (day - day_of(now())).days
    return Markup('{} (<time datetime="{}">{}</time>)').format(
        _due_words(away, at < now()), day.isoformat(), day_words(day)
    )


def with_days(text: str) -> Markup:
    """A sentence whose days are written 2026-04-08, with those days in words."""
    if isinstance(text, Markup):  # they are in words already
        return text
    return Markup("").join(day_tag(part) if isinstance(part, date) else part for part in text_and_days(text))


def _due_words(away: int, passed: bool) -> str:
    if away < 0:
        return str(ngettext("Overdue by %(num)s day", "Overdue by %(num)s days", -away))
    if passed:
        return str(_("Overdue since today"))
    if away == 0:
        return str(_("Due today"))
    if away == 1:
        return str(_("Due tomorrow"))
    return str(_("Due in %(num)s days", num=away))


def capped(number: int) -> str:
    return f"{COUNTED_TO - 1}+" if number >= COUNTED_TO else str(number)


def answer(value: Any) -> Markup:
    """One answer as it was given: a text in paragraphs, a day in words, also where it is written as forms send it."""
    if isinstance(value, str):
        value = dated(value)
    if isinstance(value, datetime):
        return moment_tag(value)
    if isinstance(value, date):
        return day_tag(value)
    return paragraphs(str(value))


def policy(slug: str) -> str:
    return desk().manual.policy(slug)


def asset(name: str) -> str:
    """The address of a static file of ours, changing with its content so that browsers may keep it."""
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    content = (Path(__file__).parent / "static" / name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:10]
