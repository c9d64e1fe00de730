"""Setting a paper: a template beside this file, plain values, a tagged PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from ombud.workflows.days import text_and_days
from ombud.workflows.letters import filters
from ombud.workflows.letters.render import pdf_of_html
from ombud.workflows.letters.templates import sandbox
from ombud.workflows.text import translate as _

HERE: Final = Path(__file__).parent
KILO: Final = 1000


@cache
def texts() -> Mapping[str, str]:
    """Every template and style by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(HERE.glob("paper*"))}


def html(name: str, values: Mapping[str, Any], *, language: str) -> str:
    """The paper `name` as one HTML document."""
    environment = sandbox(texts(), language=language)
    in_words = partial(answer, language=language)
    environment.filters |= {"days": partial(with_days, language=language), "answer": in_words, "size": size}
    return environment.get_template(name).render({**values, "language": language})


def pdf(name: str, values: Mapping[str, Any], *, language: str) -> bytes:
    """The paper as a tagged PDF/UA-1 file. Raises LettersUnavailable where this machine cannot set one."""
    return pdf_of_html(html(name, values, language=language))


def with_days(text: str, *, language: str) -> str:
    """A sentence whose days are written 2026-04-08, with those days as people write them."""
    return "".join(
        filters.day(part, language=language) if isinstance(part, date) else part for part in text_and_days(text)
    )


def answer(value: str | date | datetime, *, language: str) -> Markup:
    """One answer as it was given: a text in paragraphs, a day or an instant in words."""
    if isinstance(value, datetime):
        at = {"day": filters.day(value, language=language), "time": filters.time(value, language=language)}
        return filters.paragraphs(_("%(day)s, %(time)s", **at))
    return filters.paragraphs(filters.day(value, language=language) if isinstance(value, date) else value)


def size(count: int) -> str:
    """Bytes as people say them: “12 kB”, “3.4 MB”."""
    if count < KILO:
        return f"{count} B"
    return f"{count / KILO:.0f} kB" if count < KILO * KILO else f"{count / KILO / KILO:.1f} MB"
