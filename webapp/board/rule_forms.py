"""The form of a body's rules: one question for each that `bpmn/board.toml` declares, and one reason for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, Form, SelectField, StringField
from wtforms.validators import Length, Optional

from ombud.webapp.board.body_page import RuleLine, choice_words
from ombud.webapp.board.forms import choices, said
from ombud.workflows.board import rules
from ombud.workflows.procedures.board import BoardToml, BodyRule
from ombud.workflows.text import translate

YES, NO = "yes", "no"


class RulesForm(Form):
    """Build it with `rules_form`: its questions are data."""

    board: BoardToml
    before: dict[str, Any]

    def questions(self) -> list[Field]:
        """The rules in their order, without the reason."""
        return [self[name] for name in self.board.rules]

    def value(self, name: str) -> Any:
        """What was answered, as `rules.set_rule` takes it; None: left open."""
        given = str(self[name].data or "").strip()
        if self.board.rules[name].kind == "boolean" and given:
            return given == YES
        return given or None

    def changed(self) -> dict[str, Any]:
        """The rules whose value is another one than before; an answer left empty changes nothing."""
        given = {name: self.value(name) for name in self.board.rules}
        changed = {name: value for name, value in given.items() if value is not None and value != self.before[name]}
        if not changed:
            self.form_errors.append(_("Nothing was changed."))
        return changed

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        for name, rule in self.board.rules.items():
            value = self.value(name)
            if value is not None and not rules.fits(rule, value):
                self[name].errors = [_("“%(value)s” does not fit. %(hint)s", value=value, hint=_hint(rule))]
                sound = False
        return sound


def rules_form(board: BoardToml, lines: Sequence[RuleLine], data: Any = None) -> RulesForm:
    """Filled with the values in force, or with what a browser sent."""
    questions = {name: _question(rule) for name, rule in board.rules.items()}
    reason = said(
        _("Where is this written, or who decided it?"),
        _("Say where this rule is written, or who decided it."),
        hint=_("For instance: by-laws, article 4; or: decided by the Board on March 26. It is shown with the rules."),
    )
    kind = type("BodyRulesForm", (RulesForm,), questions | {"reason": reason})
    before = {line.name: line.value for line in lines}
    form: RulesForm = kind(data, data={name: _shown(value) for name, value in before.items()})
    form.board, form.before = board, before
    return form


def _question(rule: BodyRule) -> Any:
    title = translate(rule.title)
    if rule.kind == "share":
        checks = [Optional(), Length(max=40, message=_("Shorten this to %(max)d characters.", max=40))]
        return StringField(title, checks, description=_hint(rule))
    if rule.kind == "boolean":
        pairs = [(YES, _("Yes")), (NO, _("No"))]
    else:
        pairs = [(value, choice_words(value)) for value in rule.choices]
    return SelectField(title, choices=choices([("", _("Not configured")), *pairs]), validate_choice=False)


def _hint(rule: BodyRule) -> str:
    if rule.kind == "share":
        return str(_("Write a number such as 7, or a share: “more than 1/2”, “at least 2/3”."))
    return str(_("Choose one of the answers offered."))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return "" if value is None else str(value)
