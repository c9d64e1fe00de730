"""What the page of administration leads to: one card for each part, shown to the roles whose part it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from babel.support import LazyProxy
from flask import Flask
from flask_babel import lazy_gettext as _

from ombud.workflows.permissions import INSPECTORS, READERS

Words = str | LazyProxy


@dataclass(frozen=True, slots=True)
class Card:
    endpoint: str
    title: Words
    text: Words
    roles: tuple[str, ...]


CARDS: tuple[Card, ...] = (
    Card(
        "organisations.index",
        _("Organisations"),
        _("Agencies, Continuums of Care, the Lead: their kind and whether they take part."),
        INSPECTORS,
    ),
    Card("people.index", _("People"), _("Who there is, how they sign in, and the roles they hold."), INSPECTORS),
    Card(
        "checklists.index",
        _("Checklists"),
        _("What agencies certify. Replace a stand-in by the official text."),
        READERS,
    ),
    Card(
        "registry.index",
        _("Documents"),
        _("Which documents of the manual this office has, and what stands in for the others."),
        READERS,
    ),
    Card(
        "access.show",
        _("Who may do what"),
        _("What each role may do, in words; and every address with its door and its rule."),
        INSPECTORS,
    ),
    Card(
        "settings.index",
        _("Settings"),
        _("What the policy leaves to this office: the value, its source, who set it and why."),
        READERS,
    ),
    Card(
        "lettertexts.index",
        _("Letters"),
        _("The words letters are made of, with a preview."),
        READERS,
    ),
    Card(
        "closures.index",
        _("Closures"),
        _("Days on which the office is closed, for deadlines that count business days."),
        READERS,
    ),
    Card("log.index", _("Log"), _("What was changed here, when and by whom."), INSPECTORS),
)


def shown(app: Flask, roles: Collection[str]) -> list[Card]:
    """The cards of somebody with these roles, of the parts this installation has."""
    return [card for card in CARDS if card.endpoint in app.view_functions and not {*card.roles}.isdisjoint(roles)]
