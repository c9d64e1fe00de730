"""The forms of a notice by which a coordinator tells the users of their agency something (Policies 106, 107 and 108)."""

from __future__ import annotations

from ombud.forms.base import OmbudForm
from ombud.forms.fields import Choice, Text, when
from ombud.forms.text import lazy as _

WITHOUT_NAMES = _("Without names of clients. The users get a letter that quotes this.")


class NoticeForm(OmbudForm):
    title = _("Tell the users of your agency")
    intro = _(
        "Everybody who uses the HMIS at your agency and has an account here is written to; so are your coordinators."
    )
    submit = _("Send it to the users")

    kind = Choice(
        _("What is it about?"),
        (
            ("interruption", _("An interruption of the service")),
            ("workflow", _("A change of how data is entered")),
            ("reporting", _("A reporting requirement")),
            ("training", _("A training that is coming up")),
            ("requirement", _("Another requirement or change of the system")),
            ("security", _("Security")),
        ),
        personal=False,
        missing=_("Choose what it is about."),
    )
    text = Text(_("What do the users have to know?"), help=WITHOUT_NAMES, missing=_("Say what they have to know."))


class ToldForm(OmbudForm):
    """Nobody is asked for a receipt; whoever has no account is told another way."""

    title = _("See that everybody was told")
    intro = _("The notice is on its way to the users who have an account here. Tell the others yourself.")
    submit = _("Send")

    stage = Choice(
        _("Was everybody told?"),
        (("told", _("Yes, also those without an account here")), ("correction", _("It has to be corrected first"))),
        routes=True,
        missing=_("Choose whether everybody was told."),
    )
    correction = Text(
        _("What do the users have to know instead?"),
        help=WITHOUT_NAMES,
        when=when("stage", "correction"),
        missing=_("Say what is right."),
    )


FORMS: dict[str, type[OmbudForm]] = {"notice": NoticeForm, "told": ToldForm}
