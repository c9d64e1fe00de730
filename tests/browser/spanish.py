"""What is left in English where Spanish is spoken: sentences of the catalogue that have others in Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from playwright.sync_api import Page

from ombud.webapp.language import NAMES

CATALOGUE = Path(__file__).parents[2] / "webapp/translations/es/LC_MESSAGES/messages.po"
PLACE = re.compile(r"%\(\w+\)[sd]|%%")
WORDS_AROUND_PLACES = 8
"""Letters: a sentence of fewer around what is put in could be anything."""
ENGLISH = frozenset(["the", "and", "of", "you", "your", "is", "are", "was", "has", "this", "that", "with", "we", "it"])
"""Words that no Spanish sentence has."""

TEXTS = """() => {
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    if (!holder.closest('script, style, .trap') && holder.closest('[lang]').lang === 'es')
      found.push(walker.currentNode.data);
  }
  for (const named of document.querySelectorAll('[aria-label], [title], [alt], [placeholder]'))
    for (const name of ['aria-label', 'title', 'alt', 'placeholder'])
      if (named.closest('[lang]').lang === 'es') found.push(named.getAttribute(name) || '');
  return found;
}"""


def english_on(page: Page) -> list[str]:
    """The texts of a page, and those read out, that stand in English without saying so in `lang`."""
    return left_in(" ".join(words.split()) for words in page.evaluate(TEXTS))


def left_in(texts: Iterable[str]) -> list[str]:
    plain, patterns = _catalogue()
    return [words for words in texts if words in plain or (words and any(p.fullmatch(words) for p in patterns))]


def english_in(words: str) -> set[str]:
    """The English words of a longer text."""
    return ENGLISH & set(re.findall(r"[a-z]+", words.lower()))


@cache
def _catalogue() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    with CATALOGUE.open("rb") as file:
        spanish = read_po(file, locale="es")
    ids = {
        one
        for message in spanish
        for one in ([message.id] if isinstance(message.id, str) else message.id)
        if one and message.string and one != message.string and one not in NAMES.values()
    }
    plain = frozenset(" ".join(one.split()) for one in ids if not PLACE.search(one))
    around = (one for one in ids if PLACE.search(one))
    told = (one for one in around if len(re.sub(r"[^A-Za-z]", "", PLACE.sub("", one))) >= WORDS_AROUND_PLACES)
    return plain, tuple(re.compile(".+".join(map(re.escape, PLACE.split(one)))) for one in told)
