"""`bpmn/accounts.toml`: the settings of signing in, and of links mailed to people without an account."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ombud.workflows.procedures.model import Name, Part, SettingRule
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import read_toml

FILE = "accounts.toml"


class AccountsToml(Part):
    settings: dict[Name, SettingRule]


@cache
def read_accounts(root: Path = BPMN) -> AccountsToml:
    """Raises ProcedureError naming file, line, key and what was expected."""
    return read_toml(root / FILE, AccountsToml, missing="the settings of accounts are missing.")
