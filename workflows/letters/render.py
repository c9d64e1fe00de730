"""Setting a letter: the sandbox makes HTML of it, WeasyPrint a tagged PDF. Neither reads a file nor fetches anything."""

from __future__ import annotations

import re
from typing import Any, Final

from markupsafe import Markup

from ombud.workflows.jobs.faults import Fault
from ombud.workflows.letters.context import Manuscript
from ombud.workflows.letters.limits import capped
from ombud.workflows.letters.templates import BASE, BODY, sandbox

VARIANT: Final = "pdf/ua-1"

HEADING: Final = re.compile(r"(</?h)([2-4])\b")
"""Of the body's own tags: what somebody typed has no such sign that is not escaped."""

NO_PANGO: Final = (
    "Letters need the Pango library, which is not installed. On Debian or Ubuntu: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core. "
    "Nothing else is affected; have the letter tried again afterwards."
)


REACHING: Final = "A letter asked for an address. It reads no file and fetches nothing; its text has to be corrected."


class LettersUnavailable(Fault):
    """This machine lacks what turns letters into PDF files."""


class Reaching(Fault):
    """A letter asks for an address: a file, or a page elsewhere."""


def html(manuscript: Manuscript) -> str:
    """The letter as one HTML document. Raises jinja2's errors for a template that reaches for what it may not have."""
    environment = sandbox(manuscript.texts, language=manuscript.language)
    return capped(environment.get_template(BASE).generate(manuscript.values))


def words(manuscript: Manuscript) -> Markup:
    """What the letter says under its title, for a page on which that title is a heading of the third level. Raises as
    `html` does."""
    body = capped(
        sandbox(manuscript.texts, language=manuscript.language).get_template(BODY).generate(manuscript.values)
    )
    below = HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + 2}", body)
    return Markup(below)  # noqa: S704  # the sandbox escapes every value, and judges the tags of the text


def pdf(manuscript: Manuscript) -> bytes:
    """The letter as a tagged PDF/UA-1 file. Raises LettersUnavailable, and Reaching when it asks for any address."""
    return pdf_of_html(html(manuscript))


def pdf_of_html(text: str) -> bytes:
    """Any document of ours as a tagged PDF/UA-1 file. Raises as `pdf` does."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError, URLFetcher
    except OSError as error:
        raise LettersUnavailable(NO_PANGO) from error

    class Refusing(URLFetcher):  # type: ignore[misc]  # shipped without types
        def fetch(self, url: str, headers: Any = None) -> Any:
            raise FatalURLFetchingError("a letter may not ask for any address")

    try:
        return bytes(HTML(string=text, url_fetcher=Refusing()).write_pdf(pdf_variant=VARIANT))
    except FatalURLFetchingError:  # no Exception: it would end a worker
        raise Reaching(REACHING) from None
