"""`[by_agency]` of a procedure.toml: its cases are overseen agency by agency, and by what one sees where each stands."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ombud.workflows.procedures.sourced import Part


class ByAgency(Part):
    """What tells where an agency stands with the case that a round of the schedule opened for it.

    It has answered once all the tasks of `answers` are completed and none is open again. While the deadline `remedy_ends`
    waits, something is being put right; `remedy` is the day set for that, where one has been. Once `remedy_ends` has
    passed, the case is past it for as long as it is open. An outcome of `done` means that it is done.
    """

    title: str = Field(min_length=1)
    answers: Annotated[tuple[str, ...], Field(min_length=1)]
    remedy: str = ""  # a deadline
    remedy_ends: str = ""  # a deadline
    done: Annotated[tuple[str, ...], Field(min_length=1)]
    source: str
