"""The worker: carries out what commands left to be done after their commit."""

from __future__ import annotations

from ombud.workflows.worker.drain import drain
from ombud.workflows.worker.loop import run

__all__ = ["drain", "run"]
