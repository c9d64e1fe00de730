"""From the meeting to the delivery of data without personal information (Policy 405, steps 3 and 4).

The data itself never passes through here: the forms ask what was made, looked at and delivered, not for it.
"""

from __future__ import annotations

from ombud.forms.base import OmbudForm
from ombud.forms.data_request_review import DETAIL, PERSONAL, flags
from ombud.forms.days import past_day
from ombud.forms.fields import Choice, Choices, Line, Text, Tick, when
from ombud.forms.text import lazy as _


class MeetingForm(OmbudForm):
    """Step 3. No data is delivered without it (A45)."""

    title = _("Meet with the requester")
    intro = _(
        "Go through the review with the requester and agree on the scope. Nothing is delivered without this meeting. If it "
        "cannot take place, or the request cannot be met, it is declined with a reason; no policy says how long to wait."
    )
    submit = _("Record the meeting")

    stage = Choice(
        _("What came out of it?"),
        (
            ("agreed", _("The scope is agreed")),
            ("personal", _("Personal information is needed, or would come with it")),
            ("decline", _("The request is declined, or nobody came to meet")),
        ),
        routes=True,
        missing=_("Choose what came out."),
    )
    met_on = past_day(_("On which day did you meet?"), when=when("stage", "agreed", "personal"))
    met_with = Line(_("With whom?"), when=when("stage", "agreed", "personal"), missing=_("Enter with whom you met."))
    scope = Text(
        _("What is agreed?"),
        help=_("Items, parameters and form; and what differs from the request."),
        when=when("stage", "agreed"),
        missing=_("Say what is agreed."),
    )
    reviewed = Tick(
        _("Every item and parameter of it was reviewed"),
        required=True,
        when=when("stage", "agreed"),
        help=_("What was added at the meeting was not: it takes a request of its own."),
        missing=_("Only what was reviewed can be agreed on."),
    )
    reason = Text(
        _("Why is it declined?"),
        help=_("The letter to the requester quotes this."),
        when=when("stage", "decline"),
        missing=_("Give the reason: the letter has to state it."),
    )


class ProcessingForm(OmbudForm):
    """Step 4, first half. The data stays where it was made: Ombud keeps none of it."""

    title = _("Process the request")
    intro = _("Make what was agreed. Do not send the data here: say only where it can be found until it is delivered.")
    submit = _("Hand it over to be checked")

    file = Line(
        _("By which name or number is what you made known?"),
        help=_("Name nobody in it."),
        personal=False,
        missing=_("Enter the name or number."),
    )
    made_how = Text(
        _("How was it made?"),
        help=_("The report or query, the day of the data, what was left out."),
        missing=_("Say how it was made."),
    )


class CheckForm(OmbudForm):
    """No delivery holds personal information: looked at each time, on what would go out (P405-d).

    `holds` tells rows that nobody released: the diagram compares it with what the review found (A43).
    """

    title = _("Check that it holds no personal information")
    intro = _("Open what would be delivered, and look. Nothing leaves before this is done.")
    submit = _("Send the check")

    stage = Choice(
        _("What did you find?"),
        (
            ("clean", _("No personal information")),
            ("remove", _("Personal information that nobody asked for: it is taken out")),
            ("personal", _("Personal information without which the request cannot be met")),
        ),
        routes=True,
        missing=_("Choose what you found."),
    )
    holds = Choice(_("What does it hold?"), DETAIL, routes=True, missing=_("Choose what it holds."))
    looked = Tick(
        _("I looked at every column and every note of it"),
        required=True,
        missing=_("Nothing is delivered before all of it was looked at."),
    )
    identifiers = Choices(
        _("Which personal information does it hold?"),
        PERSONAL,
        when=when("stage", "remove", "personal"),
        personal=False,
        missing=_("Tick which personal information it holds."),
    )
    flags = flags()
    note = Text(_("What is done about it? (optional)"), required=False)


class DeliveryForm(OmbudForm):
    """Step 4, second half: that it was delivered, and how. The data itself never passes through here."""

    title = _("Deliver it, and record the delivery")
    intro = _("Send or hand over what was checked. Do not send the data here: only that it was delivered, and how.")
    submit = _("Record the delivery")

    stage = Choice(
        _("What was delivered?"),
        (("delivered", _("What was asked for")), ("changed", _("With a scope that was changed, as agreed"))),
        routes=True,
        missing=_("Choose what was delivered."),
    )
    delivered_on = past_day(_("On which day?"))
    holds = Choice(_("What does it hold?"), DETAIL, personal=False, missing=_("Choose what it holds."))
    way = Choice(
        _("How was it delivered?"),
        (
            ("mail", _("By e-mail")),
            ("download", _("For download")),
            ("by_hand", _("By post or by hand")),
        ),
        when=when("holds", "totals"),
        personal=False,
        missing=_("Choose how it was delivered."),
    )
    encrypted = Tick(
        _("It was sent by encrypted e-mail"),
        required=True,
        when=when("holds", "rows"),
        help=_("Rows of single people are sent in no other way."),
        personal=False,
        missing=_("Send it by encrypted e-mail."),
    )
    delivered_to = Line(_("To whom?"), missing=_("Enter to whom it was delivered."))
    what = Text(
        _("What was delivered?"),
        help=_("Name or number, and what one should know to read it. The letter quotes this; write no data into it."),
        missing=_("Say what was delivered."),
    )
