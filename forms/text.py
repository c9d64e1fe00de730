"""Translatable text of the forms: Babel's lazy strings, translated by whoever composes the application.

The forms know neither the web framework nor the workflows; `translate_with` is given the function that knows the language.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from babel.support import LazyProxy

Translate = Callable[[str], str]


def _untranslated(message: str) -> str:
    return message


_translate: Translate = _untranslated


def translate_with(translate: Translate) -> None:
    """From now on texts are looked up by `translate`, which knows the reader's language."""
    global _translate
    _translate = translate


def translated(message: str, **values: Any) -> str:
    """`message` in the reader's language, `%(name)s` places filled from `values`."""
    text = _translate(message)
    return text % values if values else text


def sentences(*texts: str) -> str:
    """Lazy texts one after the other, each translated when they are shown."""
    return LazyProxy(_in_a_row, texts, enable_cache=False)  # type: ignore[return-value]


def _in_a_row(texts: tuple[str, ...]) -> str:
    return " ".join(str(text) for text in texts)


def lazy(message: str, **values: Any) -> str:
    """A text that is translated when it is shown, not when the module is imported."""
    # it acts as a str everywhere, which is what the form library's signatures ask for
    return LazyProxy(translated, message, enable_cache=False, **values)  # type: ignore[return-value]
