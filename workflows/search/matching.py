"""Where a word may stand, as conditions of SQL; and what it is compared with here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from ombud.storage.cases import Attachment, Case, Party, Submission
from ombud.storage.directory import Organisation, Person
from ombud.storage.letters import Letter
from ombud.storage.procedures import ProcedureVersion
from ombud.storage.sealing import Vault
from ombud.storage.search import SearchKind, SearchWord, words_of
from ombud.workflows.actors import Actor
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.search.index import digest_of
from ombud.workflows.search.sight import cases_seen, of_the_case, theirs, to_them
from ombud.workflows.text import translate as _

_OF = aliased(Case)
"""Whose letter it is. Made once: an alias takes a millisecond."""

_words_of_title = lru_cache(maxsize=2048)(words_of)
"""There are some hundred titles, which are compared with every word."""


@dataclass(frozen=True, slots=True)
class Search:
    """Some words, and all that they are compared with."""

    words: Sequence[str]
    actor: Actor
    vault: Vault
    versions: Sequence[Deployed]
    people: Sequence[tuple[UUID, frozenset[str]]]  # parties with an account: the words of their names
    seen: Subquery

    def holds_all(self) -> ColumnElement[bool]:
        """On `seen`: each of the words stands somewhere in the case, where the searcher may read it."""
        return and_(*(self._holds(word) for word in self.words))

    def files(self, words: Sequence[str]) -> Select[Any]:
        """Attachments with one of the words in their name, whoever may read them."""
        statement = select(Attachment).join(Submission, Submission.id == Attachment.submission_id)
        return statement.where(of_the_case(), self._indexed(Attachment.id, SearchKind.ATTACHMENT, words))

    def letters(self, words: Sequence[str]) -> Select[Any]:
        """Letters with one of the words in their title, whoever may read them."""
        titled = or_(*(self._titled(word) for word in words))
        return select(Letter).join(_OF, _OF.id == Letter.case_id).where(titled)

    def _holds(self, word: str) -> ColumnElement[bool]:
        case = self.seen.c
        return or_(
            func.lower(case.number).contains(word, autoescape=True),
            case.version_id.in_([one.id for one in self.versions if begins(one.toml.title, word)]),
            case.organisation_id.in_(select(Organisation.id).where(_begins(word))),
            and_(case.named, self._has_party(word)),
            self._has_document(word),
        )

    def _has_party(self, word: str) -> ColumnElement[bool]:
        """Whoever has an account is named to all who see the case, whoever has none to those who read it."""
        known = select(Party.case_id).where(Party.person_id.in_([key for key, words in self.people if word in words]))
        sealed = select(Party.case_id).where(self._indexed(Party.id, SearchKind.PARTY, [word]))
        return or_(self.seen.c.id.in_(known), and_(self.seen.c.reads, self.seen.c.id.in_(sealed)))

    def _has_document(self, word: str) -> ColumnElement[bool]:
        case, files = self.seen.c, self.files([word]).with_only_columns(Attachment.case_id)
        letters = self.letters([word]).with_only_columns(Letter.case_id)
        return or_(
            and_(case.works, or_(case.id.in_(files), case.id.in_(letters))),
            and_(case.reads, case.id.in_(files.where(theirs(self.actor)))),
            case.id.in_(letters.where(to_them(self.actor))),
        )

    def _indexed(self, row_id: Any, kind: SearchKind, words: Sequence[str]) -> ColumnElement[bool]:
        digests = [digest_of(self.vault, kind, word) for word in words]
        condition: ColumnElement[bool] = row_id.in_(select(SearchWord.row_id).where(SearchWord.digest.in_(digests)))
        return condition

    def _titled(self, word: str) -> ColumnElement[bool]:
        """On Letter and `_OF`."""
        letters = (
            (one.id, [name for name, it in one.toml.letters.items() if begins(it.title, word)]) for one in self.versions
        )
        return or_(false(), *(and_(_OF.version_id == key, Letter.name.in_(names)) for key, names in letters if names))


def search_for(session: Session, office: Office, words: Sequence[str], actor: Actor, *, on: date) -> Search:
    """Reads what words are compared with outside of the database: titles in two languages, names with their accents."""
    versions = [office.procedures.get(session, key) for key in session.scalars(select(ProcedureVersion.id)).all()]
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(select(Party.person_id))))
    people = [(key, frozenset(words_of(name))) for key, name in rows]
    return Search(words, actor, office.vault, versions, people, cases_seen(versions, actor, on=on))


def begins(title: str, word: str) -> bool:
    """Whether a word of a title begins with it, in the reader's language or as the procedure has it."""
    return any(one.startswith(word) for one in _words_of_title(f"{title} {_(title)}"))


def begin_all(titles: Iterable[str], words: Iterable[str]) -> bool:
    """Whether each of the words begins one of some titles."""
    said = list(titles)
    return all(any(begins(title, word) for title in said) for word in words)


def _begins(word: str) -> ColumnElement[bool]:
    """On Organisation: a word of its name begins with it."""
    name = Organisation.sort_name
    return or_(name.startswith(word, autoescape=True), name.contains(f" {word}", autoescape=True))
