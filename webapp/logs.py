"""Log lines are JSON, one to a line: nothing that somebody typed can end a line and begin another.

Libraries log too. Of what failed in one of them, class and place are kept: its words may hold what somebody wrote.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

import structlog

OURS = "ombud."
QUIET = ("alembic", "fontTools", "weasyprint")
"""Libraries that tell of every step; a schema that is up to date is no news."""


class Lines(logging.Formatter):
    """Our own loggers render themselves; any other record becomes a line of the same shape."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name.startswith(OURS):
            return record.getMessage()
        line = {"event": record.getMessage(), "level": record.levelname.lower(), "logger": record.name}
        if record.exc_info and record.exc_info[0] is not None:
            places = traceback.extract_tb(record.exc_info[2])
            line["error"] = record.exc_info[0].__qualname__
            line["place"] = f"{places[-1].filename}:{places[-1].lineno}" if places else ""
        line["timestamp"] = datetime.fromtimestamp(record.created, UTC).isoformat()
        return json.dumps(line)


def configure() -> None:
    """For this process, unless whoever started it has set up logging already."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(handlers=[handler], level=logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
