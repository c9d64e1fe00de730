"""A part of `procedure.toml`, and where its number comes from."""

from __future__ import annotations

import re
from typing import Final

from pydantic import BaseModel, ConfigDict, model_validator

_CITATION: Final = re.compile(r"§ ?\d")


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(Part):
    """Where a number comes from: a row of the register, `local`, or the law, cited with its section.

    `source` beside `law` is the row that points to it. What the law says is never shown as policy.
    """

    source: str = ""
    law: str = ""  # "Conn. Gen. Stat. § 36a-701b(b)(1)"

    @model_validator(mode="after")
    def has_a_source(self) -> Sourced:
        if not self.source and not self.law:
            raise ValueError('write source = "…", a row of the register or "local", or law = "…", a citation')
        if self.law and not _CITATION.search(self.law):
            raise ValueError('law = "…" cites a section, such as "Conn. Gen. Stat. § 36a-701b(b)(1)"')
        if self.law and self.source == "local":
            raise ValueError('what the law says is no rule of this office: write law = "…" or source = "local"')
        return self
