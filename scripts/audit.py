"""Asks pip-audit whether a locked version has a known vulnerability, and says plainly when nobody could answer.

pip-audit exits with 0 after auditing nothing; its own report tells the difference.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = "requirements.lock"
PATIENCE = 120  # seconds; the question is asked over the network


def main() -> int:
    report = _ask()
    if report is None:
        print(f"{LOCK}: not audited, the vulnerability service could not be reached.")
        return 0
    audited = [entry for entry in report["dependencies"] if "vulns" in entry]
    known = [(entry, found) for entry in audited for found in entry["vulns"]]
    for entry, found in known:
        repaired = ", ".join(found["fix_versions"]) or "no version yet"
        print(f"{entry['name']} {entry['version']}: {found['id']}, repaired in {repaired}")
    if not audited:
        print(f"{LOCK}: not audited, the vulnerability service knew none of these packages.")
    elif not known:
        print(f"{LOCK}: {len(audited)} of {len(report['dependencies'])} packages audited, no known vulnerability.")
    return 1 if known else 0


def _ask() -> dict[str, Any] | None:
    command = [
        str(Path(sys.executable).with_name("pip-audit")),
        "--requirement",
        LOCK,
        "--require-hashes",
        "--disable-pip",
    ]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        report: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None
    return report


if __name__ == "__main__":
    sys.exit(main())
