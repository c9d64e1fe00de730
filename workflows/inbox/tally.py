"""How many tasks stand where: in each box, by procedure, role and date. One statement, for every number of a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, String, func, literal, select, union_all
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Task
from ombud.workflows.actors import Actor
from ombud.workflows.inbox.boxes import Box, When, stands_in, when_of
from ombud.workflows.inbox.look import Look
from ombud.workflows.office import Office

COUNTED_TO = 100
"""Numbers are shown up to here: nobody acts on the difference between 100 and 1,000 waiting tasks."""

TALLIED = 500
"""Of a box that holds more, so many tasks are counted, and offer their procedures and roles to filter by."""


@dataclass(frozen=True, slots=True)
class Heap:
    """Tasks that are alike in all that is filtered by."""

    box: Box
    version_id: UUID
    procedure: str  # its key
    title: str  # as the procedure has it, not translated
    role: str
    when: When
    number: int


@dataclass(frozen=True, slots=True)
class Tally:
    heaps: tuple[Heap, ...]

    def count(self, box: Box, look: Look) -> int:
        return sum(heap.number for heap in self.heaps if heap.box is box and _passes(heap, look))

    def counts(self, look: Look) -> dict[Box, int]:
        return {box: self.count(box, look) for box in Box}

    def first_with(self, look: Look) -> Box:
        """The box to open on: the first with something in it that waits, else one's own."""
        return next((box for box in (Box.MINE, Box.GROUPS, Box.WAITING) if self.count(box, look)), Box.MINE)

    def of(self, box: Box) -> Iterator[Heap]:
        return (heap for heap in self.heaps if heap.box is box)


def tally_of(session: Session, office: Office, actor: Actor, *, at: datetime) -> Tally:
    """Every box of the actor's. Raises NotFound for a procedure version that is gone, which is never deleted."""
    some = union_all(*(select(_some(box, actor, at).subquery()) for box in Box)).subquery()
    by = (some.c.box, some.c.version_id, some.c.role, some.c.falls)
    heaps = []
    for box, version_id, role, falls, number in session.execute(select(*by, func.count()).group_by(*by)):
        toml = office.procedures.get(session, version_id).toml
        heaps.append(Heap(Box(box), version_id, toml.key, toml.title, role, When(falls), number))
    return Tally(tuple(heaps))


def counts(session: Session, office: Office, actor: Actor, *, at: datetime) -> dict[Box, int]:
    return tally_of(session, office, actor, at=at).counts(Look())


def _some(box: Box, actor: Actor, at: datetime) -> Select[str, UUID, str, str]:
    falls = when_of(actor, at=at).label("falls")
    rows = select(literal(box.value, String).label("box"), Case.version_id, Task.role, falls)
    return rows.join_from(Task, Case, Case.id == Task.case_id).where(stands_in(box, actor, at=at)).limit(TALLIED)


def _passes(heap: Heap, look: Look) -> bool:
    """What is done is of no date any more: a filter by date leaves it alone, as in its list."""
    return (
        look.procedure in ("", heap.procedure)
        and look.role in ("", heap.role)
        and (heap.box is Box.DONE or heap.when in look.due.whens)
    )
