"""Pages and states of the application to be looked at: who looks, where it is, what they do there first; and the looking.

`OMBUD_SCREENSHOTS=folder` keeps a picture of each.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import select

from ombud.storage.letters import Delivery, DeliveryStatus
from ombud.storage.session import reading
from tests.browser.conftest import enter
from tests.browser.village import Village
from tests.web.house import House
from tests.web.people import BOARD_STAFF, DIRECTOR, MEMBER, OPERATOR, STAFF

Steps = Callable[[Page], None]
Axe = Callable[[Page], list[str]]
CODE = "code"
SIZES = {
    "wide": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 800},
    "narrow": {"width": 320, "height": 640},
}
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
TEXT = {"standard": 16, "fixed": 13}  # in pixels, as a browser has it that nobody changed


@dataclass(frozen=True)
class View:
    name: str
    path: str
    by: str = (
        ""  # an address signs in; CODE is somebody with the tracking code; any other word anybody, one browser each
    )
    then: Steps | None = None
    status: int = 200  # of the answer to `path`, before what is done there


@dataclass
class Eye:
    """Looks at pages as they stand: collects faults, keeps pictures. Without axe, where no script runs, it does not look."""

    axe: Axe | None
    size: str
    faults: list[str] = field(default_factory=list)

    def see(self, page: Page, name: str) -> None:
        if self.axe is None:
            return
        self.faults += [f"{name}: {fault}" for fault in self.axe(page)]
        if page.evaluate(SIDEWAYS):
            self.faults.append(f"{name}: scrolls sideways")
        with text_of_twice_the_size(page):
            if page.evaluate(SIDEWAYS):
                self.faults.append(f"{name}: scrolls sideways with text of twice the size")
                self._keep(page, f"{name}-{self.size}-twice")
        self._keep(page, f"{name}-{self.size}")
        if self.size == "wide":
            page.emulate_media(media="print")
            self._keep(page, f"{name}-print")
            page.emulate_media(media="screen")

    def _keep(self, page: Page, name: str) -> None:
        if folder := os.environ.get("OMBUD_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True, timeout=60_000)


@contextmanager
def text_of_twice_the_size(page: Page) -> Iterator[None]:
    """As somebody has it who chose so in their browser: what is measured in em follows, breakpoints too."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.setFontSizes", {"fontSizes": {kind: 2 * size for kind, size in TEXT.items()}})
    yield
    devtools.send("Page.setFontSizes", {"fontSizes": TEXT})
    devtools.detach()


@dataclass
class Visit:
    """Goes to one view after the other, with a browser for each kind of visitor. `code` is what CODE comes with."""

    house: House
    address: str
    code: str
    new_page: Callable[[], Page]
    pages: dict[str, Page] = field(default_factory=dict)

    def look_at(self, views: Iterable[View], eye: Eye) -> None:
        for view in views:
            eye.see(self.open(view), view.name)
        assert not eye.faults, "\n".join(eye.faults)

    def open(self, view: View, *, drawn: bool = True) -> Page:
        """`drawn` waits for diagrams, which need JavaScript."""
        page = self._page_of(view.by)
        answer = page.goto(self.address + view.path)
        assert answer is not None
        assert answer.status == view.status, (view, answer.status)
        if drawn and page.locator("[data-diagram]").count():
            page.wait_for_selector("[data-diagram][data-ready]")
        if view.then is not None:
            view.then(page)
        return page

    def _page_of(self, by: str) -> Page:
        if by not in self.pages:
            page = self.pages[by] = self.new_page()
            if by == CODE:
                page.goto(f"{self.address}/track")
                page.get_by_label("Tracking code").fill(self.code)
                page.get_by_role("button", name="Show my case").click()
                page.wait_for_url("**/track/case")
            elif "@" in by:
                enter(page, self.address, self.house, by)
        return self.pages[by]


def send_empty(page: Page) -> None:
    page.locator("form[data-once] button.usa-button:not(.usa-button--outline)").click()
    page.wait_for_selector("[data-summary]")


def _wrong_password(page: Page) -> None:
    page.locator("form.sign-in").get_by_label("E-mail address").fill("nobody@nowhere.example")
    page.locator("form.sign-in").get_by_label("Password").fill("a wrong password")
    page.locator("form.sign-in").get_by_role("button").click()
    page.wait_for_selector("[data-summary]")


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")


def views(village: Village) -> list[View]:
    answer = village.house.task(village.asked, "answer_decision")
    delivery = _delivery(village)
    return [
        View("home", "/"),
        View("sign-in", "/sign-in"),
        View("sign-in-error", "/sign-in", then=_wrong_password),
        View("file", "/file/agency_grievance"),
        View("file-errors", "/file/agency_grievance", then=send_empty),
        View("file-client", "/file/client_grievance"),
        View("receipt-gone", "/receipt"),
        View("track", "/track"),
        View("track-case", "/track/case", by=CODE),
        View("track-task", f"/track/tasks/{answer}", by=CODE),
        View("track-task-errors", f"/track/tasks/{answer}", by=CODE, then=send_empty),
        View("track-withdraw", "/track/withdraw", by=CODE),
        View("home-director", "/home", by=DIRECTOR),
        View("home-member", "/home", by=MEMBER),
        View("home-agency", "/home", by="hdc@harbor.example"),
        View("home-operator", "/home", by=OPERATOR),
        View("inbox-mine", "/inbox?box=mine", by=DIRECTOR),
        View("inbox-mine-empty", "/inbox", by=OPERATOR),
        View("inbox-filtered", "/inbox?box=groups&due=overdue&sort=procedure", by=STAFF),
        View("inbox-views", "/inbox/views", by=STAFF),
        View("inbox-naming", "/inbox/views/new?box=groups&due=week", by=STAFF, then=send_empty),
        View("inbox-groups", "/inbox?box=groups", by=STAFF),
        View("inbox-groups-member", "/inbox?box=groups", by=MEMBER),
        View("inbox-waiting", "/inbox?box=waiting", by=DIRECTOR),
        View("inbox-done", "/inbox?box=done", by=DIRECTOR),
        View("task-decide", village.task(village.filed, "director_decides"), by=DIRECTOR),
        View("task-decide-errors", village.task(village.filed, "director_decides"), by=DIRECTOR, then=send_empty),
        View("task-again", f"{village.task(village.filed, 'director_decides')}/again", by=DIRECTOR, then=send_empty),
        View("task-hear", village.task(village.appealed, "subcommittee_hears"), by=MEMBER, then=open_all),
        View("case-appealed", f"/cases/{village.appealed}", by=MEMBER),
        View("case-appealed-open", f"/cases/{village.appealed}", by=DIRECTOR, then=open_all),
        View("case-stuck", f"/cases/{village.stuck}", by=DIRECTOR, then=open_all),
        View("case-closed", f"/cases/{village.closed}", by=DIRECTOR),
        View("case-operator", f"/cases/{village.informal}", by=OPERATOR),
        View("case-own", f"/cases/{village.own}", by="hdc@harbor.example"),
        View("case-withdraw", f"/cases/{village.own}/withdraw", by="hdc@harbor.example"),
        View("procedures", "/procedures", by=STAFF),
        View("procedures-empty", "/procedures", by=MEMBER),
        View("start", "/procedures/agency_grievance", by=STAFF),
        View("operator", "/operator", by=OPERATOR),
        View("delivery", f"/deliveries/{delivery}", by=OPERATOR),
        View("account", "/account", by=BOARD_STAFF),
        View("mailbox", "/mailbox"),
        View("not-found", "/cases/GRV-1999-0001", by=DIRECTOR, status=404),
        View("forbidden", village.task(village.appealed, "subcommittee_hears"), by=DIRECTOR, status=403),
    ]


def _delivery(village: Village) -> str:
    with reading(village.house.database) as session:
        waiting = select(Delivery.id).where(Delivery.status != DeliveryStatus.DELIVERED)
        return str(session.scalars(waiting.limit(1)).one())
