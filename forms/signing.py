"""What is asked of whoever signs a paper: the memorandum, or a data sharing agreement."""

from __future__ import annotations

from ombud.forms.days import past_day
from ombud.forms.fields import Day, Line
from ombud.forms.text import lazy as _


def signed_by() -> Line:
    return Line(_("Who signed it?"), missing=_("Enter who signed it."))


def executed_by() -> Line:
    """Whose signature puts it in force."""
    return Line(_("Who signed for the HMIS Lead?"), missing=_("Enter who signed for the Lead."))


def signed_on() -> Day:
    return past_day(_("On which day?"), missing=_("Enter the day of the signature."))
