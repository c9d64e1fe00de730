"""How somebody looks at a box: what they filter by and what it is sorted by, as the address of the page has it.

Keys and states only, never what people wrote: an address stands in histories and logs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from ombud.workflows.inbox.boxes import When


class Due(StrEnum):
    ANY = ""
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"  # from today to Saturday

    @property
    def whens(self) -> tuple[When, ...]:
        return _WHENS[self]


_WHENS = {
    Due.ANY: tuple(When),
    Due.OVERDUE: (When.OVERDUE,),
    Due.TODAY: (When.TODAY,),
    Due.WEEK: (When.TODAY, When.THIS_WEEK),
}


class Sort(StrEnum):
    DUE = "due"  # of what is done: when
    PROCEDURE = "procedure"
    OPENED = "opened"
    ROLE = "role"  # whose it is


BACKWARDS = "desc"
KEY = re.compile(r"|[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class Look:
    procedure: str = ""  # its key
    role: str = ""
    due: Due = Due.ANY
    sort: Sort = Sort.DUE
    backwards: bool = False

    @property
    def filters(self) -> bool:
        return bool(self.procedure or self.role or self.due)

    def by(self, sort: str) -> Look:
        """The same, sorted by something; by what it is sorted by already, the other way round."""
        return replace(self, sort=Sort(sort), backwards=self.sort == sort and not self.backwards)

    @property
    def query(self) -> dict[str, str]:
        """As an address has it: only what differs from how a box opens."""
        order = BACKWARDS if self.backwards else ""
        named = {"procedure": self.procedure, "role": self.role, "due": self.due.value, "order": order}
        sort = {} if self.sort is Sort.DUE else {"sort": self.sort.value}
        return {name: value for name, value in named.items() if value} | sort


def look_of(query: Mapping[str, str]) -> Look:
    """Raises ValueError for a date or an order that there is not, and for what is no key: people write no names here."""
    return Look(
        procedure=_key(query.get("procedure", "")),
        role=_key(query.get("role", "")),
        due=Due(query.get("due", "")),
        sort=Sort(query.get("sort") or Sort.DUE),
        backwards=query.get("order") == BACKWARDS,
    )


def _key(text: str) -> str:
    if not KEY.fullmatch(text):
        raise ValueError(text)
    return text
