"""What a picture is made of: a table, which is the truth, and bars of the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.numbers import format_decimal

from ombud.webapp.language import language

Value = str | int | float | date | None
"""What stands in a cell: words, a count, days with one decimal, a day, or nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """`href` is where the words of the first cell lead."""

    cells: tuple[Value, ...]
    href: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    parts: tuple[int, ...]  # one for each word of the legend
    href: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Counts side by side. Every kind of part has a word, a pattern and its number: never colour alone."""

    legend: tuple[str, ...]
    bars: tuple[Bar, ...]

    @property
    def most(self) -> int:
        return max((sum(bar.parts) for bar in self.bars), default=0)

    def words(self, bar: Bar) -> str:
        """What somebody hears who does not see the bar."""
        said = [f"{word}: {count}" for word, count in zip(self.legend, bar.parts, strict=True) if count]
        return f"{bar.label}. {', '.join(said)}" if said else f"{bar.label}. 0"

    def drawn(self, bar: Bar) -> list[tuple[int, float, float, int]]:
        """(which word, left edge in percent, width in percent, count) of each part that is there."""
        found, left = [], 0.0
        for which, count in enumerate(bar.parts):
            if count:
                width = 100 * count / self.most
                found.append((which, round(left, 2), round(width, 2), count))
                left += width
        return found

    @property
    def used(self) -> list[tuple[int, str]]:
        """Which words of the legend any bar has a part of."""
        return [(n, word) for n, word in enumerate(self.legend) if any(bar.parts[n] for bar in self.bars)]


@dataclass(frozen=True, slots=True)
class Picture:
    """`slug` names its address and its files. `counted` says whose cases it counts. Without rows, `empty` says what will
    stand here and when."""

    slug: str
    title: str
    lead: str
    counted: str
    table: Table
    bars: Bars
    empty: str
    notes: Sequence[str] = ()
    timed: bool = True  # it can be asked for a period


def in_days(time: timedelta | None) -> float | None:
    """Days with one decimal."""
    return None if time is None else round(time / timedelta(days=1), 1)


def number(value: float) -> str:
    return str(format_decimal(value, locale=language()))
