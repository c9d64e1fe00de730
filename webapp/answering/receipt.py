"""The receipt of every answer: to be read, printed and come back to, and gone on from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template

from ombud.forms.catalogue import CATALOGUE
from ombud.webapp.answering.door import ACCOUNT, Door
from ombud.webapp.answering.sheet import Confirmed
from ombud.webapp.desk import desk, now, read
from ombud.webapp.inbox.going_on import lately, list_address
from ombud.workflows import inbox
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.receipts import receipt_of


def show(actor: Actor, task_id: UUID, door: Door) -> Any:
    at = now()
    with read() as session:
        receipt = receipt_of(session, desk().office, actor, task_id, desk().manual.clauses, at=at)
        following = inbox.next_task(session, actor, at=at, look=lately()) if door is ACCOUNT else None
    left = [answer for said in receipt.said for answer in said.answers if answer.left_of]
    return render_template(
        "answering/receipt.html",
        receipt=receipt,
        door=door,
        following=following,
        inbox=list_address(),
        lists=[
            Confirmed(one.left_of - len(one.values), one.left_of, [str(word) for word in one.values]) for one in left
        ],
        unmet=CATALOGUE[receipt.form].unmet,
    )
