"""What the board's pages ask beyond a single button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Optional, StopValidation

from ombud.storage.board import BodyKind
from ombud.webapp.fields import Choice, Day, Form, Pick, at_most

MAX_LINE = 200
MAX_TEXT = 2000
"""Characters."""

OPTIONS_AT_LEAST = 2

Pairs = Sequence[tuple[str, str]]


def said(label: Any, empty: Any, *, hint: Any = "", id: str | None = None) -> TextAreaField:
    """A text that has to be there. `id` where a page asks it in two forms."""
    checks = [InputRequired(empty), at_most(MAX_TEXT)]
    return TextAreaField(label, checks, description=hint, id=id)


def line(label: Any, empty: Any, *, hint: Any = "") -> StringField:
    return StringField(label, [InputRequired(empty), at_most(MAX_LINE)], description=hint)


def choices(pairs: Pairs) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


class ItemForm(Form):
    title = line(
        _("What is it about?"),
        _("Say in a few words what the item is about."),
        hint=_("One line, as it stands on the agenda. Do not name a client."),
    )
    input_wanted = BooleanField(
        _("Ask for paid input from people with lived experience"),
        description=_("Whose input it was is recorded nowhere."),
    )


class MinutesForm(Form):
    remarks = TextAreaField(
        _("Remarks"),
        [Optional(), at_most(20_000)],
        description=_("What attendance, votes and decisions do not say by themselves. Do not name a client."),
    )


class RecuseForm(Form):
    reason = said(
        _("Why?"),
        _("Say why: the record keeps it."),
        hint=_("It is kept sealed. Those who preside can read it, nobody else."),
    )


class BarForm(Form):
    """The same for somebody else on the roster."""

    person = Pick(_("Who has a conflict?"))
    reason = said(
        _("Why?"),
        _("Say why: the record keeps it."),
        hint=_("It is kept sealed. Those who preside can read it, nobody else."),
        id="bar-reason",
    )

    def __init__(self, data: Any, people: Pairs) -> None:
        super().__init__(data)
        self.person.choices = choices([("", gettext("- Choose -")), *people])
        self.person.validators = [InputRequired(gettext("Choose a person."))]


class ProxyForm(Form):
    to = Pick(_("Who votes for you?"))

    def __init__(self, data: Any, people: Pairs) -> None:
        super().__init__(data)
        self.to.choices = choices([("", gettext("- Choose -")), *people])
        self.to.validators = [InputRequired(gettext("Choose a person."))]


class VoidForm(Form):
    reason = said(
        _("Why is it void?"), _("Say why: the record keeps it."), hint=_("Do not name a client."), id="void-reason"
    )


class VoteForm(Form):
    choice = Choice(_("Your vote"), validate_choice=False)

    def __init__(self, data: Any, options: Pairs, chosen: str = "") -> None:
        super().__init__(data, choice=chosen or None)
        self.choice.choices = choices([*options, ("abstain", gettext("Abstain"))])
        self.choice.validators = [InputRequired(gettext("Choose one, or abstain."))]


class ConveneForm(Form):
    name = line(_("Name"), _("Give the body a name."))
    kind = Choice(
        _("What kind?"),
        choices=[
            SelectChoice(BodyKind.AD_HOC, _("An ad hoc committee: it has a charge, and ends")),
            SelectChoice(BodyKind.SELECTION, _("A selection committee: it evaluates candidates and recommends")),
        ],
        default=BodyKind.AD_HOC,
    )
    charge = said(_("What is it convened for?"), _("Say what the committee is convened for."))
    begins_on = Day(_("First day"), [InputRequired(_("Choose the first day."))])
    ends_on = Day(_("Last day"), [InputRequired(_("Choose the last day: such a committee ends."))])


class DissolveForm(Form):
    on = Day(_("Its last day"), [InputRequired(_("Choose the last day."))])


class Where(Form):
    """Where and how a vote is held: what opening a ballot asks besides its question."""

    meeting = Choice(_("Where do you vote?"), validate_choice=False)
    closes_on = Day(_("Last day to vote"), [Optional()], description=_("Only for a vote by correspondence."))
    past_deadline = BooleanField(_("Open it with this last day all the same"))
    secret = BooleanField(_("A secret ballot: who voted is seen, not how"))

    BY_CORRESPONDENCE = "correspondence"
    places: frozenset[str]
    due_on: date | None = None

    def offer(self, meetings: Pairs, *, correspondence: bool, secret: bool, due_on: date | None) -> None:
        """Only what the body's rules allow is asked. `due_on`: the last day of the task it decides."""
        self.due_on = due_on
        pairs = list(meetings)
        if correspondence:
            pairs.append((self.BY_CORRESPONDENCE, gettext("By correspondence, outside a meeting")))
        else:
            del self["closes_on"]
        self.places = frozenset(value for value, _label in pairs)
        self.meeting.choices = choices(pairs)
        self.meeting.validators = [InputRequired(gettext("Choose where you vote."))]
        if self.meeting.data is None and len(pairs) == 1:
            self.meeting.data = pairs[0][0]
        if not secret:
            del self["secret"]

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if self.meeting.data == self.BY_CORRESPONDENCE and not self["closes_on"].data and not self["closes_on"].errors:
            self["closes_on"].errors = [gettext("Choose the last day on which one can vote.")]
            return False
        if self.is_past_deadline and not self.past_deadline.data:
            self.past_deadline.errors = [gettext("Votes would still be taken after the deadline of the task.")]
            return False
        return sound

    @property
    def is_past_deadline(self) -> bool:
        return bool(self.due_on and self.last_day and self.last_day > self.due_on)

    def suggest(self, meeting: str, *, last_day: date | None) -> None:
        """Chooses the meeting whoever opens the ballot came from, and by correspondence the last day there is."""
        if "closes_on" in self:
            self["closes_on"].data = last_day
        if meeting in self.places:
            self.meeting.data = meeting

    @property
    def at_meeting(self) -> str:
        """The meeting's id, empty by correspondence."""
        chosen = str(self.meeting.data)
        return "" if chosen == self.BY_CORRESPONDENCE else chosen

    @property
    def last_day(self) -> date | None:
        return self["closes_on"].data if "closes_on" in self and not self.at_meeting else None

    @property
    def is_secret(self) -> bool:
        return bool("secret" in self and self["secret"].data)


class MotionForm(Where):
    motion = said(
        _("What is the question?"),
        _("Say what is put to the vote."),
        hint=_("As it will stand in the minutes. Do not name a client."),
    )
    options = TextAreaField(
        _("Between what do you choose?"),
        [InputRequired(_("Give at least two options, one on each line."))],
        description=_("One option on each line. Everybody can abstain as well."),
    )

    def validate_options(self, field: TextAreaField) -> None:
        labels = self.labels
        if len(labels) < OPTIONS_AT_LEAST or len(set(labels)) < len(labels):
            raise StopValidation(gettext("Give at least two different options, one on each line."))

    @property
    def labels(self) -> list[str]:
        return [text for each in str(self.options.data or "").splitlines() if (text := each.strip())]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Each option with the value that votes store."""
        return [(f"option_{number}", label) for number, label in enumerate(self.labels, start=1)]
