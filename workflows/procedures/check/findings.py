"""What the checker says: where, which rule, what is wrong in a sentence, and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """`rule` is a short slug for whoever filters; `element` an id of the diagram, empty where the file is meant."""

    file: str
    line: int  # 0: not known
    element: str
    rule: str
    sentence: str
    way_out: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        named = f"{place} {self.element}" if self.element else place
        return f"{named}: {self.sentence} Way out: {self.way_out}"


Findings = Iterator[Finding]
