"""Plain data as a TOML text: nobody reads it, it only has to say the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

import orjson


def toml_text(content: Mapping[str, Any]) -> str:
    """Every key on a line of its own, tables below them written inline. Raises TypeError for what TOML cannot say."""
    return "".join(f"{_string(key)} = {_value(value)}\n" for key, value in content.items())


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return _string(value)
        case date() | time():  # an instant is a date too
            return value.isoformat()
        case list() | tuple():
            return f"[{', '.join(map(_value, value))}]"
        case Mapping():
            return f"{{{', '.join(f'{_string(key)} = {_value(each)}' for key, each in value.items())}}}"
    raise TypeError(f"{value!r} cannot be written as TOML")


def _string(text: str) -> str:
    """A basic string is one of JSON, but for a character that JSON leaves as it is."""
    return orjson.dumps(text).decode().replace("\x7f", "\\u007f")
