"""Translatable text below the web layer: Babel's lazy strings, the language in a context variable.

Nothing here imports Flask. The web layer sets the language per request, the worker per recipient.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from babel.support import LazyProxy, NullTranslations, Translations

LANGUAGES = ("en", "es")
SOURCE = "en"
"""The language that sentences and data are written in, an office's own among them."""
CATALOGUES = Path(__file__).resolve().parent.parent / "webapp" / "translations"

_language: ContextVar[str] = ContextVar("ombud_language", default="en")


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(CATALOGUES, [language])


def translate(message: str, **values: Any) -> str:
    """`message` in the current language, `%(name)s` places filled from `values`."""
    text = _catalogue(_language.get()).ugettext(message) if message else ""
    return text % values if values else text


def spoken(message: str) -> tuple[str, str]:
    """Data that people read, in the current language, and the language it then is in: what nobody has translated stays
    as it was written, and says so."""
    text = translate(message)
    return text, language() if text != message else SOURCE


def in_readers_words(kept: str, sentence: object) -> str:
    """What was kept in the language of whoever it was shown to, in the current one, if it is that lazy `sentence` in any
    language; else as it was kept."""
    for language in LANGUAGES:
        with in_language(language):
            same = str(sentence) == kept
        if same:
            return str(sentence)
    return kept


def ngettext(one: str, several: str, num: int, **values: Any) -> str:
    """`one` or `several`, by how many there are; `%(num)s` is how many."""
    return _catalogue(_language.get()).ungettext(one, several, num) % {"num": num, **values}


def language() -> str:
    """The language that is being translated into."""
    return _language.get()


def lazy(message: str, **values: Any) -> LazyProxy:
    """A string that is translated when it is shown, not when the module is imported."""
    return LazyProxy(translate, message, enable_cache=False, **values)


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Translate into `language` inside the block; an unknown one falls back to English."""
    token = _language.set(language if language in LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(token)
