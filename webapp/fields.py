"""What templates ask of a WTForms field: the attributes that tie an input to its hint and its errors."""

from __future__ import annotations

from typing import Any

from flask import Flask
from wtforms import Field


def install(app: Flask) -> None:
    app.jinja_env.globals["described"] = described


def described(field: Field) -> dict[str, Any]:
    parts = [f"{field.id}-{part}" for part, there in (("hint", field.description), ("error", field.errors)) if there]
    attributes: dict[str, Any] = {}
    if parts:
        attributes["aria-describedby"] = " ".join(parts)
    if field.errors:
        attributes["aria-invalid"] = "true"
    if getattr(field, "required", False) and not getattr(field, "when", None):
        attributes["required"] = True
    return attributes
