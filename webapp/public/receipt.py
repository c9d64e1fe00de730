"""The tracking code between filing and its receipt page: sealed, in the cookie, taken out when it is shown."""

from __future__ import annotations

import base64
from typing import Final
from uuid import UUID

from flask import session

from ombud.storage.sealing import SealBroken
from ombud.webapp.desk import desk
from ombud.workflows.opening import Opened

_RECEIPT: Final = "receipt"
_PLACE: Final = {"table": "receipts", "column": "code"}


def put(opened: Opened) -> None:
    sealed = desk().office.vault.system_key.seal((opened.tracking_code or "").encode(), row_id=opened.case_id, **_PLACE)
    session[_RECEIPT] = [str(opened.case_id), opened.number, base64.b64encode(sealed).decode(), opened.repeated]


def take() -> Opened | None:
    """The receipt, once; None when it has been shown."""
    kept = session.pop(_RECEIPT, None)
    if not kept:
        return None
    case_id = UUID(kept[0])
    try:
        code = desk().office.vault.system_key.open(base64.b64decode(kept[2]), row_id=case_id, **_PLACE)
    except SealBroken:
        return None
    return Opened(case_id, kept[1], code.decode(), repeated=kept[3])
