"""The form of a body's rules: one question for each that `bpmn/board.toml` declares, and one reason for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, StringField
from wtforms.validators import Optional

from ombud.webapp.board.body_page import RuleLine, choice_words, value_words
from ombud.webapp.board.forms import choices, said
from ombud.webapp.fields import Form, Pick, at_most
from ombud.workflows.board import rules
from ombud.workflows.procedures.board import BoardToml, BodyRule
from ombud.workflows.text import translate

YES, NO = "yes", "no"


class RulesForm(Form):
    """Build it with `rules_form`: its questions are data."""

    board: BoardToml

    def questions(self) -> list[Field]:
        """The rules in their order, without the reason."""
        return [self[name] for name in self.board.rules]

    def value(self, name: str) -> Any:
        """What was answered, as `rules.set_rules` takes it; None: not configured."""
        given = str(self[name].data or "").strip()
        if self.board.rules[name].kind == "boolean" and given:
            return given == YES
        return given or None

    def given(self) -> dict[str, Any]:
        """The answers that were sent, an empty one too: it takes the rule back to “not configured”."""
        return {name: self.value(name) for name in self.board.rules if self[name].raw_data}

    def typed(self, lines: Sequence[RuleLine]) -> list[tuple[str, str]]:
        """What was answered otherwise than the rules are now, in words."""
        return [
            (line.short, value_words(self.board.rules[line.name], self.value(line.name)) or _("Not configured"))
            for line in lines
            if line.name in self.given() and self.value(line.name) != line.value
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        for name, value in self.given().items():
            rule = self.board.rules[name]
            if not rules.fits(rule, value):
                self[name].errors = [_("“%(value)s” does not fit. %(hint)s", value=value or "", hint=_hint(rule))]
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
    form: RulesForm = kind(data, data={line.name: _shown(line.value) for line in lines})
    form.board = board
    return form


def _question(rule: BodyRule) -> Any:
    title = translate(rule.title)
    if rule.kind == "share":
        checks = [Optional(), at_most(40)]
        return StringField(title, checks, description=_hint(rule))
    if rule.kind == "boolean":
        pairs = [(YES, _("Yes")), (NO, _("No"))]
    else:
        pairs = [(value, choice_words(value)) for value in rule.choices]
    open_too = [("", _("Not configured"))] if rule.default is None else []
    return Pick(title, choices=choices([*open_too, *pairs]), validate_choice=False)


def _hint(rule: BodyRule) -> str:
    if rule.kind == "share":
        return str(_("Write a number such as 7, or a share: “more than 1/2”, “at least 2/3”."))
    return str(_("Choose one of the answers offered."))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return "" if value is None else str(value)
