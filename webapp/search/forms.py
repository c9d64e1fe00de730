"""The one question of the search."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import ValidationError

from ombud.storage.search import words_of
from ombud.webapp.fields import Form, at_most

LONGEST: Final = 200
MOST_WORDS: Final = 8
"""More of them find nothing that fewer do not."""


class SearchForm(Form):
    text = StringField(
        _("What are you looking for?"),
        [at_most(LONGEST)],
        description=_(
            "It finds cases: by their number, procedure, organisation or people, or by the name of a letter or file in them. "
            "Names of people and files are found by whole words only."
        ),
    )

    @property
    def words(self) -> tuple[str, ...]:
        return words_of(str(self.text.data or ""))

    def validate_text(self, _field: Any) -> None:
        if not self.words:
            raise ValidationError(_("Enter a word or a number to look for."))
        if len(self.words) > MOST_WORDS:
            raise ValidationError(_("Enter at most %(most)d words.", most=MOST_WORDS))
