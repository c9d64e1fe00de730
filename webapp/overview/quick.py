"""Whole years and quarters, to be chosen by one click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from ombud.workflows.overview.period import QUARTERS, Period, quarter, year


@dataclass(frozen=True, slots=True)
class Quick:
    label: str
    href: str
    chosen: bool


def span(period: Period | None) -> dict[str, Any]:
    """A period as an address has it."""
    return {"from": period.first.isoformat(), "to": period.last.isoformat()} if period else {}


def quick_links(chosen: Period | None, endpoint: str, place: Mapping[str, Any], *, today: date) -> list[Quick]:
    """To the same picture at other times: the year before the one that is shown, that one with its quarters, and the year after."""
    shown = chosen.first.year if chosen else today.year
    found = [(str(number), year(number)) for number in (shown - 1, shown)]
    found += [
        (_("Quarter %(quarter)d of %(year)d", quarter=which, year=shown), quarter(shown, which)) for which in QUARTERS
    ]
    found += [(str(shown + 1), year(shown + 1))]
    return [Quick(label, url_for(endpoint, **place, **span(period)), period == chosen) for label, period in found]
