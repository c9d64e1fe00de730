"""`bpmn/contact.toml`: how the office that keeps the cases is reached by somebody without an account."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ombud.workflows.procedures.model import Part
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import read_toml

FILE = "contact.toml"


class Contact(Part):
    """What is empty is not given; false without phone and address: a name alone reaches nobody."""

    name: str = ""
    phone: str = ""
    address: str = ""
    hours: str = ""

    def __bool__(self) -> bool:
        return bool(self.phone or self.address)


class ContactToml(Part):
    """`demonstration`: of an invented office, for a demonstration alone."""

    contact: Contact = Contact()
    demonstration: Contact = Contact()


@cache
def read_contact(root: Path = BPMN) -> ContactToml:
    """An empty one where an office has no such file. Raises ProcedureError naming file, line, key and what was expected."""
    path = root / FILE
    return read_toml(path, ContactToml, missing="there is no contact.") if path.exists() else ContactToml()
