"""Questions over a list that is data: what it says may change, so its words are kept with what was answered."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from ombud.forms.fields import Choices, Pick
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
        self.invalid_choice_message = _("The list was replaced meanwhile. Look at each statement again, then send.")

    def words(self) -> dict[str, str]:
        return _words(self)


def _words(field: Any) -> dict[str, str]:
    return {f"{field.short_name}:{choice.value}": str(choice.label) for choice in field.choices}
