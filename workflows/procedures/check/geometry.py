"""Boxes and lines of a drawing, in the diagram's pixels."""

from __future__ import annotations

from typing import NamedTuple

MARGIN = 1.0
"""Pixels by which two boxes may touch, or a line may graze a box."""


class Point(NamedTuple):
    x: float
    y: float


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def overlaps(self, other: Box) -> bool:
        across = min(self.right, other.right) - max(self.x, other.x)
        down = min(self.bottom, other.bottom) - max(self.y, other.y)
        return across > MARGIN and down > MARGIN

    def contains(self, other: Box) -> bool:
        return (
            self.x - MARGIN <= other.x
            and self.y - MARGIN <= other.y
            and self.right + MARGIN >= other.right
            and self.bottom + MARGIN >= other.bottom
        )

    def near(self, point: Point, distance: float) -> bool:
        across = max(self.x - point.x, 0, point.x - self.right)
        down = max(self.y - point.y, 0, point.y - self.bottom)
        return across <= distance and down <= distance

    def is_crossed_by(self, start: Point, end: Point) -> bool:
        """Whether the line between two points runs through the inside of the box (Liang and Barsky's clipping)."""
        low, high = 0.0, 1.0
        across, down = end.x - start.x, end.y - start.y
        sides = (
            (-across, start.x - (self.x + MARGIN)),
            (across, self.right - MARGIN - start.x),
            (-down, start.y - (self.y + MARGIN)),
            (down, self.bottom - MARGIN - start.y),
        )
        for step, room in sides:
            if step == 0:
                if room < 0:
                    return False
            elif step < 0:
                low = max(low, room / step)
            else:
                high = min(high, room / step)
        return low < high
