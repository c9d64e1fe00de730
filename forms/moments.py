"""A question for a day and a time of day, for what the policy wants at once."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from wtforms import DateTimeLocalField

from ombud.forms.fields import Asked
from ombud.forms.text import lazy as _

MINUTES: Final = "%Y-%m-%dT%H:%M"
WRITTEN = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d(\.\d+)?)?")
"""Some browsers send seconds too."""


class Moment(Asked, DateTimeLocalField):
    """As the clock on the wall shows it. The answer is written 2026-04-16T09:40; who reads it knows the zone."""

    kind = "datetime"

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, format=[MINUTES], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if text:
            try:
                written = WRITTEN.fullmatch(text)
                self.data = datetime.fromisoformat(written[1] if written else "")
            except ValueError:
                raise ValueError(_("Enter a day and a time, such as 2026-04-16T09:40.")) from None

    def answer(self) -> str | None:
        return self.data.strftime(MINUTES) if self.data else None

    def sent(self, value: Any) -> list[str]:
        """A scenario may write it without quotes."""
        return [value.strftime(MINUTES)] if isinstance(value, datetime) else super().sent(value)
