"""Setting a letter: the sandbox makes HTML of it, WeasyPrint a tagged PDF. Neither reads a file nor fetches anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ombud.workflows.jobs.faults import Fault
from ombud.workflows.letters.context import Manuscript
from ombud.workflows.letters.templates import BASE, sandbox

if TYPE_CHECKING:
    from weasyprint import HTML

VARIANT: Final = "pdf/ua-1"

NO_PANGO: Final = (
    "Letters need the Pango library, which is not installed. On Debian or Ubuntu: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core. "
    "Nothing else is affected; have the letter tried again afterwards."
)


class LettersUnavailable(Fault):
    """This machine lacks what turns letters into PDF files."""


def html(manuscript: Manuscript) -> str:
    """The letter as one HTML document. Raises jinja2's errors for a template that reaches for what it may not have."""
    environment = sandbox(manuscript.texts, language=manuscript.language)
    return environment.get_template(BASE).render(manuscript.values)


def pdf(manuscript: Manuscript) -> bytes:
    """The letter as a tagged PDF/UA-1 file. Raises LettersUnavailable, and an error when it asks for any address."""
    return pdf_of_html(html(manuscript))


def pdf_of_html(text: str) -> bytes:
    """Any document of ours as a tagged PDF/UA-1 file. Raises as `pdf` does."""
    return bytes(_document(text).write_pdf(pdf_variant=VARIANT))


def _document(text: str) -> HTML:
    try:
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError, URLFetcher
    except OSError as error:
        raise LettersUnavailable(NO_PANGO) from error

    class Refusing(URLFetcher):  # type: ignore[misc]  # shipped without types
        def fetch(self, url: str, headers: Any = None) -> Any:
            raise FatalURLFetchingError("a letter may not ask for any address")

    return HTML(string=text, url_fetcher=Refusing())
