"""`bpmn/accounts.toml`: the settings of signing in, and of links mailed to people without an account."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from ombud.workflows.procedures.errors import Mistake, ProcedureError
from ombud.workflows.procedures.model import Name, Part, SettingRule
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.sentences import mistakes_of

FILE = "accounts.toml"


class AccountsToml(Part):
    settings: dict[Name, SettingRule]


@cache
def read_accounts(root: Path = BPMN) -> AccountsToml:
    """Raises ProcedureError naming file, line, key and what was expected."""
    path = root / FILE
    try:
        text = path.read_text("utf-8")
        return AccountsToml.model_validate(tomllib.loads(text))
    except FileNotFoundError:
        raise ProcedureError(Mistake(str(path), "the settings of accounts are missing.")) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProcedureError(Mistake(str(path), f"this is not TOML: {error}.")) from None
    except ValidationError as error:
        raise ProcedureError(*mistakes_of(error, AccountsToml, file=str(path), text=text)) from None
