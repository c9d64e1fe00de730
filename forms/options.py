"""Options that the questions of several procedures offer."""

from __future__ import annotations

from ombud.forms.text import lazy as _

YES_NO = (("yes", _("Yes")), ("no", _("No")))
