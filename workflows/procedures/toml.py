"""Reading a TOML file against its model; what is wrong with it is told in sentences that name file, line and key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ombud.workflows.procedures.errors import Mistake, ProcedureError
from ombud.workflows.procedures.sentences import mistakes_of
from ombud.workflows.procedures.xml import MAX_BYTES

Model = TypeVar("Model", bound=BaseModel)

MISSING = "this file is missing."


def read_toml(path: Path, model: type[Model], *, missing: str = MISSING) -> Model:
    """What a file says. Raises ProcedureError naming file, line, key and what was expected; `missing` where it is not
    there."""
    return parse_toml(path, text_of(path, missing=missing), model)


def parse_toml(path: Path, text: str, model: type[Model]) -> Model:
    """What the text of a file says; `path` is for the sentences. Raises ProcedureError as `read_toml`."""
    try:
        return model.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ProcedureError(Mistake(str(path), f"this is not TOML: {error}.")) from None
    except ValidationError as error:
        raise ProcedureError(*mistakes_of(error, model, file=str(path), text=text)) from None


def text_of(path: Path, *, missing: str = MISSING) -> str:
    """A text file of a procedure or beside it, its ends of lines as they are. Raises ProcedureError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ProcedureError(Mistake(str(path), f"it is larger than {MAX_BYTES // 1_000_000} MB."))
        return path.read_bytes().decode()
    except FileNotFoundError:
        raise ProcedureError(Mistake(str(path), missing)) from None
    except UnicodeDecodeError:
        raise ProcedureError(Mistake(str(path), "it is not written in UTF-8; save it as UTF-8.")) from None
    except OSError as error:
        raise ProcedureError(Mistake(str(path), f"it cannot be read ({error.strerror}).")) from None
