"""Minutes are one document. Who is barred from something in them gets a copy of it that leaves this out.

Its template marks, in comments that no text of anybody can hold, where what is about a case begins and ends.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import literal, select
from sqlalchemy.orm import Session

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
    matters = {_about(found) for found in ABOUT.finditer(text)}
    return frozenset(one for one in matters if _is_barred(session, actor.person_id, one))


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


def _is_barred(session: Session, person_id: UUID, about: About) -> bool:
    if not about.element:
        return bool(session.scalar(select(permissions.has_conflict(person_id, about.case_id))))
    barred = permissions.barred_from(person_id, about.case_id, element=literal(about.element))
    return bool(session.scalar(select(barred)))


def _line(words: str) -> str:
    return str(Markup('<p class="quiet">{}</p>').format(words))
