"""Kinds of events, and the forms of what was said with them: reasons, which no page lists with what else was sent in."""

from __future__ import annotations

from typing import Final

ASKED: Final = "identity.asked"
OPENED: Final = "identity.opened"
REFUSED: Final = "identity.refused"
SEALED: Final = "identity.sealed"

REASONS: Final = (ASKED, OPENED, REFUSED)

ELEMENT: Final = "identity"
"""Stands where a submission names its element: the identity is the case's, not a step's."""
