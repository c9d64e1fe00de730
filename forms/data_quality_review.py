"""The forms of the Lead's quarterly review of the data (Policy 302). An anomaly goes to the board in a case of its own."""

from __future__ import annotations

from ombud.forms import data_anomaly
from ombud.forms.base import OmbudForm
from ombud.forms.days import not_in_the_future
from ombud.forms.fields import Choice, Day, Text
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _


class ReviewForm(OmbudForm):
    """What was reviewed, also where nothing was found (P302-h)."""

    title = _("Review the data of the quarter")
    intro = _("By the standards of the Data Quality Management Plan. Name no client.")
    submit = _("Record the review")

    reviewed_on = Day(
        _("On which day did you review the data?"),
        personal=False,
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
    )
    reviewed = Text(
        _("What did you look at?"),
        help=_("Reports and measures, and the version of the plan they come from."),
        personal=False,
        missing=_("Say what you looked at."),
    )
    found = Choice(
        _("Did you find an anomaly?"),
        YES_NO,
        routes=True,
        help=_(
            "Each one is reported to the board next. One that you find later is reported then, as it is discovered."
        ),
        missing=_("Choose yes or no."),
    )


class AnomalyForm(OmbudForm):
    """One anomaly; the board gets it in a case of its own."""

    title = _("Report an anomaly to the board")
    intro = _("The members of the Data Strategy Board are told at once.")
    submit = _("Report it")

    concerns = data_anomaly.concerns()
    agency = data_anomaly.agency()
    discovered_on = data_anomaly.discovered_on()
    anomaly = data_anomaly.anomaly()
    looked_into = data_anomaly.looked_into()
    next = Choice(
        _("Is there another?"),
        (("another", _("Yes: I report it next")), ("all", _("No: all are reported"))),
        routes=True,
        missing=_("Choose whether there is another."),
    )


FORMS: dict[str, type[OmbudForm]] = {
    "review": ReviewForm,
    "anomaly": AnomalyForm,
}
