"""Minutes are one document. Who is barred from something in them gets a copy of it that leaves this out.

Its template marks, in comments that no text of anybody can hold, where what is about a case begins and ends.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.board.papers.proceedings import About
from ombud.workflows.text import translate as _

ABOUT: Final = re.compile(r"<!--about ([0-9a-f-]+) (\w*)-->.*?<!--end-->", re.DOTALL)
REMARKS: Final = re.compile(r"<!--remarks-->.*?<!--end-->", re.DOTALL)
NOTE: Final = "<!--copy-->"


def barred_in(session: Session, text: str, actor: Actor) -> frozenset[About]:
    """What a document is about that the actor may not take part in."""
    if actor.person_id is None:
        return frozenset()
    return _barred(session, actor.person_id, {_about(found) for found in ABOUT.finditer(text)})


def without(text: str, barred: Collection[About], *, sha256: str) -> str:
    """The document as those may read it who are barred from that: neither number nor procedure nor result of it, nor
    the remarks, which may be about it."""
    left_out = _("An item is left out of this copy: its reader stepped aside from it, or may not take part in it.")
    remarks = _("The remarks are left out of this copy: they may be about that item.")
    note = _("This is a copy, from which something is left out. The minutes themselves have the SHA-256 %(sha256)s.")
    cut = ABOUT.sub(lambda found: _line(left_out) if _about(found) in barred else found[0], text)
    cut = REMARKS.sub(lambda _found: _line(remarks), cut)
    return cut.replace(NOTE, _line(note % {"sha256": sha256}))


def _about(found: re.Match[str]) -> About:
    return About(UUID(found[1]), found[2])


def _barred(session: Session, person_id: UUID, matters: set[About]) -> frozenset[About]:
    """In one statement: of every case whether they are barred from each of the tasks that any of these is about."""
    if not matters:
        return frozenset()
    elements = sorted({one.element for one in matters})
    verdicts = [_bars(person_id, element).label(f"task_{place}") for place, element in enumerate(elements)]
    rows = session.execute(select(Case.id, *verdicts).where(Case.id.in_({one.case_id for one in matters})))
    barred = {
        About(case_id, element) for case_id, *row in rows for element, bars in zip(elements, row, strict=True) if bars
    }
    return frozenset(barred & matters)


def _bars(person_id: UUID, element: str) -> ColumnElement[bool]:
    """On Case."""
    if not element:
        return permissions.has_conflict(person_id, Case.id)
    return permissions.barred_from(person_id, Case.id, element=literal(element))


def _line(words: str) -> str:
    return str(Markup('<p class="quiet">{}</p>').format(words))
