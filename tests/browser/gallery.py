"""Every page of the application, once: who looks at it and where it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.village import BOARD_STAFF, DIRECTOR, MEMBER, OPERATOR, STAFF, Village

Steps = Callable[[Page], None]


@dataclass(frozen=True)
class View:
    name: str
    path: str
    by: str = ""  # an address that signs in; "code" for somebody with the tracking code; empty for anybody
    then: Steps | None = None


def _send_empty(page: Page) -> None:
    page.locator("form[data-once] button.usa-button").click()
    page.wait_for_selector("[data-summary]")


def _wrong_password(page: Page) -> None:
    page.locator("form.sign-in").get_by_label("E-mail address").fill("nobody@nowhere.example")
    page.locator("form.sign-in").get_by_label("Password").fill("a wrong password")
    page.locator("form.sign-in").get_by_role("button").click()
    page.wait_for_selector("[data-summary]")


def _open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")


def views(village: Village) -> list[View]:
    answer = village.house.task(village.asked, "answer_decision")
    delivery = _delivery(village)
    return [
        View("home", "/"),
        View("sign-in", "/sign-in"),
        View("sign-in-error", "/sign-in", then=_wrong_password),
        View("file", "/file/agency_grievance"),
        View("file-errors", "/file/agency_grievance", then=_send_empty),
        View("file-client", "/file/client_grievance"),
        View("receipt-gone", "/receipt"),
        View("track", "/track"),
        View("track-case", "/track/case", by="code"),
        View("track-task", f"/track/tasks/{answer}", by="code"),
        View("track-task-errors", f"/track/tasks/{answer}", by="code", then=_send_empty),
        View("track-withdraw", "/track/withdraw", by="code"),
        View("inbox-mine", "/inbox", by=DIRECTOR),
        View("inbox-mine-empty", "/inbox", by=OPERATOR),
        View("inbox-groups", "/inbox?box=groups", by=STAFF),
        View("inbox-groups-member", "/inbox?box=groups", by=MEMBER),
        View("inbox-waiting", "/inbox?box=waiting", by=DIRECTOR),
        View("inbox-done", "/inbox?box=done", by=DIRECTOR),
        View("task-decide", village.task(village.filed, "director_decides"), by=DIRECTOR),
        View("task-decide-errors", village.task(village.filed, "director_decides"), by=DIRECTOR, then=_send_empty),
        View("task-hear", village.task(village.appealed, "subcommittee_hears"), by=MEMBER, then=_open_all),
        View("case-appealed", f"/cases/{village.appealed}", by=MEMBER),
        View("case-appealed-open", f"/cases/{village.appealed}", by=DIRECTOR, then=_open_all),
        View("case-stuck", f"/cases/{village.stuck}", by=DIRECTOR, then=_open_all),
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
        View("not-found", "/cases/GRV-1999-0001", by=DIRECTOR),
        View("forbidden", village.task(village.appealed, "subcommittee_hears"), by=DIRECTOR),
    ]


def _delivery(village: Village) -> str:
    from sqlalchemy import select

    from ombud.storage.letters import Delivery, DeliveryStatus
    from ombud.storage.session import reading

    with reading(village.house.database) as session:
        waiting = select(Delivery.id).where(Delivery.status != DeliveryStatus.DELIVERED)
        return str(session.scalars(waiting.limit(1)).first() or village.asked)
