"""Those who come without an account: their browsers, the links in their mails, what they write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from playwright.sync_api import Page, expect

from ombud.workflows import text
from tests.browser.gallery import SIZES, Axe, Eye
from tests.browser.spanish import english_on
from tests.support.browser import Serve
from tests.web.house import House
from tests.web.links import link_in, mails_to


@dataclass
class Street:
    """The place, the browsers of those who come to it, and the language they are spoken to in."""

    house: House
    address: str
    eye: Eye
    open_page: Callable[[], Page]
    language: str = "en"

    def say(self, message: str, **values: Any) -> str:
        """What stands on their pages for an English sentence."""
        with text.in_language(self.language):
            return text.translate(message, **values)

    def see(self, page: Page, name: str) -> None:
        """The page is without fault, and in their language alone."""
        expect(page.locator("html")).to_have_attribute("lang", self.language)
        if self.language == "es":
            self.eye.faults += [f"{name}: in English: {words}" for words in english_on(page)]
        self.eye.see(page, f"{name}-{self.language}")

    def link(self, to: str, subject: str) -> str:
        return self.address + link_in(mails_to(self.house, to, self.say(subject, number="").strip())[-1])

    def by_link(self, to: str, subject: str) -> Page:
        page, link = self.open_page(), self.link(to, subject)
        page.goto(link)
        self.see(page, "link")
        page.get_by_role("button", name=self.say("Open my case")).click()
        expect(page).to_have_url(f"{self.address}/track/case")
        page.context.new_page().goto(link)
        expect(page.context.pages[-1].locator("h1")).to_have_text(self.say("This link opens nothing"))
        self.see(page.context.pages[-1], "link-used")
        page.context.pages[-1].close()
        return page


def a_street(kind: str, house: House, serve: Serve, new_page: Callable[..., Page], axe: Axe) -> Street:
    """`kind`: a size of the gallery, or `plain`, a telephone without JavaScript; `phone-es` is the same in Spanish."""
    size, _, language = kind.partition("-")
    plain = size == "plain"
    at = {"viewport": SIZES["phone" if plain else size], "reduced_motion": "reduce"}
    open_page = partial(new_page, **at, java_script_enabled=not plain)
    return Street(house, serve(house.app), Eye(None if plain else axe, f"{size}-public"), open_page, language or "en")


def write(page: Page, words: str, *, note: bool = False, file: str = "", say: Callable[[str], str] = str) -> None:
    page.locator("summary", has_text=say("Write a note" if note else "Write a message")).click()
    page.get_by_label(say("Your note" if note else "Your message")).fill(words)
    if file:
        sent = {"name": file, "mimeType": "text/plain", "buffer": b"What was read aloud."}
        page.get_by_label(say("Files (optional)")).set_input_files([sent])  # type: ignore[list-item]
    page.get_by_role("button", name=say("Keep the note" if note else "Send the message")).click()
