"""Questions over a list that is data: what it says may change, so its words are kept with what was answered."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from ombud.forms.base import OmbudForm
from ombud.forms.fields import Choices, Pairs, Pick, Tick
from ombud.forms.text import lazy as _

MET: Final = "met"
SHORTFALL: Final = "shortfall"
EVERY: Final = "every"
BUT: Final = "every but "


class Statements(Choices):
    """Statements to confirm. Where it routes, the engine learns whether all were confirmed, `MET` or `SHORTFALL`."""

    choices: Any

    def __init__(self, label: str, *, source: str, **kwargs: Any) -> None:
        super().__init__(label, source=source, required=False, **kwargs)
        self.type = "Choices"  # shown like any other

    def routed(self) -> str:
        offered = {choice.value for choice in self.choices}
        return MET if offered <= set(self.data or ()) else SHORTFALL

    def words(self) -> dict[str, str]:
        return _words(self)

    def sent(self, value: Any) -> list[str]:
        """A scenario may say "every", or "every but A, B"."""
        if not isinstance(value, str) or not (value == EVERY or value.startswith(BUT)):
            return super().sent(value)
        left = {name.strip() for name in value.removeprefix(BUT).split(",")}
        return [choice.value for choice in self.choices if choice.value not in left]


class Edition(Pick):
    """Which version of a list the answers are to: the one in force. An answer to an older one is refused."""

    given: ClassVar[bool] = True

    def __init__(self, label: str, *, source: str, **kwargs: Any) -> None:
        super().__init__(label, source=source, personal=False, **kwargs)
        self.type = "Pick"  # shown like any other
        self.invalid_choice_message = _(
            "The list was replaced meanwhile. The statements of the new one stand here, none of them ticked: look at each, "
            "then send. What you wrote is kept."
        )

    @property
    def was_replaced(self) -> bool:
        """Whether the answer is to a version that is not the one in force."""
        return not self.is_empty and self.data not in {choice.value for choice in self.choices}

    def lists(self, field: Any) -> bool:
        """Whether a question asks statements of this list."""
        mine = self.source.rpartition(".")[0]
        return isinstance(field, Statements) and (field.source == mine or field.source.startswith(f"{mine}."))

    def words(self) -> dict[str, str]:
        return _words(self)


def untick_replaced(form: OmbudForm) -> None:
    """Of a list that was replaced meanwhile no tick is taken over, nor one that confirms them: they were for other words.

    Call it once the form has been judged: it shows the version in force, keeps its error, and everything else as sent.
    """
    replaced = [field for field in form if isinstance(field, Edition) and field.was_replaced]
    for edition in replaced:
        edition.data = next((choice.value for choice in edition.choices if choice.value), "")
        for field in form:
            if edition.lists(field):
                field.data, field.errors = [], []
    for field in form if replaced else ():
        if isinstance(field, Tick) and field.required:
            field.data, field.errors = False, []


class Declared(Pick):
    """A question to which an organisation may have declared the answer already: then that is the only one offered."""

    def is_given(self, values: Pairs) -> bool:
        return len(values) == 1

    def __init__(self, label: str, *, attribute: str, **kwargs: Any) -> None:
        super().__init__(label, source=f"declared.{attribute}", personal=False, **kwargs)
        self.type = "Pick"  # shown like any other

    def words(self) -> dict[str, str]:
        return _words(self)


def _words(field: Any) -> dict[str, str]:
    return {f"{field.short_name}:{choice.value}": str(choice.label) for choice in field.choices}
