"""The case in which a form is asked: what some of its questions offer follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Asking:
    """`settings` are those the case runs under, by short name."""

    case_id: UUID
    procedure: str
    settings: Mapping[str, Any]
    organisation_id: UUID | None
