"""A guide as people read it, with addresses and names behind what `bpmn/guides.toml` calls them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _

from ombud.workflows.casefile.words import role_name
from ombud.workflows.procedures.guides import Guide, Page, read_guides
from ombud.workflows.text import spoken, translate

PAGES: dict[Page, tuple[str, Any]] = {
    Page.HOME: ("public.home", _("Start a case")),
    Page.TRACK: ("public.track", _("Track your case")),
    Page.LOST: ("public.lost", _("I do not have the code any more")),
    Page.MEETINGS: ("calendar.meetings", _("Meetings to come")),
    Page.POLICIES: ("policies.listed", _("Policies")),
    Page.GLOSSARY: ("guidance.glossary", _("Words and short forms")),
    Page.SIGN_IN: ("accounts.sign_in", _("Sign in")),
    Page.INBOX: ("inbox.show", _("Inbox")),
    Page.START: ("cases.procedures", _("Start a case")),
    Page.ACCOUNT: ("own.account", _("Your account")),
    Page.SUBSTITUTES: ("substitutes.show", _("Substitutes")),
    Page.BODIES: ("bodies.index", _("Bodies")),
    Page.DUTIES: ("duties.show", _("Duties")),
    Page.OVERVIEW: ("overview.index", _("Overview")),
    Page.OPERATION: ("operator.show", _("Operation")),
    Page.PEOPLE: ("people.index", _("People")),
    Page.ACCESS: ("access.show", _("Who may do what")),
    Page.SETTINGS: ("settings.index", _("Settings")),
    Page.LOG: ("log.index", _("Log")),
}


Link = tuple[str, str]
"""An address, and what it is called."""


@dataclass(frozen=True, slots=True)
class Passage:
    """`language`: which the paragraphs are in, where nobody has translated them. `links`: addresses and names."""

    title: str
    paragraphs: tuple[str, ...]
    language: str
    links: tuple[Link, ...]


def passages_of(guide: Guide, procedures: Mapping[str, Link]) -> list[Passage]:
    """`procedures`: where those that are deployed here are begun or told, by key."""
    found = []
    for part in guide.parts:
        text, language = spoken(part.text)
        links = (link(one, procedures) for one in part.see)
        found.append(Passage(part.title, tuple(text.split("\n\n")), language, tuple(one for one in links if one)))
    return found


def link(reference: str, procedures: Mapping[str, Link]) -> Link | None:
    """Address and name of what a guide refers to; None for a procedure that is not deployed here."""
    kind, _colon, name = reference.partition(":")
    match kind:
        case "page":
            endpoint, title = PAGES[Page(name)]
            return url_for(endpoint), str(title)
        case "role":
            return url_for("guidance.role", role=name), role_name(name)
        case "guide":
            return url_for("guidance.guide", key=name), translate(read_guides()[name].title)
    return procedures.get(name)
