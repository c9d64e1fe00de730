"""Where the procedures lie: the folder `bpmn/` that ships with the code, unless the installation names its own."""

from __future__ import annotations

import os
from pathlib import Path

BPMN = Path(os.environ.get("OMBUD_PROCEDURES") or Path(__file__).resolve().parents[2] / "bpmn")
