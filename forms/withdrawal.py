"""A party ends its own matter. No policy asks for a reason, so none is required."""

from __future__ import annotations

from ombud.forms.base import OmbudForm
from ombud.forms.fields import Text
from ombud.forms.text import lazy as _


class WithdrawalForm(OmbudForm):
    """Each procedure says what is withdrawn, and what follows."""

    submit = _("Withdraw")

    reason = Text(_("Why do you withdraw it? (optional)"), required=False)
