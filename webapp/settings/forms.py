"""The form of one setting: its value by its kind, why, and from when."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Field, StringField
from wtforms.validators import Optional

from ombud.webapp.board.forms import MAX_LINE, choices, said
from ombud.webapp.fields import Choice, Day, Form, Pick, at_most
from ombud.webapp.settings.overview import Line, value_words
from ombud.workflows import settings
from ombud.workflows.casefile.words import humanised
from ombud.workflows.days import day_of, start_of
from ombud.workflows.settings import Declared

YES, NO = "yes", "no"
OWN, DEFAULT = "own", "default"
WHOLE = re.compile(r"-?[0-9]+")


class SettingForm(Form):
    """Build it with `setting_form`: its value is data."""

    use = Choice(lazy_gettext("What holds from then on?"), validate_choice=False)
    value: Field
    deviating = BooleanField(lazy_gettext("This deviates from the policy, and it is meant"))
    reason = said(
        lazy_gettext("Why?"),
        lazy_gettext("Say why: it is shown with the setting."),
        hint=lazy_gettext(
            "For instance: decided by the Board on March 26. Name no person: everybody here can read it."
        ),
    )
    from_on = Day(
        lazy_gettext("From which day on? (optional)"),
        [Optional()],
        description=lazy_gettext("Left empty, it holds at once. A day to come: from its beginning."),
    )

    declared: Declared

    def chosen(self) -> Any:
        """The value as `settings.change` takes it."""
        if self.use.data == DEFAULT:
            return self.declared.default
        given = str(self["value"].data or "").strip()
        if self.declared.kind == "boolean" and given in (YES, NO):
            return given == YES
        if self.declared.kind == "integer" and WHOLE.fullmatch(given) and len(given) < MAX_LINE:
            return int(given)
        return given

    def from_at(self, *, at: datetime) -> datetime:
        """The beginning of the day; now where that is today or was not given."""
        day: date | None = self.from_on.data
        return at if day is None or day == day_of(at) else start_of(day)

    def judge(self, *, at: datetime) -> bool:
        """Whether it can be sent on; if not, the fields say why."""
        sound = self.validate()
        if self.use.data not in (OWN, DEFAULT):
            self.use.errors = [gettext("Choose one.")]
            sound = False
        if not self["value"].errors and not settings.fits(self.declared, self.chosen()):
            self["value"].errors = [gettext("Enter %(expected)s.", expected=settings.expected(self.declared))]
            sound = False
        if self.from_on.data is not None and self.from_on.data < day_of(at):
            self.from_on.errors = [gettext("That day has passed. Leave it empty, or choose a day to come.")]
            sound = False
        if sound and self.declared.deviates(self.chosen()) and not self.deviating.data:
            self.deviating.errors = [_untold(self.declared)]
            sound = False
        return sound


def setting_form(line: Line, data: Any = None) -> SettingForm:
    """Filled with what is in force, or with what a browser sent."""
    value = _question(line.declared)
    value.creation_counter = SettingForm.use.creation_counter  # asked right after it: ties go by name
    kind = type("OneSettingForm", (SettingForm,), {"value": value})
    own = line.value != line.declared.default
    known = {"use": OWN if own or data is None else None, "value": _shown(line.value)}
    form: SettingForm = kind(data, data=known)
    form.declared = line.declared
    form.use.choices = choices([(OWN, gettext("The value below")), (DEFAULT, _back(line))])
    question: Any = form["value"]
    question.when = f"use={OWN}"
    if line.declared.local or line.declared.bounded:
        del form["deviating"]
    elif line.declared.law:
        form.deviating.label.text = gettext("This differs from the law cited, and it is meant")
    return form


def _untold(declared: Declared) -> str:
    if declared.law:
        return str(gettext("This differs from the law cited. Tick the box if it is meant, such as after an amendment."))
    return str(gettext("This deviates from the policy. Tick the box if it is meant."))


def _back(line: Line) -> str:
    words = value_words(line.declared, line.declared.default)
    if line.declared.default is None and line.declared.kind == "integer":
        return str(gettext("Nothing: it is off"))
    if line.declared.default is None:
        return str(gettext("Nothing: not configured"))
    if line.declared.local:
        return str(gettext("Back to the default: %(value)s", value=words))
    if line.declared.law:
        return str(gettext("As the law cited has it: %(value)s", value=words))
    return str(gettext("As the policy has it: %(value)s", value=words))


def _question(declared: Declared) -> Any:
    label, hint = gettext("Value"), gettext("It takes %(expected)s.", expected=settings.expected(declared))
    if declared.kind == "boolean":
        return Choice(label, choices=choices([(YES, gettext("Yes")), (NO, gettext("No"))]), validate_choice=False)
    if declared.kind == "choice":
        pairs = [(value, humanised(value)) for value in declared.choices]
        return Pick(label, choices=choices(pairs), validate_choice=False)
    numeric = {"inputmode": "numeric"} if declared.kind == "integer" else {}
    return StringField(label, [at_most(MAX_LINE)], description=hint, render_kw=numeric)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return "" if value is None else str(value)
