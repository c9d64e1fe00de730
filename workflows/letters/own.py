"""Which words a letter is frozen with: the office's own where it has written some, else those that came with it.

The statement that locks a case brings along when the own words of its procedure last changed. Rows of own words are only
added, so what a process has read up to that instant stays right: an issued letter costs the command no statement, but
for the first one after a change.
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import select

from ombud.storage.letters import LetterText
from ombud.workflows.held import HeldCase
from ombud.workflows.letters import templates
from ombud.workflows.letters.stamp import STAMP
from ombud.workflows.text import SOURCE


def bodies_of(held: HeldCase, name: str) -> dict[str, str]:
    """The templates of the letter `name` as they stand at this instant, by language.

    Own words are there in the language of the manual alone: a translation of other words says something else. Those that
    do not fit the version this case runs on are left aside: a letter that cannot be set helps nobody.
    """
    own = _texts(held).get(name)
    quotes = tuple(sorted(held.deployed.toml.letters[name].quotes))
    if own is not None and fits(own, quotes):
        return {SOURCE: own}
    return templates.by_language(held.deployed.letters, name)


@lru_cache(maxsize=256)
def fits(text: str, quotes: tuple[str, ...]) -> bool:
    """Whether a template only names what a version's letter quotes."""
    return not templates.faults(text, dict.fromkeys(quotes, ""))


def _texts(held: HeldCase) -> dict[str, str | None]:
    """The newest own words of each letter; None where the office went back to those that came with it."""
    procedure, known = held.deployed.toml.key, held.office.own_letters
    changed_at = held.case.get(STAMP, ...)
    if changed_at is None:
        return {}
    if procedure in known and known[procedure][0] == changed_at:
        return known[procedure][1]
    rows = held.connection.execute(
        select(LetterText.letter, LetterText.text, LetterText.from_at)
        .where(LetterText.procedure == procedure, LetterText.from_at <= held.at)
        .order_by(LetterText.from_at)
    ).all()
    found = {letter: text for letter, text, _from_at in rows}
    if rows:
        known[procedure] = (rows[-1].from_at, found)
    return found
