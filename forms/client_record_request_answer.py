"""What a client gets who asked about their record: the copy, the access history, or the correction (Policy 207)."""

from __future__ import annotations

from ombud.forms.base import OmbudForm
from ombud.forms.days import not_in_the_future
from ombud.forms.fields import Choice, Day, Line, Text, Tick, when
from ombud.forms.text import lazy as _

HANDED_OUT = ("given", "partly")
ON_RECORD = ("corrected", "marked")


class ProduceForm(OmbudForm):
    """The access history: who added to, deleted or edited the record (P207-l)."""

    title = _("Produce the access history")
    intro = _(
        "Who added to, deleted or edited the record, and when. Send it to whoever keeps the record: they give it to the "
        "client. Ombud holds none of it."
    )
    submit = _("It is on its way")

    produced_on = Day(
        _("On which day did you produce it?"),
        personal=False,
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
    )
    period = Line(
        _("Which time does it cover?"),
        help=_("Such as: from the first entry to today."),
        personal=False,
        missing=_("Say which time it covers."),
    )
    encrypted = Tick(
        _("I sent it by encrypted e-mail to whoever keeps the record"),
        required=True,
        personal=False,
        missing=_("Information about a client is sent by encrypted e-mail only."),
    )


class GiveForm(OmbudForm):
    """The copy, or the access history, as it reached the client."""

    title = _("Give the client what they asked for")
    intro = _(
        "A copy of the record, or the access history that the System Administrator sends you. The client has a right to "
        "it. The policy names no ground to refuse: if a law forbids to hand out a part, name the law."
    )
    submit = _("Record it")

    stage = Choice(
        _("Did the client get it?"),
        (
            ("given", _("Yes, all of it")),
            ("partly", _("Not all of it, because a law forbids the rest")),
            ("not_collected", _("No: the client did not come for it, or cannot be reached")),
        ),
        routes=True,
        missing=_("Choose whether the client got it."),
    )
    given_on = Day(
        _("On which day?"),
        when=when("stage", *HANDED_OUT),
        personal=False,
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
    )
    way = Choice(
        _("How?"),
        (
            ("in_person", _("In person")),
            ("post", _("By post")),
            ("encrypted", _("By encrypted e-mail")),
        ),
        when=when("stage", *HANDED_OUT),
        personal=False,
        help=_("By e-mail only if it is encrypted."),
        missing=_("Choose how."),
    )
    left_out = Text(
        _("What was left out? In plain words to the client"),
        help=_("The letter quotes this. Nothing of what stands there."),
        when=when("stage", "partly"),
        missing=_("Say what was left out."),
    )
    law = Line(
        _("Which law or order forbids it?"),
        when=when("stage", "partly"),
        missing=_("Name the law or the order: without one nothing is left out."),
    )
    tried = Text(
        _("How did you try to reach the client?"),
        help=_("The letter quotes this."),
        when=when("stage", "not_collected"),
        missing=_("Say how you tried to reach the client."),
    )


class ConsiderForm(OmbudForm):
    """What becomes of a correction (A72): nothing has to be removed, and a record that is disputed says so."""

    title = _("Consider the correction")
    intro = _(
        "Every request is considered. Nothing has to be removed from the record: what is inaccurate or incomplete may be "
        "marked as such and supplemented instead. If you decline, note in the record that the client disputes it."
    )
    submit = _("Record what was decided")

    stage = Choice(
        _("What becomes of it?"),
        (
            ("corrected", _("The record is corrected")),
            ("marked", _("It is marked as inaccurate or incomplete, and supplemented")),
            ("declined", _("It is declined")),
        ),
        routes=True,
        missing=_("Choose what becomes of it."),
    )
    changed_on = Day(
        _("On which day was the record changed?"),
        when=when("stage", *ON_RECORD),
        personal=False,
        missing=_("Enter the day: do it in the HMIS first."),
        validators=(not_in_the_future,),
    )
    change = Text(
        _("What was corrected, or marked and supplemented?"),
        help=_("The letter quotes this. In plain words, and no more of the record than is needed."),
        when=when("stage", *ON_RECORD),
        missing=_("Say what was done."),
    )
    reasons = Text(
        _("Why is it declined? In plain words to the client"),
        help=_("The letter quotes this."),
        when=when("stage", "declined"),
        missing=_("State the reasons: the letter has to give them."),
    )
    annotated_on = Day(
        _("On which day was it noted in the record that the client disputes it?"),
        when=when("stage", "declined"),
        personal=False,
        missing=_("Enter the day: a correction is not declined without that note."),
        validators=(not_in_the_future,),
    )
    grievance_at = Line(
        _("Where does the client bring a grievance about it?"),
        help=_("The person or the office of your own grievance procedure. The letter quotes this."),
        when=when("stage", "declined"),
        missing=_("Say where the client can bring a grievance."),
    )
