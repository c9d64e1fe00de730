"""The forms of a contact for multi-factor authentication that somebody shares (Policies 109 and 202).

`stage` says how it stands: whoever moves it on answers it anew. A case is one person's, with two weeks of their own (A54).
"""

from __future__ import annotations

from ombud.forms.base import OmbudForm
from ombud.forms.days import not_in_the_future
from ombud.forms.fields import Choice, Day, Line, Pick, Text, when
from ombud.forms.text import lazy as _

KINDS = (("email", _("An e-mail address")), ("mobile", _("A mobile number")))

UNIQUE = "unique"
LEFT = "left"
DEACTIVATED = "deactivated"


def shared_contact() -> Line:
    return Line(
        _("Which one is it?"),
        help=_("As much of it as the user needs to recognise it, such as: the number that ends in 12."),
        missing=_("Say which one it is."),
    )


class FindingForm(OmbudForm):
    """Who shares what. The audit opens the case with it; so does whoever finds it at another time (P109-m)."""

    title = _("Somebody shares a contact for authentication")
    intro = _("One case for each user who shares it. The user and their HMIS Data Coordinator are notified.")
    submit = _("Notify them")

    user = Pick(
        _("Which user?"),
        source="persons.of_agencies",
        routes=True,
        missing=_("Choose the user."),
    )
    kind = Choice(_("What is shared?"), KINDS, personal=False, missing=_("Choose what is shared."))
    contact = shared_contact()


class ContactForm(OmbudForm):
    """The user's own contact (P202-j)."""

    title = _("Give a contact of your own")
    intro = _(
        "Codes for signing in to the HMIS have to reach you alone. The letter to you says until when. The System "
        "Administrator sets the contact up."
    )
    submit = _("Send it")

    kind = Choice(_("What do you give?"), KINDS, personal=False, missing=_("Choose what you give."))
    contact = Line(
        _("Your own e-mail address or mobile number"),
        help=_("Nobody else may receive codes there."),
        missing=_("Enter the address or the number."),
    )


#: Made before the questions of `_Changed`, so that it is asked first.
_CHECKED = Choice(
    _("Is it unique?"),
    (
        (UNIQUE, _("Yes, and it is set up")),
        ("not_unique", _("No: the user gives another one")),
    ),
    routes=True,
    missing=_("Choose yes or no."),
)
_SETTLED = Choice(
    _("What has become of it?"),
    (
        (UNIQUE, _("The user gave a contact of their own another way, and it is set up")),
        (LEFT, _("The others have changed theirs: nobody shares this user's contact any more")),
    ),
    routes=True,
    missing=_("Choose what has become of it."),
)
_AFTER = Choice(
    _("Does the account still share the contact?"),
    (
        (DEACTIVATED, _("Yes, and no contact of their own was given: the account is deactivated")),
        (UNIQUE, _("No: the user gave a contact of their own, and nobody had recorded it here")),
        (LEFT, _("No: the others have changed theirs, and this user's is nobody else's any more")),
    ),
    routes=True,
    help=_(
        "Look first. What counts is how it stood at the end of the two weeks, before anybody was deactivated for it. "
        "Deactivated, not deleted."
    ),
    missing=_("Choose an answer."),
)


class _Changed(OmbudForm):
    set_on = Day(
        _("Since which day is it set up?"),
        when=when("stage", UNIQUE),
        personal=False,
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
    )


class CheckForm(_Changed):
    title = _("Check that the contact is unique")
    intro = _(
        "Look in the HMIS whether anybody else uses it. If nobody does, set it up for the user. Then look at the others "
        "who shared the old one: whoever is left with it alone shares it no more, and their case is settled too."
    )
    submit = _("Record it")

    stage = _CHECKED
    remarks = Text(
        _("What is the user told?"),
        when=when("stage", "not_unique"),
        missing=_("Say what is wrong with it."),
    )


class SettledForm(_Changed):
    title = _("Record what came another way")
    intro = _("This waits beside the user's own answer, and either of them ends the matter.")
    submit = _("Record it")

    stage = _SETTLED


class DeactivationForm(_Changed):
    """Ombud switches no access: the System Administrator looks, acts in the HMIS, and records it (P109-n, P202-k)."""

    title = _("Deactivate the account")
    intro = _("The two weeks are over. Look in the HMIS, deactivate the account there, and record it here.")
    submit = _("Record it")

    stage = _AFTER
    deactivated_on = Day(
        _("On which day was the account deactivated?"),
        when=when("stage", DEACTIVATED),
        personal=False,
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
    )
    evidence = Line(
        _("What shows it?"),
        help=_("Such as the entry of the HMIS log."),
        when=when("stage", DEACTIVATED),
        personal=False,
        missing=_("Say what shows it."),
    )


FORMS: dict[str, type[OmbudForm]] = {
    "finding": FindingForm,
    "contact": ContactForm,
    "check": CheckForm,
    "settled": SettledForm,
    "deactivation": DeactivationForm,
}
