"""What every command needs besides its session: built once by the composition root, never changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from ombud.storage.sealing import Vault
from ombud.workflows.formspec import FormCatalogue
from ombud.workflows.procedures.accounts import AccountsToml, read_accounts
from ombud.workflows.procedures.board import BoardToml, read_board
from ombud.workflows.procedures.checklists import Checklists, read_checklists
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.procedures.documents import DocumentsToml, read_documents
from ombud.workflows.procedures.duties import DutiesToml, read_duties
from ombud.workflows.procedures.notices import NoticesToml, read_notices


@dataclass(frozen=True)
class Office:
    procedures: DeployedProcedures  # parsed versions by id, cached in the process
    forms: FormCatalogue
    vault: Vault
    base_url: str = "http://localhost:8000"
    sender: str = "ombud@localhost"
    board: BoardToml = field(default_factory=read_board)
    accounts: AccountsToml = field(default_factory=read_accounts)
    checklists: Checklists = field(default_factory=read_checklists)
    documents: DocumentsToml = field(default_factory=read_documents)
    duties: DutiesToml = field(default_factory=read_duties)
    notices: NoticesToml = field(default_factory=read_notices)
    bodies: dict[str, UUID] = field(default_factory=dict)  # key -> id, remembered: a body keeps its id
    #: procedure -> its letters' own words, and the instant up to which they were read: rows are only added
    own_letters: dict[str, tuple[datetime, dict[str, str | None]]] = field(default_factory=dict)
    typeset: Callable[[str], bytes] | None = None  # makes files of letters' HTML; None: as PDF, which takes its time
