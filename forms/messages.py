"""What the party and those who work on its case write to each other, and what these write among themselves."""

from __future__ import annotations

from ombud.forms.base import OmbudForm
from ombud.forms.fields import Files, Text
from ombud.forms.text import lazy as _
from ombud.forms.uploads import LIMITS


class MessageForm(OmbudForm):
    title = _("Write a message")
    intro = _("It is kept with the case. Whoever reads it gets a mail that a message waits, without a word of it.")
    submit = _("Send the message")

    message = Text(_("Your message"), missing=_("Write your message."))
    documents = Files(_("Files (optional)"), help=LIMITS)


class NoteForm(OmbudForm):
    """Stays among those who work on the case."""

    title = _("Write a note")
    intro = _("Only those who work on the case see it. It is kept with the case like everything else.")
    submit = _("Keep the note")

    note = Text(_("Your note"), missing=_("Write your note."))
    note_documents = Files(_("Files for the note (optional)"), help=LIMITS)


FORMS: dict[str, type[OmbudForm]] = {"message": MessageForm, "note": NoteForm}
