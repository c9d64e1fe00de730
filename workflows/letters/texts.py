"""The words of letters as an office writes them: set from now on, judged before, and never changed afterwards."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from jinja2 import TemplateError, nodes
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, CaseStatus
from ombud.storage.chain import append_system_event
from ombud.storage.letters import LetterText
from ombud.storage.procedures import ProcedureVersion
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.days import TICK
from ombud.workflows.letters import render, samples, templates
from ombud.workflows.letters.context import Manuscript
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.refusals import InvalidCommand, NotConfigured, NotFound
from ombud.workflows.text import translate as _

MAX_TEXT: Final = 50_000
"""Characters of a template; the longest that comes with a procedure has a twentieth of it."""

BROKEN: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TemplateError, TypeError, ValueError)
"""What a template can fail with: it is text from outside, and its values may be of another kind than it supposes."""


class TextRefused(InvalidCommand):
    """No letter can be made of this text."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(faults))


def change(
    session: Session,
    office: Office,
    procedure: str,
    letter: str,
    text: str | None,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """The office's own words from now on, or (None) back to those that came with the procedure.

    Letters that are frozen stay as they are. The same request twice is one change. Raises Forbidden, NotFound,
    TextRefused, and InvalidCommand without a reason or where nothing changes.
    """
    permissions.require(session, by, permissions.EDITORS, at=at)
    if request_key is not None:
        requests.hold(session, request_key)
        if requests.case_of(session, request_key) is not None:
            return
    deployed = deployed_letter(session, office, procedure, letter)
    text = text if text is None else tidy(text)
    _judge(session, office, deployed, letter, text, reason, at=at)
    facts = {"procedure": procedure, "letter": letter, "text": text if text is None else digest(text)}
    append_system_event(
        session, "letter_text.changed", facts, actor=str(by), actor_id=by.person_id, at=at, request_key=request_key
    )
    row = LetterText(procedure=procedure, letter=letter, text=text, set_by=by.person_id, reason=reason.strip())
    row.from_at, row.shipped_digest = _after_others(session, procedure, at), digest(deployed.letters[letter])
    session.add(row)


def _judge(
    session: Session, office: Office, deployed: Deployed, letter: str, text: str | None, reason: str, *, at: datetime
) -> None:
    before = in_force(session, deployed.toml.key, at=at).get(letter)
    if text == (before.text if before else None) or (before is None and text == deployed.letters[letter]):
        raise InvalidCommand(_("These are the words it has already."))
    if not reason.strip():
        raise InvalidCommand(_("Say why."))
    if text is not None and (found := problems(session, office, deployed, letter, text, at=at)):
        raise TextRefused(found)


def deployed_letter(session: Session, office: Office, procedure: str, letter: str) -> Deployed:
    """The version new cases run on, if it has that letter. Raises NotFound."""
    deployed = office.procedures.latest(session, procedure)
    if letter not in deployed.letters or letter not in deployed.toml.letters:
        raise NotFound()
    return deployed


def in_force(session: Session, procedure: str, *, at: datetime) -> dict[str, LetterText]:
    """The newest own words of each letter of a procedure that has ever had some."""
    rows = select(LetterText).where(LetterText.procedure == procedure, LetterText.from_at <= at)
    return {row.letter: row for row in session.scalars(rows.order_by(LetterText.from_at))}


def history(session: Session, procedure: str, letter: str) -> list[LetterText]:
    """Every change of a letter's words, the oldest first."""
    rows = select(LetterText).where(LetterText.procedure == procedure, LetterText.letter == letter)
    return list(session.scalars(rows.order_by(LetterText.from_at)))


def problems(
    session: Session, office: Office, deployed: Deployed, letter: str, text: str, *, at: datetime
) -> list[str]:
    """Why no letter can be made of a text, in sentences that name the line; none: one can."""
    if not text.strip():
        return [_("The text is empty.")]
    if len(text) > MAX_TEXT:
        return [_("The text is too long: %(max)s characters at most.", max=MAX_TEXT)]
    found = templates.faults(text, deployed.toml.letters[letter].quotes)
    found += list(_unasked(office, deployed, letter, text)) if not found else []
    found += list(_elsewhere(session, office, deployed, letter, text)) if not found else []
    if not found:
        sheet = samples.manuscript(session, office, deployed, letter, text, at=at)
        try:
            render.html(sheet).encode()
        except BROKEN as error:
            found.append(_said(error))
    return found


def proof(sheet: Manuscript) -> bytes:
    """A preview as PDF. Raises TextRefused, and NotConfigured where this machine cannot make one."""
    try:
        return render.pdf(sheet)
    except BROKEN as error:
        raise TextRefused([_said(error)]) from None
    except render.Reaching:
        raise TextRefused([_("It asks for an address: a letter reads no file and fetches nothing.")]) from None
    except render.LettersUnavailable as error:
        raise NotConfigured(str(error)) from None


def tidy(text: str) -> str:
    """Line ends as one sign, whatever browser sent them; one at the end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"


def digest(text: str) -> str:
    """sha256 hex."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _unasked(office: Office, deployed: Deployed, letter: str, text: str) -> Iterator[str]:
    """What a template names of the case, the letter or a submission that is not there."""
    known = {variable.name for group in samples.groups(office, deployed, letter) for variable in group.variables}
    known |= {name.replace(".answers.", ".labels.") for name in known}
    firsts = {name.split(".")[0] for name in known}
    tree = templates.sandbox({}).parse(text)
    whole = {id(node.node) for node in tree.find_all(nodes.Getattr)}
    for node in tree.find_all(nodes.Getattr):
        name = _dotted(node)
        if id(node) not in whole and name.split(".")[0] in firsts and name not in known:
            yield _("line %(line)s: there is no %(name)s.", line=node.lineno, name=name)


def _dotted(node: nodes.Expr) -> str:
    if isinstance(node, nodes.Name):
        return str(node.name)
    return f"{_dotted(node.node)}.{node.attr}" if isinstance(node, nodes.Getattr) else ""


def _elsewhere(session: Session, office: Office, deployed: Deployed, letter: str, text: str) -> Iterator[str]:
    """Open cases may run on another version, whose letter quotes less."""
    running = select(ProcedureVersion.id).join(Case, Case.version_id == ProcedureVersion.id)
    older = running.where(ProcedureVersion.key == deployed.toml.key, Case.status != CaseStatus.CLOSED).distinct()
    for version_id in session.scalars(older):
        version = office.procedures.get(session, version_id)
        if version.id != deployed.id and letter in version.toml.letters:
            for fault in templates.faults(text, version.toml.letters[letter].quotes):
                yield _("For open cases on version %(number)s: %(fault)s", number=version.version, fault=fault)


def _after_others(session: Session, procedure: str, at: datetime) -> datetime:
    """Each change of a procedure's letters has an instant of its own: what was read up to one stays right."""
    newest = session.scalar(select(func.max(LetterText.from_at)).where(LetterText.procedure == procedure))
    return at if newest is None or newest < at else newest + TICK


def _said(error: Exception) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == templates.BODY]
    line = getattr(error, "lineno", None) or (frames[-1].lineno if frames else None)
    said = getattr(error, "message", None) or _("a value is of another kind than the text supposes")
    return _("line %(line)s: %(fault)s", line=line, fault=said) if line else str(said)
